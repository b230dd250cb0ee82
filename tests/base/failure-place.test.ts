import { expect } from 'chai';
import { failurePlace } from '../../src/base/failure-place.ts';

describe('failurePlace', () => {
  it('tells the kind of an error and our lines, innermost first', () => {
    const place = failurePlace(new TypeError('CANARY'));
    expect(place.errorName).to.equal('TypeError');
    expect(place.errorAt).to.match(/^failure-place\.test\.ts:\d+/);
  });

  it('tells nothing of the message, even of one that looks like a stack', () => {
    const place = failurePlace(new Error('CANARY\n    at CANARY (/CANARY.ts:1:1)\n    at x (/CANARY.js:2:2)'));
    expect(JSON.stringify(place)).to.not.contain('CANARY');
  });

  it('tells no place when the message was changed after the stack was written', () => {
    const error = new Error('CANARY at (/CANARY.ts:1:1)');
    expect(error.stack).to.contain('CANARY');
    error.message = 'another message';
    expect(failurePlace(error)).to.deep.equal({ errorName: 'Error', errorAt: '' });
  });

  it('tells the type of what is no error', () => {
    expect(failurePlace('CANARY')).to.deep.equal({ errorName: 'string' });
  });
});
