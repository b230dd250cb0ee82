// The use case: one hook call in, cards out. Reads from top to bottom as the request travels.
import { AppError } from '../base/errors.ts';
import { createCalendar } from '../base/calendar.ts';
import type { OffsetAt } from '../base/zone-offset.ts';
import type { Clock } from '../base/clock.ts';
import { failurePlace } from '../base/failure-place.ts';
import type { EventLog } from '../base/log.ts';
import { assembleCards } from '../cards/assemble.ts';
import type { Card, HookAnswer } from '../cards/card.ts';
import { withoutTexts } from '../cards/card-linter.ts';
import { readPatientRecord, type Availability, type PatientRecord } from '../facts/patient-record.ts';
import { text } from '../fhir/lenient.ts';
import type { RawResource } from '../fhir/types.ts';
import type { Audience } from '../rules/card-rule.ts';
import { evaluate, type Evaluation } from '../rules/evaluate.ts';
import type { Rulebook } from '../rules/rulebook.ts';
import type { Engine } from './engine.ts';
import type { HookRequest, Retrieval } from './hook-request.ts';
import { DRAFT_ORDERS, unresolvedDrugs } from './medication-references.ts';
import { refuseTooManyComparisons } from './request-limits.ts';

/** What answering needs beside the compiled knowledge. */
export interface AnswerDeps {
  readonly engine: Engine;
  readonly clock: Clock;
  readonly timeZone: string;
  /** The zone's offsets, opened once for all calls. */
  readonly offsetAt?: OffsetAt;
  readonly baseUrl: string;
  readonly log: EventLog;
}

/** An answer with the evaluation that it was made from, and the rules for the audience of the call. */
export interface EvaluatedAnswer extends AnsweredHook {
  readonly evaluation: Evaluation;
  readonly rulebook: Rulebook;
}

/** The cards, and the rules that would have fired had the site not silenced them. */
export interface AnsweredHook extends HookAnswer {
  readonly silentRules: readonly string[];
}

/** Answers one call. Throws AppError DATA_UNAVAILABLE when the patient or the problem list cannot be had (catalogue 0.6). */
export function answerHook(request: HookRequest, deps: AnswerDeps): AnsweredHook {
  const { cards, silentRules } = evaluateHook(request, deps);
  return { cards, silentRules };
}

/** The same, with the evaluation beside the cards. */
export function evaluateHook(request: HookRequest, deps: AnswerDeps): EvaluatedAnswer {
  const { engine, log } = deps;
  const record = readRecord(request, deps);
  requireConditions(record);
  refuseTooManyComparisons(record);
  const audience = audienceOf(request);
  const rulebook = engine.rulebookFor(audience);
  // Orders are the business of professionals: whoever is none gets no card about them.
  if (!rulebook.cards.some(({ source }) => source.hooks.includes(request.hook)))
    log.event('audience.unserved', { hook: request.hook, reason: audience });
  const evaluation = evaluate(rulebook, engine.gate, record, request.hook);
  const assembled = assembleCards({
    evaluation,
    rulebook,
    book: engine.book,
    settings: engine.cardSettings(deps.baseUrl),
    call: { hook: request.hook, hookInstance: request.hookInstance },
    lookups: engine.lookups,
  });
  const cards = assembled.map((card) => linted(card, deps));
  const sections = cards.flatMap(({ extension }) => extension['com.midback-cds.why'].silentSections ?? []);
  const silentRules = [...new Set([...evaluation.silent, ...sections])];
  for (const rule of silentRules) log.event('rule.silent', { rule, hook: request.hook });
  // Texts and suggestions are evaluated too: what failed is known only now.
  for (const { id, error } of evaluation.failures)
    log.event('rule.failed', { rule: id, ...failurePlace(error) }, 'error');
  return { cards, silentRules, evaluation, rulebook };
}

