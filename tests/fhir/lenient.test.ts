import { expect } from 'chai';
import { asArray, asResource, isObject, text } from '../../src/fhir/lenient.ts';

describe('lenient reading', () => {
  it('takes one object where a list is expected as a list of one', () => {
    expect(asArray({ text: 'a' })).to.deep.equal([{ text: 'a' }]);
    expect(asArray(['a', 'b'])).to.deep.equal(['a', 'b']);
    expect(asArray(undefined)).to.deep.equal([]);
    expect(asArray(null)).to.deep.equal([]);
  });

  it('takes an empty or a blank string as nothing', () => {
    expect([text(' a '), text(' '), text(''), text(3), text(null)]).to.deep.equal([
      'a',
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('takes neither null nor a list for an object', () => {
    expect([{}, null, [], 'a'].map(isObject)).to.deep.equal([true, false, false, false]);
  });

  it('knows a resource by its type', () => {
    const patient = { resourceType: 'Patient', id: '1' };
    expect(asResource(patient)).to.equal(patient);
    expect([{ resourceType: '' }, { id: '1' }, 'Patient', null].map(asResource)).to.deep.equal(
      Array(4).fill(undefined),
    );
  });

  it('reads an id that is a number as text, and drops one that is neither', () => {
    expect(asResource({ resourceType: 'Patient', id: 1 })).to.deep.equal({ resourceType: 'Patient', id: '1' });
    expect(asResource({ resourceType: 'Patient', id: {} })).to.deep.equal({ resourceType: 'Patient' });
  });
});
