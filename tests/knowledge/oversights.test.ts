// Mistakes that a schema cannot see: each would load, and something would silently never count.
import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compileCodeShape } from '../../src/knowledge/code-shapes.ts';
import { checkValueSet, readCodeSystems } from '../../src/knowledge/code-systems.ts';
import { layOver } from '../../src/knowledge/site-overlay.ts';
import { parseSource, Place } from '../../src/knowledge/source-file.ts';
import { faultIn, faultOf, removeHooks, valueSet, type SmallFiles } from '../support/small-knowledge.ts';

const HOOKS = fileURLToPath(new URL('../../hooks', import.meta.url));
const ICD = 'http://hl7.org/fhir/sid/icd-10-cm';
const SNOMED = 'http://snomed.info/sct';
const RXNORM = 'http://www.nlm.nih.gov/research/umls/rxnorm';
const LOINC = 'http://loinc.org';
const ATC = 'http://www.whocc.no/atc';

const finding = (find: string): SmallFiles => ({
  'findings/x.yaml': `findings:\n  - id: asked\n    label: asked\n    find: ${find}\n`,
});

describe('an empty list of a site', () => {
  const merged = (shipped: string, own: string): unknown =>
    layOver(parseSource('x.yaml', shipped), parseSource('site/x.yaml', own));

  it('replaces a list that is replaced as a whole, and is told as a change', () => {
    expect(merged('links: [R1]', 'links: []')).to.deep.include({
      changes: [{ where: 'x.yaml links', before: '["R1"]', after: '[]' }],
    });
    expect(merged('list: [{ use: a }]', 'list: []')).to.have.nested.property('file.data.list').that.deep.equals([]);
  });

  it('is refused where a list is merged or added to', () => {
    for (const [shipped, own] of [
      ['cards: [{ id: a }]', '\ncards: []'],
      ['notes: [{ code: a }]', '\nnotes: []'],
      ['exclude: [{ system: a }]', '\nexclude: []'],
    ] as const) {
      expect(faultOf(() => merged(shipped, own))).to.match(/^site\/x\.yaml line 2: the list is empty/u);
    }
  });
});

describe('steps of evidence', () => {
  const steps = (...written: readonly string[]): SmallFiles => ({
    'scales/x.yaml': [
      'scales: [{ id: danger, label: danger, levels: [none, low, high] }]',
      'rows:',
      '  - id: R1',
      '    label: ache',
      '    short: ache',
      '    evidence:',
      '      - find: { condition: ache }',
      '        undated: low',
      '        steps:',
      ...written.map((step) => `          - ${step}`),
      '',
    ].join('\n'),
  });

  it('reach further back one after the other', () => {
    for (const second of ['{ within: 30 d, level: low }', '{ within: 90 d, level: low }']) {
      expect(faultIn(steps('{ within: 90 d, level: high }', second))).to.equal(
        'hooks/scales/x.yaml line 11: a step reaches further back than the one before it',
      );
    }
  });

  it('never rise with age', () => {
    expect(faultIn(steps('{ within: 30 d, level: low }', '{ within: 90 d, level: high }'))).to.equal(
      'hooks/scales/x.yaml line 11: older evidence cannot reach a higher level than newer',
    );
  });

  afterEach(removeHooks);
});

describe('an expression', () => {
  const pattern = (part: string): SmallFiles => ({
    'text-patterns/texts.yaml': `guards: { general: ['a'], red-flag: ['b'], population: ['c'] }\npatterns:\n  - { set: fever, ${part} }\n`,
  });

  it('that matches the empty text is refused, for it matches every text', () => {
    for (const part of [
      "any: ['\\bhot\\b|']",
      "any: ['(hot)?']",
      "any: [hot], all: ['.*']",
      "any: [hot], not: ['|no']",
    ]) {
      expect(faultIn(pattern(part)), part).to.match(/^hooks\/text-patterns\/texts\.yaml line 3: .*empty text/u);
    }
    expect(faultIn(finding("{ medication: nsaid, form: 'gel|' }"))).to.match(/x\.yaml line 4: .*empty text/u);
  });

  afterEach(removeHooks);
});

describe('a threshold', () => {
  const cases: Readonly<Record<string, RegExp>> = {
    "{ observation: temperature, within: 30 d, atLeast: '380 Cel' }": /"380 Cel" is outside of what is plausible/u,
    "{ observation: temperature, within: 30 d, fall: { atLeast: '-1 Cel', over: 30 d } }":
      /outside of what is plausible/u,
    "{ observation: weight, within: 30 d, loss: { atLeast: '500 %', from: 30 d, to: 90 d } }": /outside of what/u,
    "{ observation: weight, within: 30 d, loss: { atLeast: '5 %', from: 90 d, to: 30 d } }": /not further back/u,
    "{ observation: temperature, within: 30 d, atLeast: '39 Cel', atMost: '38 Cel' }": /no number fits/u,
    "{ observation: temperature, within: 30 d, moreThan: '38 Cel', lessThan: '38 Cel' }": /no number fits/u,
    '{ fact: oldest-age, atLeast: 650 a }': /"650 a" is outside/u,
    '{ fact: oldest-age, atLeast: 65 a, lessThan: 50 a }': /no number fits/u,
    '{ condition: fever, within: 30 d, olderThan: 90 d }': /nothing is both older/u,
  };
  for (const [find, expected] of Object.entries(cases)) {
    it(`is refused: ${find}`, () => {
      expect(faultIn(finding(find)))
        .to.match(/^hooks\/findings\/x\.yaml line 4: /u)
        .and.match(expected);
    });
  }

  it('of a tally is no more than its points', () => {
    expect(
      faultIn({
        ...finding('{ tally: risk, atLeast: 2 }'),
        'tallies/x.yaml':
          'tallies:\n  - id: risk\n    label: risk\n    source: [R1]\n    points: [{ id: a, label: a, find: { condition: fever } }]\n',
      }),
    ).to.contain('"2" is outside of what is plausible, 0 to 1');
  });

  it('may stand at the edge of what is plausible', () => {
    const find = "{ observation: temperature, within: 30 d, atLeast: '38 Cel', atMost: '38 Cel' }";
    expect(() => faultIn(finding(find))).to.throw('the knowledge was accepted');
  });

  afterEach(removeHooks);
});

