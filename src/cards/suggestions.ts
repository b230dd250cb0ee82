// Suggestions of a card: which are due, for which drafts, and their actions. Catalogue 2.2, Annex B.
import { formatDay } from '../base/calendar.ts';
import { uuidFor } from '../base/uuid.ts';
import { text } from '../fhir/lenient.ts';
import type { RawResource } from '../fhir/types.ts';
import type { OrderFact } from '../facts/orders.ts';
import { hasUnnamedDraft } from '../rules/criteria/facts-known.ts';
import type { Criterion, Situation } from '../rules/criterion.ts';
import type { Action, Suggestion } from './card.ts';
import type { Scene } from './scene.ts';
import { isSound, wholeDraft, type Filler, type TemplateNode, type TemplateValues } from './suggestion-template.ts';
import { clip, plain } from './text.ts';

/** One step of a suggestion as written. */
export type ActionSource =
  | { readonly create: { readonly description: string; readonly resource: TemplateNode } }
  | { readonly delete: { readonly description: string } }
  | {
      readonly update: {
        readonly description: string;
        readonly note: string;
        readonly extension?: readonly TemplateNode[];
      };
    }
  | { readonly use: string };

/** A suggestion as written (hooks/suggestions). */
export interface SuggestionSource {
  readonly id: string;
  /** The id that clients see, where several contents share one. */
  readonly publishedId?: string;
  readonly label: string;
  readonly actions: readonly ActionSource[];
}

/** One step of a suggestion, compiled. */
export type OfferedAction =
  | { readonly type: 'create'; readonly description: Filler<string>; readonly resource: Filler<TemplateNode> }
  | { readonly type: 'delete'; readonly description: Filler<string> }
  | {
      readonly type: 'update';
      readonly description: Filler<string>;
      readonly note: Filler<string>;
      readonly extension: readonly Filler<TemplateNode>[];
    };

/** A suggestion in the list of a card. */
export interface Offer {
  readonly source: SuggestionSource;
  readonly label: Filler<string>;
  /** Its actions, with those of other suggestions put in their place. */
  readonly actions: readonly OfferedAction[];
  readonly when: Criterion | undefined;
  readonly recommended: Criterion | true | undefined;
}

/** Names of the texts that an update may need, and what they say in a situation. */
export interface OfferContext {
  readonly cardUuid: string;
  readonly codeSystem: string;
  /** Short name of the leading red flag and how fast to act on it. */
  readonly flagOf: (situation: Situation) => { readonly flag: string; readonly urgency: 'stat' | 'urgent' } | undefined;
  readonly ratingOf: (situation: Situation) => { readonly text: string; readonly code: string } | undefined;
  /** The PAMA rating extension (catalogue 6.6), off unless a site switches it on. */
  readonly attachRatingExtension: boolean;
}

const LONGEST_LABEL = 80;
const LONGEST_ORDER = 30;
const LONGEST_REASON = 100;
const UPDATABLE = ['status', 'intent', 'subject'] as const;

/** The id that clients see. */
export function publishedId(source: SuggestionSource): string {
  return source.publishedId ?? source.id;
}

/** The suggestion for the subjects that it is due for; `undefined` when it is due for none or has nothing left to do. */
export function offerSuggestion(offer: Offer, scene: Scene, context: OfferContext): Suggestion | undefined {
  const due = scene.due.dues.map(({ situation }) => situation).filter((situation) => isDue(offer, situation));
  const first = due[0];
  if (first === undefined) return undefined;
  const orders = due.flatMap(({ subject }) => subject ?? []);
  const values = valuesFor(first, orders, context);
  const steps = offer.actions.map((action) => actionsFor(action, orders, values, context));
  const actions = steps.flatMap((step) => step ?? []);
  const label = offer.label(values);
  if (steps.includes(undefined) || actions.length === 0 || label === undefined) return undefined;
  const recommended = due.some((situation) => isRecommended(offer, situation)) && !mayRepeatDraft(actions, first);
  const id = publishedId(offer.source);
  return {
    label: clip(label, LONGEST_LABEL),
    uuid: uuidFor(context.cardUuid, id),
    ...(recommended ? { isRecommended: true as const } : {}),
    actions,
    extension: { 'com.midback-cds.id': id },
  };
}

function isDue({ when }: Offer, situation: Situation): boolean {
  return (when?.ask(situation) ?? 'present') === 'present';
}

/** Beside a draft whose drug nobody can name, a new drug may be the same again or go badly with it. */
function mayRepeatDraft(actions: readonly Action[], { record }: Situation): boolean {
  return (
    hasUnnamedDraft(record) &&
    actions.some((action) => action.type === 'create' && action.resource.resourceType === 'MedicationRequest')
  );
}

function isRecommended({ recommended }: Offer, situation: Situation): boolean {
  return recommended === true || recommended?.ask(situation) === 'present';
}

/** What a placeholder can be filled from. */
interface Offered {
  readonly situation: Situation;
  readonly orders: readonly OrderFact[];
  readonly context: OfferContext;
}

