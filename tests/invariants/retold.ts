// The same record told in another way, and records of which less is known: relations between two answers.
import type { Card } from '../../src/cards/card.ts';
import type { Engine } from '../../src/cds/engine.ts';
import { asArray, isObject } from '../../src/fhir/lenient.ts';
import { prefetchKeys } from '../support/case-model.ts';
import { ago, coded, icd, resource, rx } from '../support/facts.ts';
import type { ChartResource } from '../support/story-chart.ts';
import { created, offers, ruleOf, suggestionId } from './invariants.ts';
import { ask, type Asked } from './oracle.ts';
import { chartOf, requestFor, type Case } from './patients.ts';

type Chart = readonly ChartResource[];
type Elements = Readonly<Record<string, unknown>>;

/** A way to tell a chart. */
export type Retelling = (chart: Chart) => Chart;

/** Ways to tell a chart that must not change the answer, save the order in which evidence is listed. */
export const retellings: Readonly<Record<string, Retelling>> = {
  'in another order': (chart) => chart.toReversed(),
  'every entry twice': (chart) => chart.flatMap((one) => [one, one]),
  'with codings of the client': (chart) => chart.map(withLocalCodings),
  'among resources of no concern': (chart) => [...unrelated, ...chart, ...unrelated.slice(1)],
  'among resources of other people': (chart) => [...strangers(chart), ...chart],
};

const CODED = ['code', 'medicationCodeableConcept'];

/** The client's own code stands before the standard one, with the same words if any. */
function withLocalCodings(one: ChartResource): ChartResource {
  const own = CODED.flatMap((element) => {
    const concept = one[element];
    const codings = isObject(concept) ? asArray(concept['coding']).filter(isObject) : [];
    const local = codings.map((coding) => ({ ...coding, system: 'https://ehr.example/codes', code: 'L-1' }));
    return codings.length === 0
      ? []
      : [[element, { ...(concept as Elements), coding: [...local, ...codings] }] as const];
  });
  return { ...one, ...Object.fromEntries(own) };
}

/** Without a word of back pain, red flags or pain drugs. */
const unrelated: Chart = [
  resource('Condition', { id: 'u1', code: icd('H52.1'), onsetDateTime: ago(900) }),
  resource('Condition', { id: 'u2', code: icd('L30.9'), onsetDateTime: ago(30) }),
  resource('Observation', {
    id: 'u3',
    status: 'final',
    code: coded('http://loinc.org', '8302-2'),
    effectiveDateTime: ago(3),
    valueQuantity: { value: 170, unit: 'cm', system: 'http://unitsofmeasure.org', code: 'cm' },
  }),
  resource('MedicationRequest', {
    id: 'u4',
    status: 'active',
    intent: 'order',
    medicationCodeableConcept: rx('10582', 'levothyroxine'),
    authoredOn: ago(100),
  }),
  resource('Procedure', {
    id: 'u5',
    status: 'completed',
    code: { text: 'Cataract extraction' },
    performedDateTime: ago(700),
  }),
].map((one) => ({ ...one, id: String(one.id) }));

/** The worst of another person, under ids of their own, beside what is the patient's: a key with nothing else is no answer. */
function strangers(chart: Chart): Chart {
  const subject = { reference: 'Patient/somebody-else' };
  const worst = [
    resource('Condition', { id: 's1', code: icd('G83.4'), onsetDateTime: ago(1), subject }),
    resource('Condition', { id: 's2', code: icd('N18.5'), onsetDateTime: ago(1), subject }),
    resource('AllergyIntolerance', { id: 's3', code: rx('5640'), patient: subject, subject }),
  ];
  const kinds = new Set(chart.map(({ resourceType }) => resourceType));
  const copies = chart
    .filter(({ resourceType }) => resourceType === 'Observation')
    .map((one) => ({ ...one, subject, valueQuantity: undefined, valueInteger: 1 }));
  const beside = worst.filter(({ resourceType }) => kinds.has(resourceType));
  return [...beside, ...copies].map((one, index) => ({ ...one, id: `stranger-${String(index)}` }));
}

