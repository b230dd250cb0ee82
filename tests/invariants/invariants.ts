// What must hold for every answer, whoever the patient is. Each invariant tells the problems that it sees.
import type { Action, Card, Suggestion } from '../../src/cards/card.ts';
import type { OrderFact } from '../../src/facts/orders.ts';
import { isObject } from '../../src/fhir/lenient.ts';
import type { RawResource } from '../../src/fhir/types.ts';
import { validateResponse } from '../support/cds-response-schema.ts';
import { flagRankInScope, nsaidColumn, type Asked } from './oracle.ts';
import type { Case } from './patients.ts';

const [AVOID, URGENT, EMERGENT] = [2, 2, 3];
const RANKS = { caution: 1, avoid: 2, contraindicated: 3 };
const MG_PER_DAY_CAPPED = 2000;

/** A sentence for everything that is wrong. */
export type Invariant = (one: Case, asked: Asked) => readonly string[];

/** A suggestion with the card that makes it. */
interface Offered {
  readonly rule: string;
  readonly card: Card;
  readonly suggestion: Suggestion;
}

/** The rule that a card speaks for. */
export const ruleOf = (card: Card): string => card.source.topic.code;

/** The id of a suggestion. */
export const suggestionId = (suggestion: Suggestion): string => suggestion.extension['com.midback-cds.id'];

/** Every suggestion of an answer. */
export function offers({ cards }: Pick<Asked, 'cards'>): readonly Offered[] {
  return cards.flatMap((card) =>
    (card.suggestions ?? []).map((suggestion) => ({ rule: ruleOf(card), card, suggestion })),
  );
}

/** What a suggestion creates. */
export function created({ actions }: Suggestion): readonly RawResource[] {
  return actions.flatMap((action) => (action.type === 'create' ? [action.resource] : []));
}

function deleted({ actions }: Suggestion): readonly string[] {
  return actions.flatMap((action: Action) => (action.type === 'delete' ? [action.resourceId] : []));
}

function ordersNamed(asked: Asked, references: readonly string[]): readonly OrderFact[] {
  return asked.record.orders.filter(({ reference }) => references.includes(reference));
}

const isPalliative = (one: Case): boolean => one.facts.some(({ exclusion }) => exclusion === 'X3');
const has = (asked: Asked, rule: string): boolean => asked.cards.some((card) => ruleOf(card) === rule);

function repeated(values: readonly string[]): readonly string[] {
  return [...new Set(values.filter((value, index) => values.indexOf(value) !== index))];
}

const isValid: Invariant = (_, { cards }) => validateResponse({ cards });

const summariesAreShort: Invariant = (_, { cards }) =>
  cards.filter(({ summary }) => summary.length >= 140).map((card) => `${ruleOf(card)}: long summary`);

const noNsaidAgainstItsScale: Invariant = (_, asked) =>
  offers(asked).flatMap(({ rule, suggestion }) =>
    created(suggestion).flatMap((resource) => {
      const column = nsaidColumn(asked.drugOf(resource));
      if (column === undefined) return [];
      const level = asked.nsaid(column, ordersNamed(asked, deleted(suggestion)));
      // A switch away from the tablet that is taken is no second NSAID (rule 18 on patient-view).
      const isSwitch = rule === 'nsaid-safety' && column === 'topical-nsaid';
      const forbidding = level.noSuggest.filter((row) => !(isSwitch && row === 'I13'));
      if (level.rank < AVOID && forbidding.length === 0) return [];
      return [
        `${rule}: ${suggestionId(suggestion)} creates an NSAID at ${column} ${String(level.rank)}, ${forbidding.join()}`,
      ];
    }),
  );

