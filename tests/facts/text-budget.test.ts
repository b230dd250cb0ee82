// More free text than is read for one call: what is left unread is unknown, never absent (catalogue 0.6).
import { expect } from 'chai';
import { AppError } from '../../src/base/errors.ts';
import { refuseTooManyComparisons } from '../../src/cds/request-limits.ts';
import type { Availability } from '../../src/facts/patient-record.ts';
import type { RawResource } from '../../src/fhir/types.ts';
import { condition, recordOf, request, resource, words } from '../support/facts.ts';

const LONG = 500;
const filler = (at: number): string => `${at} `.padEnd(LONG, 'lorem ');
const many = (count: number, of: (text: string, at: number) => RawResource): readonly RawResource[] =>
  Array.from({ length: count }, (_, at) => of(filler(at), at));
const complete = (...keys: readonly string[]): ReadonlyMap<string, Availability> =>
  new Map(keys.map((key) => [key, 'complete']));
const flood = many(500, (text, at) => condition({ id: `b${at}`, code: words(text) }));

describe('the free text of one call', () => {
  it('F3 is read up to a budget; a key with unread words is known in part', () => {
    const resources = new Map([
      ['conditions', flood],
      ['problems', [condition({ id: 'c' })]],
      ['procedures', [resource('Procedure', { code: words('physical therapy') })]],
    ]);
    const { availability, conditions } = recordOf([], {
      resources,
      availability: complete('conditions', 'procedures', 'allergies'),
    });
    expect([...availability]).to.deep.equal([
      ['conditions', 'partial'],
      ['procedures', 'complete'],
      ['allergies', 'complete'],
    ]);
    expect(conditions.all).to.have.length(501);
  });

  it('F3 is read once however often it comes', () => {
    const same = Array.from({ length: 2000 }, (_, at) => condition({ id: `b${at}`, code: words(filler(0)) }));
    const { availability } = recordOf([], {
      resources: new Map([['conditions', same]]),
      availability: complete('conditions'),
    });
    expect(availability.get('conditions')).to.equal('complete');
  });

  it('F3 costs nothing where standard codes decide', () => {
    const coded = flood.map((fact) => ({ ...condition({ id: fact.id }), note: [{ text: filler(1) }] }));
    const { availability } = recordOf([], {
      resources: new Map([['conditions', coded]]),
      availability: complete('conditions'),
    });
    expect(availability.get('conditions')).to.equal('complete');
  });

  it('F3 has a budget for each kind: a flood of one leaves the others readable', () => {
    const allergy = resource('AllergyIntolerance', { code: words('NSAID allergy') });
    const other = recordOf([...flood, allergy]);
    expect(other.allergies.all.map(({ sets }) => sets)).to.deep.equal(
      recordOf([allergy]).allergies.all.map(({ sets }) => sets),
    );
    expect(other.allergies.all).to.have.length(1);
  });

  it('F3 takes unread words for no evidence: not even for a drug that they name', () => {
    const denied = many(400, (text, at) =>
      resource('AllergyIntolerance', { id: `a${at}`, code: words(`no known allergy to ibuprofen ${text}`) }),
    );
    const { allergies, availability } = recordOf([], {
      resources: new Map([['allergies', denied]]),
      availability: complete('allergies'),
    });
    expect(allergies.all).to.deep.equal([]);
    expect(availability.get('allergies')).to.equal('partial');
  });

  it('C3 refuses drafts with more words than are read', () => {
    const few = recordOf([], { draftOrders: [request({ reasonCode: [words('mid-back pain')] })] });
    expect(() => {
      refuseTooManyComparisons(few);
    }).to.not.throw();
    const reasonCode = Array.from({ length: 200 }, (_, at) => words(filler(at)));
    const wordy = recordOf([], { draftOrders: [request({ reasonCode })] });
    expect(() => {
      refuseTooManyComparisons(wordy);
    }).to.throw(AppError, 'free text');
  });
});