const VALUES: ReadonlyMap<string, (offered: Offered) => string | undefined> = new Map([
  ['patient', ({ situation }) => situation.record.patient.reference],
  ['encounter', ({ situation }) => situation.record.encounter],
  ['now', ({ situation }) => situation.record.reading.calendar.now.toISOString()],
  ['today', ({ situation }) => formatDay(situation.record.reading.calendar.today)],
  ['reason', ({ situation }) => reasonOf(situation)],
  ['reasonText', ({ situation }) => reasonTextOf(situation)],
  ['flag', ({ situation, context }) => context.flagOf(situation)?.flag],
  ['urgency', ({ situation, context }) => context.flagOf(situation)?.urgency],
  ['orders', ({ orders }) => [...new Set(orders.map(shortLabel))].join(', ')],
  ['rating', ({ situation, context }) => context.ratingOf(situation)?.text],
  ['ratingCode', ({ situation, context }) => context.ratingOf(situation)?.code],
  ['cardUuid', ({ context }) => context.cardUuid],
  ['codeSystem', ({ context }) => context.codeSystem],
] satisfies [string, (offered: Offered) => string | undefined][]);

function valuesFor(situation: Situation, orders: readonly OrderFact[], context: OfferContext): TemplateValues {
  const offered = { situation, orders, context };
  return (name) => VALUES.get(name)?.(offered);
}

/** The same with the order that an action is about. */
function valuesAbout(order: OrderFact, values: TemplateValues): TemplateValues {
  return (name) => {
    if (name === 'order') return shortLabel(order);
    return name === 'order.reference' ? order.reference : values(name);
  };
}

/** Annex B: the primary complaint. What replaces a draft keeps the reason of the draft. */
function reasonOf({ record, subject }: Situation): string | undefined {
  const { primary } = record;
  const own = subject?.reason.references[0];
  if (own !== undefined || isForElsewhere(subject)) return own;
  return text(primary?.fact.resource.id) === undefined ? undefined : primary?.fact.reference;
}

function reasonTextOf({ record, subject }: Situation): string | undefined {
  const label = isForElsewhere(subject) ? subject?.reason.label : record.primary?.fact.label;
  const words = clip(plain(label ?? ''), LONGEST_REASON);
  return words === '' ? undefined : words;
}

/** Whether a draft states a reason, and it is no back pain. */
function isForElsewhere(subject: OrderFact | undefined): boolean {
  return subject?.reason.stated === true && !subject.reason.tiers.some((tier) => tier === 'A' || tier === 'B');
}

function shortLabel(order: OrderFact): string {
  return clip(plain(order.label) || 'order', LONGEST_ORDER);
}

/** `undefined` when the action cannot be carried out, which withdraws the whole suggestion (conformance R5). */
function actionsFor(
  action: OfferedAction,
  orders: readonly OrderFact[],
  values: TemplateValues,
  context: OfferContext,
): readonly Action[] | undefined {
  if (action.type === 'create') {
    const description = action.description(values);
    const resource = action.resource(values) as RawResource | undefined;
    return description === undefined || resource === undefined
      ? undefined
      : [{ type: 'create', description, resource }];
  }
  const addressable = onceEach(orders.filter((order) => order.addressable));
  if (addressable.length === 0) return undefined;
  if (action.type === 'delete') {
    // Removing some of them would not be what the label says.
    if (!orders.every((order) => order.addressable)) return undefined;
    return addressable.map((order) => deletion(action.description, order, values));
  }
  const updates = addressable.flatMap((order) => update(action, order, values, context) ?? []);
  return updates.length === 0 ? undefined : updates;
}

/** A client may list a draft twice; it is removed or changed once. */
function onceEach(orders: readonly OrderFact[]): readonly OrderFact[] {
  return [...new Map(orders.toReversed().map((order) => [order.reference, order])).values()].reverse();
}

function deletion(description: Filler<string>, order: OrderFact, values: TemplateValues): Action {
  const words = description(valuesAbout(order, values));
  return { type: 'delete', description: words ?? 'Remove', resourceId: order.reference };
}

/** The whole draft with a note (and the rating extension, where switched on). A draft too bare to be valid is left alone. */
function update(
  action: Extract<OfferedAction, { readonly type: 'update' }>,
  order: OrderFact,
  values: TemplateValues,
  context: OfferContext,
): Action | undefined {
  const named = valuesAbout(order, values);
  const description = action.description(named);
  const note = action.note(named);
  const draft = wholeDraft(order.resource);
  if (description === undefined || note === undefined) return undefined;
  if (UPDATABLE.some((element) => draft[element] === undefined) || !isSound(draft)) return undefined;
  const notes = Array.isArray(draft['note']) ? (draft['note'] as readonly unknown[]) : [];
  const extensions = Array.isArray(draft['extension']) ? (draft['extension'] as readonly unknown[]) : [];
  const rating = context.attachRatingExtension ? action.extension.flatMap((fill) => fill(named) ?? []) : [];
  const extension = [...extensions, ...rating];
  const resource = { ...draft, ...(extension.length > 0 ? { extension } : {}), note: [...notes, { text: note }] };
  return { type: 'update', description, resource };
}
