import { expect } from 'chai';
import { keyedHash } from '../../src/audit/keyed-hash.ts';

describe('keyed hash', () => {
  const hash = keyedHash(Buffer.alloc(32, 1));

  it('is the same for the same person, and tells nothing of the id', () => {
    expect(hash('patient', 'https://ehr.example', 'CANARY')).to.equal(hash('patient', 'https://ehr.example', 'CANARY'));
    expect(hash('patient', 'https://ehr.example', 'CANARY')).to.match(/^[\w-]{22}$/);
  });

  it('differs by key, purpose, client and id, however the parts are cut', () => {
    const hashes = [
      hash('patient', 'a', 'b'),
      hash('user', 'a', 'b'),
      hash('patient', 'b', 'a'),
      hash('patient', 'ab', ''),
      hash('patient', undefined, 'ab'),
      keyedHash(Buffer.alloc(32, 2))('patient', 'a', 'b'),
    ];
    expect(new Set(hashes).size).to.equal(hashes.length);
  });
});
