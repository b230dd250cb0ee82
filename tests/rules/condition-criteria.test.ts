// Questions about Conditions and qualifying complaints. Today is 2026-03-02.
import { expect } from 'chai';
import { code, concept, condition, type Chart } from '../support/small-chart.ts';
import { questions, refusal } from '../support/questions.ts';
import { removeHooks } from '../support/small-knowledge.ts';

const of = (...resources: readonly ReturnType<typeof condition>[]): Chart => ({ resources });

describe('a question about a Condition', () => {
  const { ask, evidence } = questions();

  it('is answered from what is there', () => {
    expect(ask('{ condition: fever }', of(condition('fever')))).to.equal('present');
    expect(ask('{ condition: fever }', of(condition('cough')))).to.equal('absent');
    expect(ask('{ condition: [cough, fever] }', of(condition('fever')))).to.equal('present');
  });

  it('is open when the problem list did not wholly arrive, save for what did', () => {
    for (const gap of ['partial', 'unknown'] as const) {
      expect(ask('{ condition: fever }', { gaps: { conditions: gap } })).to.equal('unknown');
    }
    const some: Chart = { resources: [condition('fever')], gaps: { conditions: 'partial' } };
    expect(ask('{ condition: fever }', some)).to.equal('present');
  });

  it('asks for live ones unless it says otherwise', () => {
    const past = of(condition('fever', { clinicalStatus: code('resolved') }));
    expect(ask('{ condition: fever }', past)).to.equal('absent');
    expect(ask('{ condition: fever, status: historic }', past)).to.equal('present');
    expect(ask('{ condition: fever, status: any }', past)).to.equal('present');
    expect(ask('{ condition: fever, status: historic }', of(condition('fever')))).to.equal('absent');
  });

  it('may let the clinical status win over an abatement', () => {
    const both = of(condition('fever', { abatementDateTime: '2026-02-01' }));
    expect(ask('{ condition: fever }', both)).to.equal('absent');
    expect(ask('{ condition: fever, clinicalStatusWins: true }', both)).to.equal('present');
  });

  it('believes a differential diagnosis for a red flag only', () => {
    const maybe = of(condition('fever', { verificationStatus: code('differential') }));
    expect(ask('{ condition: fever }', maybe)).to.equal('absent');
    expect(ask('{ condition: fever, purpose: red-flag }', maybe)).to.equal('present');
  });

  it('leaves guarded words out, by purpose', () => {
    const denied = of(condition('none', { code: { text: 'hot, no fever' } }));
    expect(ask('{ condition: fever }', denied)).to.equal('absent');
    expect(ask('{ condition: fever, purpose: red-flag }', denied)).to.equal('present');
  });

  it('looks at a window by the latest possible date', () => {
    const recent = '{ condition: fever, within: 30 d }';
    for (const [onset, expected] of [
      ['2026-01-31', 'present'],
      ['2026-01-30', 'absent'],
      ['2026-01', 'present'],
      ['2025', 'absent'],
    ] as const) {
      expect(ask(recent, of(condition('fever', { onsetDateTime: onset }))), onset).to.equal(expected);
    }
    const old = '{ condition: fever, olderThan: 30 d }';
    expect(ask(old, of(condition('fever', { onsetDateTime: '2026-01-30' })))).to.equal('present');
    expect(ask(old, of(condition('fever', { onsetDateTime: '2026-01-31' })))).to.equal('absent');
  });

  it('counts what has no date unless it says otherwise', () => {
    expect(ask('{ condition: fever, within: 30 d }', of(condition('fever')))).to.equal('present');
    expect(ask('{ condition: fever, within: 30 d, undated: exclude }', of(condition('fever')))).to.equal('absent');
    expect(ask('{ condition: fever, undated: exclude }', of(condition('fever')))).to.equal('present');
  });

  it('may look at the latest of all dates', () => {
    const chart = of(
      condition('fever', {
        clinicalStatus: code('resolved'),
        onsetDateTime: '2020-01-01',
        abatementDateTime: '2026-02-20',
      }),
    );
    const asked = '{ condition: fever, status: historic, within: 30 d }';
    expect(ask(asked, chart)).to.equal('absent');
    expect(ask(asked.replace('within', 'dateBy: latest, within'), chart)).to.equal('present');
  });

  it('may look back to the beginning of the complaint', () => {
    const back = condition('midback', { onsetDateTime: '2026-02-10' });
    const since = '{ condition: fever, since: complaint, orWithin: 10 d }';
    const fever = (onsetDateTime: string) => condition('fever', { onsetDateTime });
    expect(ask(since, of(back, fever('2026-02-10')))).to.equal('present');
    expect(ask(since, of(back, fever('2026-02-09')))).to.equal('absent');
    expect(ask(since, of(fever('2026-02-20')))).to.equal('present');
    expect(ask(since, of(fever('2026-02-19')))).to.equal('absent');
  });

  it('may leave other sets out, and filter with FHIRPath', () => {
    const both = condition('fever', { code: { coding: [...codings('fever'), ...codings('cough')] } });
    expect(ask('{ condition: fever, except: cough }', of(both))).to.equal('absent');
    expect(ask('{ condition: fever, except: [ache] }', of(both))).to.equal('present');
    const severe = '{ condition: fever, where: "severity.text = \'high\'" }';
    expect(ask(severe, of(condition('fever', { severity: { text: 'high' } })))).to.equal('present');
    expect(ask(severe, of(condition('fever')))).to.equal('absent');
  });

  it('finds evidence without words of the record', () => {
    const chart = of(condition('fever', { onsetDateTime: '2026-02-27', code: concept('fever', 'SECRET') }));
    const [match] = evidence('{ condition: fever }', chart);
    expect(match).to.deep.include({ reference: 'Condition/c-fever', value: undefined, freeText: false });
    expect(JSON.stringify(match)).not.to.contain('SECRET');
  });

  it('about the complaint asks by tier, window and encounter', () => {
    const chart = of(condition('midback', { onsetDateTime: '2026-02-10', encounter: { reference: 'Encounter/e' } }));
    expect(ask('{ complaint: A }', chart)).to.equal('present');
    expect(ask('{ complaint: [B, C] }', chart)).to.equal('absent');
    expect(ask('{ complaint: A, within: 20 d }', chart)).to.equal('present');
    expect(ask('{ complaint: A, within: 19 d }', chart)).to.equal('absent');
    expect(ask('{ complaint: A, inEncounter: true }', chart)).to.equal('absent');
    expect(ask('{ complaint: A, inEncounter: true }', { ...chart, encounterId: 'e' })).to.equal('present');
    expect(ask('{ complaint: A, inEncounter: true }', { ...chart, encounterId: 'f' })).to.equal('absent');
    expect(ask('{ complaint: A }', { gaps: { conditions: 'unknown' } })).to.equal('unknown');
  });

  it('counts an undated complaint in a window unless it says otherwise', () => {
    const chart = of(condition('midback'));
    expect(ask('{ complaint: A, within: 20 d }', chart)).to.equal('present');
    expect(ask('{ complaint: A, within: 20 d, undated: exclude }', chart)).to.equal('absent');
  });
});

describe('a mistake in a question about a Condition', () => {
  afterEach(removeHooks);

  it('is an unknown value set', () => {
    expect(refusal('{ condition: flu }')).to.equal('hooks/findings/x.yaml line 4: there is no value set "flu"');
    expect(refusal('{ condition: fever, except: flu }')).to.contain('there is no value set "flu"');
  });

  it('is FHIRPath that the lint refuses', () => {
    expect(refusal('{ condition: fever, where: onsett.exists() }')).to.match(
      /^hooks\/findings\/x\.yaml line 4: Condition has no element "onsett"/u,
    );
    expect(refusal('{ condition: fever, where: "code.coding.code = \'x\'" }')).to.match(
      /^hooks\/findings\/x\.yaml line 4: /u,
    );
  });
});

function codings(set: string): readonly unknown[] {
  return concept(set)['coding'] as readonly unknown[];
}
