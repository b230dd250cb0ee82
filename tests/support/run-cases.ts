// Compares the answer of the service with what a worked case expects.
import type { ExpectedCard, ExpectedError, WorkedCase } from './case-model.ts';

/** One card as the answer tells it, reduced to what cases compare. */
interface SeenCard {
  readonly rule: string;
  readonly indicator: unknown;
  readonly suggestions: readonly string[];
  readonly recommended: readonly string[];
  readonly sections: readonly string[];
  readonly words: string;
  readonly actionTypes: readonly unknown[];
}

type Json = Readonly<Record<string, unknown>>;

/** The differences between the answer and what the case expects; none when the case passes. */
export function compareCase(one: WorkedCase, httpStatus: number, responseBody: unknown): string[] {
  const { expect } = one;
  if ('http' in expect) return compareError(expect, httpStatus, responseBody);
  if (httpStatus !== 200) return [`HTTP status ${httpStatus}, expected 200: ${JSON.stringify(responseBody)}`];
  const cards = objectOf(responseBody)['cards'];
  if (!Array.isArray(cards)) return ['the answer has no list of cards'];
  const seen = cards.map(seenCard);
  return [...compareRules(one, expect, seen), ...expect.flatMap((card) => compareCard(card, seen))];
}

function compareError(expected: ExpectedError, httpStatus: number, body: unknown): string[] {
  const outcome = objectOf(body);
  const issues = JSON.stringify(outcome['issue'] ?? null);
  const isOutcome = outcome['resourceType'] === 'OperationOutcome';
  return [
    ...(httpStatus === expected.http ? [] : [`HTTP status ${httpStatus}, expected ${expected.http}`]),
    ...(isOutcome ? [] : ['the answer is no OperationOutcome']),
    ...expected.names
      .filter((name) => !issues.includes(name))
      .map((name) => `the OperationOutcome does not name ${name}`),
  ];
}

/** On patient-view the order of the cards is their priority (A35); order hooks have none. */
function compareRules(one: WorkedCase, expected: readonly ExpectedCard[], seen: readonly SeenCard[]): string[] {
  const isOrdered = one.hook === 'patient-view';
  const wanted = expected.map(({ rule }) => rule);
  const got = seen.map(({ rule }) => rule);
  return differ('cards', isOrdered ? wanted : wanted.toSorted(), isOrdered ? got : got.toSorted());
}

function compareCard(expected: ExpectedCard, seen: readonly SeenCard[]): string[] {
  const card = seen.find(({ rule }) => rule === expected.rule);
  if (card === undefined) return [];
  const differences = [
    ...differ('indicator', [expected.indicator], [card.indicator]),
    ...compareSuggestions(expected, card),
    ...compareSections(expected, card),
    ...compareWords(expected, card),
    ...(expected['no-delete'] === true && card.actionTypes.includes('delete') ? ['deletes an order'] : []),
  ];
  return differences.map((difference) => `${expected.rule}: ${difference}`);
}

function compareSuggestions(expected: ExpectedCard, card: SeenCard): string[] {
  const { suggestions, recommended } = expected;
  const isCompared = suggestions !== undefined || recommended !== undefined;
  return [
    ...(suggestions ? differ('suggestions', suggestions.toSorted(), card.suggestions.toSorted()) : []),
    ...(isCompared ? differ('recommended', (recommended ?? []).toSorted(), card.recommended.toSorted()) : []),
  ];
}

function compareSections(expected: ExpectedCard, card: SeenCard): string[] {
  const { sections, 'sections-include': included = [], 'sections-exclude': excluded = [] } = expected;
  return [
    ...(sections ? differ('sections', sections.toSorted(), card.sections.toSorted()) : []),
    ...included.filter((section) => !card.sections.includes(section)).map((section) => `lacks section ${section}`),
    ...excluded.filter((section) => card.sections.includes(section)).map((section) => `has section ${section}`),
  ];
}

function compareWords(expected: ExpectedCard, card: SeenCard): string[] {
  const { says = [], 'says-not': saysNot = [] } = expected;
  return [
    ...says.filter((words) => !card.words.includes(plain(words))).map((words) => `does not say "${words}"`),
    ...saysNot.filter((words) => card.words.includes(plain(words))).map((words) => `says "${words}"`),
  ];
}

function differ(what: string, wanted: readonly unknown[], got: readonly unknown[]): string[] {
  const [expected, actual] = [JSON.stringify(wanted), JSON.stringify(got)];
  return expected === actual ? [] : [`${what} ${actual}, expected ${expected}`];
}

function seenCard(value: unknown): SeenCard {
  const card = objectOf(value);
  const suggestions = listOf(card['suggestions']);
  const why = objectOf(objectOf(card['extension'])['com.midback-cds.why']);
  return {
    rule: textOf(objectOf(objectOf(card['source'])['topic'])['code']),
    indicator: card['indicator'],
    suggestions: suggestions.map(suggestionId),
    recommended: suggestions.filter((suggestion) => suggestion['isRecommended'] === true).map(suggestionId),
    sections: Array.isArray(why['sections']) ? why['sections'].map(textOf) : [],
    words: plain(`${textOf(card['summary'])}\n${textOf(card['detail'])}`),
    actionTypes: suggestions.flatMap((suggestion) => listOf(suggestion['actions'])).map((action) => action['type']),
  };
}

function suggestionId(suggestion: Json): string {
  return textOf(objectOf(suggestion['extension'])['com.midback-cds.id']);
}

/** Small letters without Markdown marks, with one kind of hyphen and single spaces. */
function plain(words: string): string {
  const unmarked = words.replaceAll(/[\\*]/gu, '').replaceAll(/[\u2010-\u2014\u2212]/gu, '-');
  return unmarked.replaceAll(/\s+/gu, ' ').toLowerCase();
}

function objectOf(value: unknown): Json {
  return typeof value === 'object' && value !== null ? (value as Json) : {};
}

function listOf(value: unknown): readonly Json[] {
  return Array.isArray(value) ? value.map(objectOf) : [];
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
