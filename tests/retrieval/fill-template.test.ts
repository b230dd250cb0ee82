import { expect } from 'chai';
import { fillTemplate } from '../../src/retrieval/fill-template.ts';
import { request } from './requests.ts';

const fill = (template: string, more: Parameters<typeof request>[1] = {}): string | undefined =>
  fillTemplate(template, request({}, more));

describe('filling a prefetch template', () => {
  it('D4 fills every token that a context or a user can give', () => {
    expect(fill('Patient/{{context.patientId}}')).to.equal('Patient/p1');
    expect(fill('Encounter/{{ context.encounterId }}', { encounterId: 'e-1.2' })).to.equal('Encounter/e-1.2');
    expect(fill('{{context.userId}}')).to.equal('Practitioner/u1');
    expect(fill('Practitioner/{{userPractitionerId}}')).to.equal('Practitioner/u1');
    for (const type of ['PractitionerRole', 'Patient', 'RelatedPerson']) {
      expect(fill(`${type}/{{user${type}Id}}`, { userId: `${type}/u2` })).to.equal(`${type}/u2`);
    }
  });

  it('D4 fills a token as often as it occurs, and leaves a template without tokens as it is', () => {
    expect(fill('A?x={{context.patientId}}&y={{context.patientId}}')).to.equal('A?x=p1&y=p1');
    expect(fill('metadata')).to.equal('metadata');
  });

  it('F1 gives nothing when the call has no value for a token', () => {
    expect(fill('Encounter/{{context.encounterId}}')).to.equal(undefined);
    expect(fill('Patient/{{userPatientId}}')).to.equal(undefined);
    for (const token of ['context.draftOrders', 'today()', 'constructor', '', 'context', 'userId']) {
      expect(fill(`A?x={{${token}}}`), token).to.equal(undefined);
    }
  });

  for (const id of [
    'a&b=c',
    'a/../b',
    '..',
    '.',
    'a b',
    'a?b',
    'a#b',
    'a%2fb',
    'ä',
    'a|b',
    '',
    'x'.repeat(65),
    '$&',
    'a\n',
  ]) {
    it(`D4 asks nothing with an id that could change the query: ${JSON.stringify(id.slice(0, 9))}`, () => {
      expect(fill('Condition?patient={{context.patientId}}', { patientId: id })).to.equal(undefined);
      expect(fill('{{context.userId}}', { userId: `Practitioner/${id}/x` })).to.equal(undefined);
    });
  }

  it('encodes the separator of token searches', () => {
    expect(fill('Observation?code=http://loinc.org|1,2|3')).to.equal('Observation?code=http://loinc.org%7C1,2%7C3');
  });
});