describe('a 7th character', () => {
  it('is one that ICD-10-CM has', () => {
    expect(faultIn(finding('{ condition: fever, seventh: [Z] }'))).to.match(/x\.yaml line 4: .*seventh/u);
  });
  afterEach(removeHooks);
});

describe('a code', () => {
  const systems = readCodeSystems(
    parseSource('code-systems.yaml', readFileSync(join(HOOKS, 'code-systems.yaml'), 'utf8')),
  );
  const codes = (system: string, ...list: readonly string[]): object => ({
    system,
    concept: list.map((code) => ({ code, display: code })),
  });
  const below = (system: string, value: string): object => ({
    system,
    filter: [{ property: 'concept', op: 'is-a', value }],
  });
  const check = (include: readonly object[], exclude?: readonly object[]): void => {
    const source = JSON.parse(valueSet('own', ...include)) as { compose: object };
    const content = JSON.stringify({ ...source, compose: { ...source.compose, exclude } });
    checkValueSet(parseSource('valuesets/own.json', content), systems);
  };

  const wrong: Readonly<Record<string, readonly string[]>> = {
    [ICD]: ['R509', 'r50.9', 'R50*', 'R50.', 'R50.91234', '50.9', 'R5'],
    [ATC]: ['M01AE1', 'm01ae01', 'M01AE', '01AE01'],
    [RXNORM]: ['5640a', '0', ''],
    [LOINC]: ['2160-1', '21600', '2160-00', 'X2160-0'],
    [SNOMED]: ['386661005', '38666100', '386661016', 'fever'],
  };
  for (const [system, list] of Object.entries(wrong)) {
    it(`of ${system} has its shape and its check digit`, () => {
      for (const code of list)
        expect(
          faultOf(() => {
            check([codes(system, code)]);
          }),
          code,
        ).to.match(/is no code of/u);
    });
  }

  it('as its system writes it is accepted', () => {
    check([codes(ICD, 'R50', 'R50.9', 'S22.000A', 'C7A.090', 'M1A.00X0', 'U07.1')]);
    check([codes(ATC, 'M01AE01'), codes(RXNORM, '5640'), codes(LOINC, '2160-0', '98979-8', 'LA15173-0')]);
    check([codes(SNOMED, '386661006', '22298006', '286771000119106')]);
  });

  it('of a filter is a whole branch: three characters at least for ICD-10-CM, a level for ATC', () => {
    check([below(ICD, 'R50'), below(ICD, 'S22.0'), below(ATC, 'M01A'), below(ATC, 'M')]);
    for (const [system, value] of [
      [ICD, 'R5'],
      [ICD, 'S220'],
      [ICD, 'R50*'],
      [ATC, 'M0'],
      [ATC, 'M01AE0'],
    ] as const) {
      expect(
        faultOf(() => {
          check([below(system, value)]);
        }),
        value,
      ).to.match(/is no code of/u);
    }
  });

  it('stands once in a list', () => {
    expect(
      faultOf(() => {
        check([codes(ICD, 'R50.9', 'R50.9')]);
      }),
    ).to.match(/"R50\.9" is there twice/u);
  });

  it('is taken out of what is in', () => {
    check([codes(ICD, 'R50.9')], [codes(ICD, 'R50.9')]);
    check([below(ICD, 'C44')], [codes(ICD, 'C44.9'), below(ICD, 'C44.1')]);
    check([codes(ICD, 'C44.9')], [below(ICD, 'C44')]);
    check([below(ICD, 'C44.1')], [below(ICD, 'C44')]);
    expect(
      faultOf(() => {
        check([below(ICD, 'C44')], [codes(ICD, 'C43.9')]);
      }),
    ).to.contain('"C43.9" is not in the value set');
    expect(
      faultOf(() => {
        check([codes(SNOMED, '22298006')], [below(ICD, 'C43')]);
      }),
    ).to.contain('nothing below "C43"');
  });

  it('of a system without a shape is any', () => {
    const place = new Place(parseSource('x.yaml', 'a: 1'));
    const shape = compileCodeShape({}, place);
    expect(shape.fits('anything at all') && shape.fitsFilter('x')).to.equal(true);
    expect(faultOf(() => compileCodeShape({ codes: '(' }, place))).to.contain('not a regular expression');
  });
});