/** What a card tells, apart from the order of its evidence. */
export function substance(cards: readonly Card[], withDetail = true): unknown {
  return cards.map(({ detail = '', summary, indicator, suggestions = [], ...card }) => ({
    rule: ruleOf(card as Card),
    indicator,
    suggestions: suggestions.map(({ actions, isRecommended, ...one }) => [
      suggestionId({ actions, ...one }),
      isRecommended,
    ]),
    ...(withDetail ? { summary, lines: detail.split('\n').toSorted() } : {}),
  }));
}

const failure = { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code: 'exception' }] };

/** What can fail to arrive, alone or together; without conditions there is no answer at all. */
export const gaps: readonly (readonly string[])[] = [
  ...prefetchKeys.filter((key) => key !== 'patient' && key !== 'conditions').map((key) => [key]),
  ['medicationStatements', 'medicationRequests'],
  ['laboratory', 'vitalSigns', 'scores'],
];

/** What is wrong when some keys fail to arrive, against the answer to the same keys with nothing in them. */
export function brokenByGap(one: Case, keys: readonly string[], engine: Engine): readonly string[] {
  const request = requestFor(one);
  const answered = (answer: unknown): Asked => {
    const prefetch = { ...request.prefetch, ...Object.fromEntries(keys.map((key) => [key, answer])) };
    return ask(engine, { ...request, prefetch });
  };
  const [unknown, empty] = [answered(failure), answered(null)];
  const recommended = recommendations(empty);
  const drugs = drugsCreated(empty);
  return [
    ...recommendations(unknown)
      .filter((id) => !recommended.includes(id))
      .map((id) => `recommends ${id}`),
    ...drugsCreated(unknown)
      .filter((drug) => !drugs.includes(drug))
      .map((drug) => `creates ${drug}`),
    ...(flagUrgency(unknown) < flagUrgency(empty) ? ['hides a red flag'] : []),
    ...(keys.length === 2 || keys.includes('allergies')
      ? recommendedDrugs(unknown).map((id) => `recommends ${id}`)
      : []),
  ];
}

function recommendations(asked: Asked): readonly string[] {
  return offers(asked)
    .filter(({ suggestion }) => suggestion.isRecommended)
    .map(({ suggestion }) => suggestionId(suggestion));
}

function recommendedDrugs(asked: Asked): readonly string[] {
  return offers(asked)
    .filter(({ suggestion }) => suggestion.isRecommended)
    .filter(({ suggestion }) => created(suggestion).some((resource) => resource.resourceType === 'MedicationRequest'))
    .map(({ suggestion }) => suggestionId(suggestion));
}

function drugsCreated(asked: Asked): readonly string[] {
  return offers(asked).flatMap(({ suggestion }) =>
    created(suggestion).flatMap((made) => {
      const drug = asked.drugOf(made);
      return drug === undefined ? [] : [`${drug.ingredients.join('+')} ${drug.route}`];
    }),
  );
}

/** 0 none, 1 urgent, 2 emergent. */
export function flagUrgency({ cards }: Pick<Asked, 'cards'>): number {
  const card = cards.find((candidate) => ruleOf(candidate) === 'red-flag-evaluation');
  if (card === undefined) return 0;
  return card.indicator === 'critical' ? 2 : 1;
}

/** What is wrong with the same record told in another way. */
export function brokenByRetelling(one: Case, retell: Retelling, engine: Engine): readonly string[] {
  const plain = substance(ask(engine, requestFor(one)).cards);
  const retold = substance(ask(engine, requestFor(one, retell(chartOf(one)))).cards);
  return differ(plain, retold);
}

/** What is wrong when the drugs are statements in place of prescriptions. */
export function brokenByStatements(one: Case, engine: Engine): readonly string[] {
  const told = (['MedicationRequest', 'MedicationStatement'] as const).map((drugsAs) =>
    substance(ask(engine, requestFor({ ...one, drugsAs })).cards, false),
  );
  return differ(told[0], told[1]);
}

function differ(one: unknown, other: unknown): readonly string[] {
  const [first, second] = [JSON.stringify(one), JSON.stringify(other)];
  return first === second ? [] : [`${first}\n  became\n  ${second}`];
}
