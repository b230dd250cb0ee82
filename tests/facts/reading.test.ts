// References, dates and statuses as clients write them.
import { expect } from 'chai';
import { containedIn, lookUp, referenceIn, referenceOf, statusCode, usableDate } from '../../src/facts/reading.ts';
import { ago, day, reading, resource } from '../support/facts.ts';

describe('a reference', () => {
  it('is brought to type and id', () => {
    const forms = [
      'Patient/p1',
      'https://ehr.example/r4/Patient/p1',
      'Patient/p1/_history/3',
      'Patient/p1/',
      ' Patient/p1 ',
    ];
    for (const reference of forms) expect(referenceIn({ reference })).to.equal('Patient/p1');
    expect(referenceIn('Patient/p1')).to.equal('Patient/p1');
    expect(referenceIn([{ reference: 'Patient/p1' }])).to.equal('Patient/p1');
    expect(referenceIn({ reference: '#in' })).to.equal('#in');
    expect(referenceIn({ reference: 'urn:uuid:p1' })).to.equal('urn:uuid:p1');
  });

  it('is none in anything else', () => {
    for (const element of [undefined, null, 4, {}, [], { reference: 4 }, { reference: ' ' }, [[]]]) {
      expect(referenceIn(element)).to.equal(undefined);
    }
  });

  it('is looked up by type and id, a uuid by the type that is wanted', () => {
    const filed = new Map([['Condition/c1', 1]]);
    expect(lookUp(filed, 'Condition/c1', 'Condition')).to.equal(1);
    expect(lookUp(filed, 'urn:uuid:c1', 'Condition')).to.equal(1);
    expect(lookUp(filed, 'urn:uuid:c1', 'Encounter')).to.equal(undefined);
  });

  it('finds a contained resource', () => {
    const inner = { resourceType: 'Condition', id: 'in' };
    expect(containedIn(resource('Basic', { contained: [null, 'x', inner] }), '#in')).to.equal(inner);
    expect(containedIn(resource('Basic', { contained: 4 }), '#in')).to.equal(undefined);
  });

  it('to a resource without id is its type', () => {
    expect(referenceOf({ resourceType: 'Condition' })).to.equal('Condition (no id)');
  });
});

describe('a usable date', () => {
  it('is not in the future; tomorrow is today somewhere else', () => {
    const noted = reading();
    expect(usableDate(ago(-1), 'Basic/1', noted)?.hi).to.equal(day(0));
    expect(usableDate(ago(-2), 'Basic/1', noted)).to.equal(undefined);
    expect(noted.notes).to.deep.equal([{ code: 'future-date', reference: 'Basic/1' }]);
  });

  it('is none in other types, without a note', () => {
    const noted = reading();
    for (const value of [null, 20260101, {}, [], '2026-02-30', 'x'])
      expect(usableDate(value, 'Basic/1', noted)).to.equal(undefined);
    expect(noted.notes).to.deep.equal([]);
  });
});

describe('a status', () => {
  it('is a plain code, a coding, or words', () => {
    expect(statusCode('active')).to.equal('active');
    expect(statusCode({ coding: [{ code: 'active' }] })).to.equal('active');
    expect(statusCode([{ coding: { code: 'active' } }])).to.equal('active');
    expect(statusCode({ coding: [{}], text: 'Active' })).to.equal('active');
  });

  it('is none in other types', () => {
    for (const value of [undefined, null, 4, true, [], {}, { coding: 4 }, { coding: [null] }, { text: {} }]) {
      expect(statusCode(value)).to.equal(undefined);
    }
  });
});