const badNsaidIsWarnedOf: Invariant = (one, asked) => {
  if (isPalliative(one)) return [];
  const under = asked.record.orders.filter((order) => order.underReview && nsaidColumn(order.medication));
  const bad = under.filter((order) => {
    const column = nsaidColumn(order.medication);
    return column !== undefined && asked.nsaid(column, under).rank >= AVOID;
  });
  const isTaken = asked.record.medications
    .inAny(['nsaid', 'aspirin-analgesic'])
    .some((drug) => drug.currency === 'current' && nsaidColumn(drug) === 'oral-nsaid');
  const takesBad = one.hook === 'patient-view' && one.setting.tier === 'A' && isTaken;
  const isBad = bad.length > 0 || (takesBad && asked.nsaid('oral-nsaid').rank >= AVOID);
  return isBad && !has(asked, 'nsaid-safety') ? [`no nsaid-safety for ${bad.map(({ label }) => label).join()}`] : [];
};

const scalesFollowTheCatalogue: Invariant = (one, asked) =>
  one.facts.flatMap((fact) => {
    const [oral, topical] = [fact.oral && RANKS[fact.oral], fact.topical && RANKS[fact.topical]];
    return [
      ...(oral !== undefined && asked.nsaid('oral-nsaid').rank < oral ? [`oral scale below ${fact.id}`] : []),
      ...(topical !== undefined && asked.nsaid('topical-nsaid').rank < topical
        ? [`topical scale below ${fact.id}`]
        : []),
    ];
  });

const noOpioid: Invariant = (_, asked) =>
  offers(asked)
    .filter(({ suggestion }) =>
      created(suggestion).some((resource) => asked.drugOf(resource)?.sets.includes('opioid-analgesic')),
    )
    .map(({ suggestion }) => `${suggestionId(suggestion)} creates an opioid`);

const acetaminophenIsSafe: Invariant = (one, asked) => {
  const isBlocked = one.facts.some(({ acetaminophen }) => acetaminophen === 'blocked');
  const isCapped = one.facts.some(({ acetaminophen }) => acetaminophen === 'capped');
  return offers(asked).flatMap(({ suggestion }) =>
    created(suggestion).flatMap((resource) => {
      if (asked.drugOf(resource)?.sets.includes('acetaminophen') !== true) return [];
      const kept = asked.record.orders.filter(({ reference }) => !deleted(suggestion).includes(reference));
      const isDrafted = kept.some((order) => order.sets.includes('acetaminophen'));
      const isOverCap = isCapped && !(maximumMgPerDay(resource) <= MG_PER_DAY_CAPPED);
      return isBlocked || isDrafted || isOverCap ? [`${suggestionId(suggestion)} creates acetaminophen`] : [];
    }),
  );
};

function maximumMgPerDay(resource: RawResource): number {
  const [dosage] = Array.isArray(resource['dosageInstruction']) ? (resource['dosageInstruction'] as unknown[]) : [];
  const ratio = isObject(dosage) ? dosage['maxDosePerPeriod'] : undefined;
  const numerator = isObject(ratio) ? ratio['numerator'] : undefined;
  return isObject(numerator) && numerator['unit'] === 'mg' ? Number(numerator['value']) : Infinity;
}

const imagingFollowsFlags: Invariant = (one, asked) => {
  const isFlagged = flagRankInScope(one, asked) >= URGENT;
  const images = offers(asked).filter(
    ({ rule, suggestion }) =>
      rule !== 'imaging-modality-check' &&
      created(suggestion).some((resource) => asked.setsOf(resource).some((set) => /^imaging-(?!category)/.test(set))),
  );
  const against = asked.cards.filter(
    (card) => ruleOf(card) === 'imaging-no-red-flag' || /\bno imaging\b/i.test(card.detail ?? ''),
  );
  return isFlagged
    ? against.map((card) => `${ruleOf(card)} speaks against imaging in spite of a red flag`)
    : images.map(({ suggestion }) => `${suggestionId(suggestion)} images without a red flag`);
};

const flagsAreShown: Invariant = (one, asked) => {
  const rank = Math.max(flagRankInScope(one, asked), declaredRank(one));
  const card = asked.cards.find((candidate) => ruleOf(candidate) === 'red-flag-evaluation');
  const isCancerCare = one.facts.some(({ exclusion }) => exclusion === 'X4');
  const isDue = one.hook === 'patient-view' || (has(asked, 'opioid-order-msk') && !isCancerCare);
  if (rank === EMERGENT && card?.indicator !== 'critical') return ['an EMERGENT red flag is not shown'];
  return rank === URGENT && isDue && card === undefined ? ['an URGENT red flag is not shown'] : [];
};

