// Population, stage and the primary complaint: catalogue 1.1, 7.2, 7.3.
import { expect } from 'chai';
import { isFirstEpisode, stageAt, tierOf } from '../../src/facts/complaint.ts';
import { ago, condition, icd, local, recordOf, reading, resource, SNOMED, coded, words } from '../support/facts.ts';

type Elements = Readonly<Record<string, unknown>>;
const settings = () => reading().settings.complaint;
const only = (more: Elements) => recordOf([condition(more)]).complaints[0];
const category = [{ coding: [{ code: 'encounter-diagnosis' }] }];

describe('the tier of a complaint', () => {
  const rows: Readonly<Record<string, string>> = {
    ...{ 'M54.6': 'A', 'M54.14': 'A', 'M51.35': 'A', 'M54.9': 'A', 'S23.3XXA': 'A', 'S29.012D': 'A' },
    ...{ 'M54.50': 'B', 'M54.41': 'B', 'S39.012A': 'B', 'M48.061': 'B' },
  };
  for (const [code, tier] of Object.entries(rows)) {
    it(`of ${code} is ${tier}`, () => {
      expect(only({ code: icd(code) })?.tier).to.equal(tier);
    });
  }

  it('of other pain is C, which never qualifies by itself', () => {
    const record = recordOf([condition({ code: icd('M25.561') })]);
    expect(record.complaints).to.deep.equal([]);
    expect(record.allComplaints.map(({ tier }) => tier)).to.deep.equal(['C']);
  });

  it('of unspecified back pain follows the body site', () => {
    const code = coded(SNOMED, '161891005');
    expect(only({ code })?.tier).to.equal('A');
    expect(only({ code, bodySite: [words('Lumbar region')] })?.tier).to.equal('B');
    expect(only({ code, bodySite: [words('Neck')] })).to.equal(undefined);
  });

  it('is none for the sequela of an injury, and for a heart attack', () => {
    expect(only({ code: icd('S23.3XXS') })).to.equal(undefined);
    expect(only({ code: icd('I21.9') })).to.equal(undefined);
    expect(tierOf([], [], settings())).to.equal(undefined);
  });

  it('by words is guarded', () => {
    expect(only({ code: local('Mid back pain') })?.tier).to.equal('A');
    for (const text of ['Family history of mid back pain', 'No mid back pain', 'History of mid back pain']) {
      expect(only({ code: words(text) }), text).to.equal(undefined);
    }
  });
});

describe('a qualifying complaint', () => {
  it('is live and not a mere differential diagnosis', () => {
    expect(only({ clinicalStatus: 'resolved' })).to.equal(undefined);
    expect(only({ verificationStatus: 'differential' })).to.equal(undefined);
    expect(only({ verificationStatus: 'provisional' })).not.to.equal(undefined);
  });

  it('as encounter diagnosis goes stale after 90 days (A39)', () => {
    expect(only({ category, onsetDateTime: ago(90) })).not.to.equal(undefined);
    expect(only({ category, onsetDateTime: ago(91) })).to.equal(undefined);
    expect(only({ category, onsetDateTime: ago(400), recordedDate: ago(3) })).not.to.equal(undefined);
    expect(only({ category, onsetDateTime: undefined })).to.equal(undefined);
    expect(only({ onsetDateTime: ago(400) })).not.to.equal(undefined);
  });

  it('as encounter diagnosis of this encounter never does', () => {
    const old = condition({ category, onsetDateTime: ago(400), encounter: { reference: 'Encounter/e1' } });
    expect(recordOf([old], { encounterId: 'e1' }).complaints).to.have.length(1);
    expect(recordOf([old], { encounterId: 'e2' }).complaints).to.have.length(0);
  });
});

describe('the stage', () => {
  it('turns at 28 and 84 days', () => {
    const stages = [0, 28, 29, 84, 85, undefined].map((days) => stageAt(days, settings()));
    expect(stages).to.deep.equal(['acute', 'acute', 'subacute', 'subacute', 'chronic', 'unknown']);
  });

  it('of a vague onset is the youngest possible, and uncertain', () => {
    expect(only({ onsetDateTime: '2026' })).to.include({ stage: 'acute', minDays: 0, stageUncertain: true });
    expect(only({ onsetDateTime: '2024' })).to.include({ stage: 'chronic', stageUncertain: false });
    expect(only({ onsetDateTime: ago(20) })).to.include({ stage: 'acute', stageUncertain: false });
  });

  it('of a recorded date alone may be any later one', () => {
    expect(only({ onsetDateTime: undefined, recordedDate: ago(10) })).to.include({
      stage: 'acute',
      stageUncertain: true,
    });
    expect(only({ onsetDateTime: undefined, recordedDate: ago(99) })).to.include({
      stage: 'chronic',
      stageUncertain: false,
    });
  });

  it('comes from the visit when the Condition has no date, else is unknown', () => {
    const undated = condition({ onsetDateTime: undefined, encounter: { reference: 'Encounter/e1' } });
    const visit = resource('Encounter', { id: 'e1', period: { start: ago(40) } });
    expect(recordOf([undated, visit]).complaints[0]?.stage).to.equal('subacute');
    expect(recordOf([undated]).complaints[0]).to.include({ stage: 'unknown', stageUncertain: false });
  });
});

describe('the primary complaint', () => {
  const older = condition({ id: 'b', onsetDateTime: ago(30), encounter: { reference: 'Encounter/e1' } });
  const newer = condition({ id: 'c', onsetDateTime: ago(5) });
  const primary = (...parameters: Parameters<typeof recordOf>) => recordOf(...parameters).primary?.fact.reference;

  it('is the one with the most recent onset', () => {
    expect(primary([older, newer])).to.equal('Condition/c');
    expect(primary([condition({ id: 'a', onsetDateTime: undefined }), older])).to.equal('Condition/b');
  });

  it('is before that the one of the encounter, and before that the one that the order names', () => {
    expect(primary([older, newer], { encounterId: 'e1' })).to.equal('Condition/b');
    const draft = resource('ServiceRequest', {
      code: words('MRI thoracic spine'),
      reasonReference: [{ reference: 'Condition/c' }],
    });
    expect(primary([older, newer], { encounterId: 'e1', draftOrders: [draft] })).to.equal('Condition/c');
  });

  it('among equals is of Tier A, then the lowest id', () => {
    const low = condition({ id: 'a', code: icd('M54.50') });
    expect(primary([low, condition({ id: 'z' }), condition({ id: 'x' })])).to.equal('Condition/x');
  });
});

describe('a first episode', () => {
  const first = (...conditions: readonly unknown[]) => {
    const { primary, allComplaints } = recordOf(conditions);
    return primary && isFirstEpisode(primary, allComplaints, settings());
  };

  it('has no complaint of any tier more than 90 days before it, live or past', () => {
    expect(first(condition())).to.equal(true);
    expect(first(condition(), condition({ id: 'o', onsetDateTime: ago(100) }))).to.equal(true);
    expect(first(condition(), condition({ id: 'o', onsetDateTime: ago(101), clinicalStatus: 'resolved' }))).to.equal(
      false,
    );
    expect(first(condition(), condition({ id: 'o', code: icd('M25.561'), onsetDateTime: ago(500) }))).to.equal(false);
    expect(first(condition({ onsetDateTime: undefined }))).to.equal(false);
  });
});
