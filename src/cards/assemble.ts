// From due cards to the wire: order, limits, caps, texts, suggestions, and why. Catalogue 0.7, 2.2; conformance R1 to R9.
import { uuidFor } from '../base/uuid.ts';
import { codingsOf } from '../facts/concept.ts';
import { referenceOf } from '../facts/reading.ts';
import type { RawResource } from '../fhir/types.ts';
import type { DueCard, Evaluation } from '../rules/evaluate.ts';
import type { IndicatorName } from '../rules/card-rule.ts';
import { INDICATORS, indicatorOf } from '../rules/card-rule.ts';
import type { Match } from '../rules/criterion.ts';
import type { Rulebook } from '../rules/rulebook.ts';
import type { Card, Suggestion } from './card.ts';
import type { CardBook, CompiledCard } from './card-book.ts';
import { dataNotes, ordersLine, plainNote } from './data-notes.ts';
import type { Written } from './detail.ts';
import { sceneOf, type Scene } from './scene.ts';
import { offerSuggestion, type OfferContext } from './suggestions.ts';
import { clip } from './text.ts';
import { plainWhy, whyOf, type Provenance } from './why.ts';

/** How the service shows its cards. */
export interface CardSettings extends Provenance {
  readonly serviceId: string;
  readonly baseUrl: string;
  /** Most cards on a hook; hooks without a limit show all. */
  readonly limits: Readonly<Record<string, number>>;
  /** Highest indicator on a hook, and the cards that are exempt. */
  readonly caps: Readonly<Record<string, { readonly at: IndicatorName; readonly except?: readonly string[] }>>;
  readonly attachRatingExtension: boolean;
}

/** What identifies the call, so that the same call gives the same ids. */
export interface CallIdentity {
  readonly hook: string;
  readonly hookInstance: string;
}

/** Where the values of suggestions come from. */
export type OfferLookups = Pick<OfferContext, 'flagOf' | 'ratingOf'>;

interface Assembly {
  readonly evaluation: Evaluation;
  readonly rulebook: Rulebook;
  readonly book: CardBook;
  readonly settings: CardSettings;
  readonly call: CallIdentity;
  readonly lookups: OfferLookups;
}

const LONGEST_SUMMARY = 139;

/** The cards of an answer, most important first. Deterministic, uuids included. */
export function assembleCards(assembly: Assembly): readonly Card[] {
  const { settings, call, evaluation } = assembly;
  const limit = settings.limits[call.hook] ?? Infinity;
  const byPriority = [...evaluation.due].sort((a, b) => a.rule.source.priority - b.rule.source.priority);
  const cards: Card[] = [];
  const offered = new Set<string>();
  for (const due of byPriority) {
    if (cards.length >= limit) break;
    const card = safelyAssembled(due, offered, assembly);
    if (card === undefined) continue;
    cards.push(card);
    for (const suggestion of card.suggestions ?? []) for (const key of offerKeys(suggestion)) offered.add(key);
  }
  return cards;
}

/** A card whose texts or suggestions fail is left out like one whose condition fails (catalogue 0.7). */
function safelyAssembled(due: DueCard, offered: ReadonlySet<string>, assembly: Assembly): Card | undefined {
  try {
    return assembleCard(due, offered, assembly);
  } catch (error) {
    due.dues[0]?.situation.failures.push({ id: due.rule.id, error });
    return undefined;
  }
}

/** The same call gives the same card the same name. */
export function cardUuid(service: string, call: CallIdentity, { record }: Evaluation, card: string): string {
  return uuidFor(service, call.hook, call.hookInstance, record.patient.reference, card);
}

function assembleCard(due: DueCard, offered: ReadonlySet<string>, assembly: Assembly): Card | undefined {
  const { book, settings, call, evaluation } = assembly;
  const compiled = book.cards.get(due.rule.id);
  const scene = compiled && sceneOf(due, compiled.drugOf, book.notes);
  if (compiled === undefined || scene === undefined) return undefined;
  const uuid = cardUuid(settings.serviceId, call, evaluation, due.rule.id);
  const written = compiled.blocks.map((block) => block(scene));
  const matches = [...evidenceOf(due), ...written.flatMap((block) => block.matches)];
  const note = compiled.isPlain
    ? plainNote(evaluation.record, book.notes)
    : dataNotes(evaluation.record, matches, book.notes);
  const detail = [ordersLine(scene.orders, book.notes), detailOf(written), note].filter((part) => part !== '');
  const suggestions = suggestionsOf(compiled, scene, offered, { uuid, assembly });
  const summary = compiled.summaries.get(scene.main.variant.id)?.(scene) ?? due.rule.source.title;
  return {
    uuid,
    summary: clip(capitalised(summary), LONGEST_SUMMARY),
    ...(detail.length > 0 ? { detail: detail.join('\n\n') } : {}),
    indicator: capped(indicatorOf(scene.main), due.rule.id, assembly),
    source: {
      ...compiled.source(scene.situation),
      topic: { system: `${settings.baseUrl}/CodeSystem/rules`, code: compiled.rule, display: compiled.title },
    },
    ...(suggestions.length > 0 ? { suggestions, selectionBehavior: compiled.selectionBehavior } : {}),
    ...overrideReasonsOf(compiled, settings.baseUrl),
    ...linksOf(compiled, scene),
    extension: {
      'com.midback-cds.why': compiled.isPlain
        ? plainWhy(compiled.rule, settings)
        : whyOf(due, { rule: compiled.rule, matches, written }, assembly),
    },
  };
}