/** What the catalogue says of the single facts, where no guard, no exclusion and no low back pain comes in. */
function declaredRank({ setting, facts }: Case): number {
  if (setting.tier === 'B' || setting.stage === 'chronic' || facts.some(({ guard }) => guard)) return 0;
  const ranks = { urgent: URGENT, emergent: EMERGENT };
  return Math.max(0, ...facts.map(({ flag }) => (flag === undefined ? 0 : ranks[flag])));
}

const nothingTwice: Invariant = (_, asked) => {
  const made = offers(asked).filter(({ suggestion }) => created(suggestion).length > 0);
  const removals = offers(asked).filter(({ suggestion }) => created(suggestion).length === 0);
  return [
    ...repeated(asked.cards.map(ruleOf)).map((rule) => `two cards of ${rule}`),
    ...repeated(made.map(({ suggestion }) => suggestionId(suggestion))).map((id) => `${id} is suggested twice`),
    ...repeated(removals.flatMap(({ suggestion }) => deleted(suggestion))).map((order) => `removes ${order} twice`),
  ];
};

const replacedOnce: Invariant = (_, asked) => {
  const replacements = offers(asked).flatMap(({ suggestion }) =>
    deleted(suggestion).flatMap((order) =>
      created(suggestion).flatMap((resource) =>
        (asked.drugOf(resource)?.ingredients ?? []).map((drug) => `${order} by ${drug}`),
      ),
    ),
  );
  return repeated(replacements).map((replacement) => `replaces ${replacement} twice`);
};

const deletesAreOrders: Invariant = (one, asked) => {
  const orders = one.hook === 'order-select' ? one.drafts.slice(0, one.selected) : one.drafts;
  const known = orders.map(({ resource }) => `${resource.resourceType}/${String(resource.id)}`);
  return offers(asked)
    .flatMap(({ suggestion }) => deleted(suggestion))
    .filter((reference) => !known.includes(reference))
    .map((reference) => `deletes ${reference}, which is not under review`);
};

const replacementIsNotWarnedOf: Invariant = (_, asked) => {
  const warned = offers(asked)
    .filter(({ rule }) => rule === 'nsaid-safety' || rule === 'nsaid-duplicate')
    .flatMap(({ suggestion }) => ordersNamed(asked, deleted(suggestion)).flatMap(({ medication }) => medication ?? []));
  return offers(asked).flatMap(({ suggestion }) =>
    created(suggestion)
      .map((resource) => asked.drugOf(resource))
      .filter((drug) =>
        warned.some(
          (bad) => bad.route === drug?.route && bad.ingredients.some((one) => drug.ingredients.includes(one)),
        ),
      )
      .map(() => `${suggestionId(suggestion)} proposes what another card warns of`),
  );
};

const recommendsOne: Invariant = (_, { cards }) =>
  cards
    .filter(({ selectionBehavior }) => selectionBehavior === 'at-most-one')
    .filter(({ suggestions = [] }) => suggestions.filter(({ isRecommended }) => isRecommended).length > 1)
    .map((card) => `${ruleOf(card)} recommends several of at-most-one`);

/** All of them, by name. */
export const invariants = {
  isValid,
  summariesAreShort,
  noNsaidAgainstItsScale,
  badNsaidIsWarnedOf,
  scalesFollowTheCatalogue,
  noOpioid,
  acetaminophenIsSafe,
  imagingFollowsFlags,
  flagsAreShown,
  nothingTwice,
  replacedOnce,
  deletesAreOrders,
  replacementIsNotWarnedOf,
  recommendsOne,
} as const satisfies Readonly<Record<string, Invariant>>;

/** The names of the invariants. */
export const invariantNames = Object.keys(invariants) as readonly (keyof typeof invariants)[];

/** What is wrong with an answer, each with the name of its invariant. */
export function brokenBy(one: Case, asked: Asked, names = invariantNames): readonly string[] {
  return names.flatMap((name) => invariants[name](one, asked).map((problem) => `${name}: ${problem}`));
}
