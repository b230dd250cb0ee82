// Draft orders as facts: what is being ordered, and for which stated reason. Catalogue 0.3, 5.1, 5.2, 6.1, 6.2.
import { asArray, isObject, text } from '../fhir/lenient.ts';
import type { RawResource } from '../fhir/types.ts';
import { tierOf, type Complaint, type Tier } from './complaint.ts';
import { readConcept, wordsOf, type Concept } from './concept.ts';
import { seventhCharactersOf } from './conditions.ts';
import type { ConditionFact, Fact, MedicationFact } from './fact.ts';
import { readMedication, type Medications } from './medications.ts';
import { containedIn, isUsableId, lookUp, referenceIn, referenceOf, type Reading } from './reading.ts';

/** Why an order is placed, as far as the order says so. */
export interface OrderReason {
  /** False when the order names no reason at all. */
  readonly stated: boolean;
  /** Tiers of the reasons that belong to the population. */
  readonly tiers: readonly Tier[];
  /** Value sets of all stated reasons. */
  readonly sets: readonly string[];
  /** True when some stated reason lies outside the population or cannot be resolved. */
  readonly other: boolean;
  /** Conditions of the record that the order names. */
  readonly references: readonly string[];
  /** Words of the first stated reason; untrusted, empty when there are none. */
  readonly label: string;
}

/** A draft order that some rule could be about. */
export interface OrderFact extends Fact {
  readonly kind: 'medication' | 'service';
  readonly medication: MedicationFact | undefined;
  readonly reason: OrderReason;
  /** Under review: every order on order-sign, the selected ones on order-select (conformance C5, C6). */
  readonly underReview: boolean;
  /** True when the draft has a usable id, so that a delete or update can name it. */
  readonly addressable: boolean;
}

/** What the reasons of an order are looked up in. */
export interface OrderContext {
  readonly medications: Medications;
  readonly conditions: ReadonlyMap<string, ConditionFact>;
  readonly complaints: ReadonlyMap<string, Complaint>;
  readonly selections: ReadonlySet<string> | undefined;
}

const MEDICATION = 'MedicationRequest';
const SERVICES = new Set(['ServiceRequest', 'ProcedureRequest', 'Procedure']);

/** The fact of a draft; `undefined` for types that no rule reads (C7), unnamed orders, and `doNotPerform`. */
export function readOrder(draft: RawResource, context: OrderContext, reading: Reading): OrderFact | undefined {
  if (draft['doNotPerform'] === true) return undefined;
  const content =
    draft.resourceType === MEDICATION ? medicationOrder(draft, context, reading) : serviceOrder(draft, reading);
  if (content === undefined) return undefined;
  const reference = referenceOf(draft);
  return {
    ...content,
    resource: draft,
    reference,
    date: undefined,
    reason: reasonOf(draft, context, reading),
    underReview: context.selections === undefined || context.selections.has(reference),
    addressable: isUsableId(text(draft.id)),
  };
}

type OrderContent = Pick<OrderFact, 'kind' | 'medication' | 'sets' | 'freeText' | 'label'>;

function medicationOrder(draft: RawResource, context: OrderContext, reading: Reading): OrderContent | undefined {
  const medication = readMedication(draft, context.medications, reading, true);
  if (medication === undefined) return undefined;
  const { sets, freeText, label } = medication;
  return { kind: 'medication', medication, sets, freeText, label };
}

function serviceOrder(draft: RawResource, reading: Reading): OrderContent | undefined {
  if (!SERVICES.has(draft.resourceType)) return undefined;
  const concept = readConcept(draft['code'], reading.terminology);
  if (concept === undefined) return undefined;
  const details = [...asArray(draft['bodySite']), ...asArray(draft['orderDetail']), ...asArray(draft['performerType'])];
  const words = [concept.label, ...details.map(wordsOf)].join(' ').trim();
  const byCode = concept.freeText ? [] : concept.sets;
  const sets = byCode.length > 0 ? byCode : reading.terminology.setsOfText(words);
  const freeText = byCode.length === 0 && sets.length > 0;
  return { kind: 'service', medication: undefined, sets, freeText, label: concept.label };
}

function reasonOf(draft: RawResource, context: OrderContext, reading: Reading): OrderReason {
  const named = asArray(draft['reasonReference']).flatMap((element) => referenceIn(element) ?? []);
  const inside = named.filter((reference) => reference.startsWith('#'));
  const references = named.filter((reference) => !reference.startsWith('#'));
  const codes = [
    ...asArray(draft['reasonCode']),
    ...inside.map((id) => containedIn(draft, id)?.['code'] ?? { text: id }),
  ];
  const concepts = codes.flatMap((element) => readConcept(element, reading.terminology) ?? []);
  const known = references.map((reference) => lookUp(context.conditions, reference, 'Condition'));
  const tiers = [
    ...concepts.map((concept) => tierOfWords(concept, reading)),
    ...known.map((condition) => context.complaints.get(condition?.reference ?? '')?.tier),
  ];
  const unreadable = hasUnreadableReason(draft);
  const sets = [...concepts.map((concept) => concept.sets), ...known.map((condition) => condition?.sets ?? [])];
  return {
    stated: tiers.length > 0 || unreadable,
    tiers: tiers.filter((tier) => tier !== undefined),
    sets: sets.flat(),
    other: tiers.includes(undefined) || unreadable,
    references: known.flatMap((condition) => condition?.reference ?? []),
    label: [...known, ...concepts].find((reason) => reason !== undefined && reason.label !== '')?.label ?? '',
  };
}

/** A reason by words is guarded like a population text (0.5); the sequela of an injury is no reason of the population (1.1). */
function tierOfWords(concept: Concept, reading: Reading): Tier | undefined {
  if (concept.guards.general || concept.guards.population) return undefined;
  const { complaint } = reading.settings;
  const sequela = seventhCharactersOf(concept.codings).some((letter) => complaint.sequelaCharacters.includes(letter));
  return sequela ? undefined : tierOf(concept.sets, [], complaint);
}

/** A reference by identifier or display alone still says that there is a reason; which one cannot be told. */
function hasUnreadableReason(draft: RawResource): boolean {
  return asArray(draft['reasonReference']).some(
    (element) =>
      isObject(element) &&
      referenceIn(element) === undefined &&
      (isObject(element['identifier']) || text(element['display']) !== undefined),
  );
}