/** A summary may begin with a value: the name of a drug or a flag. */
function capitalised(summary: string): string {
  return summary.slice(0, 1).toUpperCase() + summary.slice(1);
}

function overrideReasonsOf({ overrideReasons }: CompiledCard, baseUrl: string): Pick<Card, 'overrideReasons'> {
  if (overrideReasons.length === 0) return {};
  const system = `${baseUrl}/CodeSystem/override-reasons`;
  return { overrideReasons: overrideReasons.map(({ code, display }) => ({ system, code, display })) };
}

/** Links beside the source, which has its own place on the card. */
function linksOf(compiled: CompiledCard, scene: Scene): Pick<Card, 'links'> {
  const source = compiled.source(scene.situation).url;
  const links = compiled.links(scene.situation).filter(({ url }) => url !== source);
  return links.length === 0 ? {} : { links: links.map(({ label, url }) => ({ label, url, type: 'absolute' })) };
}

/** Bullets follow each other; everything else stands in a paragraph of its own. */
function detailOf(written: readonly Written[]): string {
  const lines = written.flatMap((block) => block.lines);
  return lines.reduce((text, line) => {
    if (text === '') return line;
    const together = line.startsWith('- ') && text.startsWith('- ', text.lastIndexOf('\n') + 1);
    return `${text}${together ? '\n' : '\n\n'}${line}`;
  }, '');
}

function capped(indicator: IndicatorName, rule: string, { settings, call }: Assembly): IndicatorName {
  const cap = settings.caps[call.hook];
  if (cap === undefined || cap.except?.includes(rule) === true) return indicator;
  return INDICATORS[Math.min(INDICATORS.indexOf(indicator), INDICATORS.indexOf(cap.at))] ?? indicator;
}

/** Each suggestion once in an answer, and at most one recommended where only one can be taken (R3). */
function suggestionsOf(
  compiled: CompiledCard,
  scene: Scene,
  offered: ReadonlySet<string>,
  { uuid, assembly }: { readonly uuid: string; readonly assembly: Assembly },
): readonly Suggestion[] {
  const context: OfferContext = {
    ...assembly.lookups,
    cardUuid: uuid,
    codeSystem: `${assembly.settings.baseUrl}/CodeSystem`,
    attachRatingExtension: assembly.settings.attachRatingExtension,
  };
  const suggestions: Suggestion[] = [];
  const own = new Set<string>();
  for (const offer of compiled.offers) {
    const suggestion = offerSuggestion(offer, scene, context);
    const id = suggestion?.extension['com.midback-cds.id'];
    if (suggestion === undefined || id === undefined || own.has(id)) continue;
    if (offerKeys(suggestion).some((key) => offered.has(key))) continue;
    own.add(id);
    suggestions.push(suggestion);
  }
  if (compiled.selectionBehavior === 'any') return suggestions;
  const recommended = suggestions.find((suggestion) => suggestion.isRecommended);
  return suggestions.map((suggestion) => (suggestion === recommended ? suggestion : withoutRecommendation(suggestion)));
}

/**
 * What may stand once in an answer: something new under its id; what only removes or changes drafts, once for each draft
 * (the first card has it; removing another draft under the same id is another suggestion); a draft that is replaced, once
 * for each drug in its place, whichever card asks for it.
 */
function offerKeys({ actions, extension }: Suggestion): readonly string[] {
  const touched = actions.flatMap((action) => {
    if (action.type === 'create') return [];
    return action.type === 'delete' ? `delete ${action.resourceId}` : `update ${referenceOf(action.resource)}`;
  });
  const drugs = actions.flatMap((action) => (action.type === 'create' ? drugOf(action.resource) : []));
  if (!actions.some(({ type }) => type === 'create')) return touched;
  const replaced = touched.flatMap((draft) => drugs.map((drug) => `${draft} for ${drug}`));
  return [extension['com.midback-cds.id'], ...replaced];
}

/** The drug of a MedicationRequest, by its codes: doses of one drug are no two replacements. */
function drugOf(resource: RawResource): readonly string[] {
  return codingsOf(resource['medicationCodeableConcept']).map(({ system, code }) => `${system}|${code}`);
}

function withoutRecommendation(suggestion: Suggestion): Suggestion {
  const { label, uuid, actions, extension } = suggestion;
  return { label, uuid, actions, extension };
}

function evidenceOf(due: DueCard): readonly Match[] {
  return due.dues.flatMap(({ situation }) => [
    ...(situation.subject === undefined ? [] : (due.rule.subject?.matches(situation) ?? [])),
    ...due.rule.when.matches(situation),
  ]);
}
