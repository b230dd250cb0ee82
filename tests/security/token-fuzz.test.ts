// Whatever comes in the Authorization header, it is accepted or refused; it never fails in another way.
import { expect } from 'chai';
import fc from 'fast-check';
import { readToken } from '../../src/security/token.ts';
import { openOffice, type Office } from './office.ts';
import { claimsWith, forge, headerWith, ISSUER, newSigner, unsigned, type Signer } from './tokens.ts';

const REFUSED = /^40[13] [a-z-]+$/;
const members = fc.dictionary(
  fc.oneof(fc.constantFrom('alg', 'kid', 'typ', 'jku', 'crit', 'iss', 'aud', 'exp', 'iat', 'nbf', 'jti'), fc.string()),
  fc.jsonValue({ maxDepth: 3 }),
  { noNullPrototype: true },
);

describe('any Authorization header', () => {
  let signer: Signer;
  let office: Office;

  before(async () => {
    signer = await newSigner('ES384', 'ec-1');
    office = openOffice([{ issuer: ISSUER, keys: [signer.jwk] }]);
  });

  it('T2 is refused with a reason when it is text of any kind', async () => {
    const text = fc.oneof(
      fc.string(),
      fc.string({ unit: 'binary' }),
      fc.base64String().map((part) => `Bearer ${part}.e30.`),
    );
    await fc.assert(
      fc.asyncProperty(text, async (authorization) => {
        expect(await office.verdict(authorization)).to.match(REFUSED);
      }),
    );
  });

  it('T2 is refused with a reason when members of a good token are replaced at random', async () => {
    await fc.assert(
      fc.asyncProperty(members, members, async (header, claims) => {
        const token = forge(signer, { ...headerWith(signer), ...header }, { ...claimsWith(), ...claims });
        expect(await office.verdict(token)).to.match(/^(accepted|40[13] [a-z-]+)$/);
      }),
    );
  });

  it('T2 is taken apart into what was written, unless a name comes twice', () => {
    const written = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 }), { noNullPrototype: true });
    fc.assert(
      fc.property(written, written, (header, claims) => {
        const token = readToken(`Bearer ${unsigned(header, JSON.stringify(claims, null, 1))}.`);
        expect(JSON.stringify([token.header, token.claims])).to.equal(JSON.stringify([header, claims]));
      }),
    );
  });
});