/** A card that could mislead or attack its reader goes out with the words of the knowledge alone: no warning is lost. */
function linted(card: Card, { engine, baseUrl, log }: AnswerDeps): Card {
  const fault = engine.lint(card, baseUrl);
  if (fault === undefined) return card;
  log.event('card.refused', { rule: card.source.topic.code, reason: fault }, 'error');
  return withoutTexts(card);
}

/** A patient or a relative reads plain language, wherever the call comes from (C4): on order hooks nothing is plain. */
function audienceOf({ userId }: HookRequest): Audience {
  return userId.startsWith('Patient/') || userId.startsWith('RelatedPerson/') ? 'patient' : 'professional';
}

function readRecord(request: HookRequest, { engine, clock, timeZone, offsetAt }: AnswerDeps): PatientRecord {
  const { terminology, settings, items } = engine.knowledge;
  const calendar = createCalendar(clock(), timeZone, offsetAt);
  const input = {
    patient: patientOf(request),
    resources: new Map([...request.prefetch].map(([key, retrieval]) => [key, resourcesOf(retrieval)])),
    availability: availabilityIn(request),
    encounterId: request.encounterId,
    draftOrders: request.draftOrders ?? [],
    selections: request.selections,
  };
  return readPatientRecord(input, items, { terminology, calendar, settings, notes: [] });
}

function resourcesOf(retrieval: Retrieval): readonly RawResource[] {
  return retrieval.state === 'unknown' ? [] : retrieval.resources;
}

/** A list with drugs that nobody can name is known in part only: any of them may be the one that matters. */
function availabilityIn(request: HookRequest): ReadonlyMap<string, Availability> {
  const { places } = unresolvedDrugs(request);
  const entries = [...request.prefetch].map(([key, { state }]): [string, Availability] => [
    key,
    state === 'complete' && places.has(key) ? 'partial' : state,
  ]);
  return new Map([...entries, ...(places.has(DRAFT_ORDERS) ? [[DRAFT_ORDERS, 'partial'] as const] : [])]);
}

/** What rules know of a Patient. */
const READ_OF_PATIENT = ['birthDate', 'gender', 'deceasedBoolean', 'deceasedDateTime'] as const;

/** The Patient of the call and no other (conformance F6, A13). Without one all that is missing is named (F4). */
function patientOf({ prefetch, patientId }: HookRequest): RawResource {
  const retrieval = prefetch.get('patient');
  const patients = (retrieval === undefined ? [] : resourcesOf(retrieval)).filter(
    (resource) => resource.resourceType === 'Patient' && (text(resource.id) ?? patientId) === patientId,
  );
  const [patient] = patients;
  // Of two that tell different things of one person nobody can say which is right.
  const isOne =
    new Set(patients.map((resource) => JSON.stringify(READ_OF_PATIENT.map((name) => resource[name])))).size === 1;
  if (patient !== undefined && isOne) return { ...patient, id: patientId };
  const missing =
    prefetch.get('conditions')?.state === 'unknown' ? (['patient', 'conditions'] as const) : (['patient'] as const);
  throw unavailable(missing);
}

/** Without the problem list there is no advice, unless the orders themselves name a reason of the population. */
function requireConditions(record: PatientRecord): void {
  const state = record.availability.get('conditions');
  // A part of the list is enough to warn of what is on it, and never enough to say that there is nothing.
  if (state === 'complete' || (state === 'partial' && record.complaints.length > 0)) return;
  const proven = record.orders.some((order) => order.underReview && order.reason.tiers.length > 0);
  if (!proven) throw unavailable(['conditions']);
}

const REQUIRED = {
  patient: 'the Patient of context.patientId',
  conditions: "all of the patient's Conditions",
} as const;

function unavailable(keys: readonly (keyof typeof REQUIRED)[]): AppError {
  const problems = keys.map((key) => ({ pointer: `/prefetch/${key}`, message: `expected ${REQUIRED[key]}` }));
  return new AppError('DATA_UNAVAILABLE', `Required and not provided: ${keys.join(', ')}.`, { problems });
}
