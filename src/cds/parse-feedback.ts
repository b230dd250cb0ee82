// What users did with cards: an unknown JSON value becomes outcomes, or an error that names every bad item (B2, B4).
import { AppError } from '../base/errors.ts';
import { asArray, isObject, text } from '../fhir/lenient.ts';
import type { JsonObject } from '../fhir/types.ts';
import { compileSchema, schemaProblems } from './schema-problems.ts';
import { FEEDBACK_SCHEMA } from './schemas/feedback-schema.ts';

/** One outcome. */
export interface Feedback {
  /** Uuid of the card. */
  readonly card: string;
  readonly outcome: 'accepted' | 'overridden';
  readonly outcomeAt: Date;
  /** Uuids of the suggestions taken. */
  readonly acceptedSuggestions: readonly string[];
  /** Why it was overridden, by one of our codes or the client's own; none for a plain dismiss. */
  readonly reason?: { readonly code: string; readonly system?: string };
  /** What the user wrote: patient data, however harmless it reads. */
  readonly userComment?: string;
}

const validate = compileSchema(FEEDBACK_SCHEMA);

/** Reads a call. Throws AppError FEEDBACK_INVALID, and then nothing of the call may be stored. */
export function parseFeedback(body: unknown): readonly Feedback[] {
  const problems = schemaProblems(body, validate);
  if (problems.length > 0 || !isObject(body)) {
    throw new AppError('FEEDBACK_INVALID', 'The feedback breaks its definition; none of it is stored.', { problems });
  }
  const items = asArray(body['feedback']).filter(isObject);
  const impossible = items.flatMap((item, index) =>
    isInstant(item) ? [] : [`/feedback/${String(index)}/outcomeTimestamp`],
  );
  if (impossible.length > 0) {
    throw new AppError('FEEDBACK_INVALID', 'The feedback breaks its definition; none of it is stored.', {
      problems: impossible.map((pointer) => ({ pointer, message: 'must be an instant that exists' })),
    });
  }
  return items.map(feedbackOf);
}

function isInstant(item: JsonObject): boolean {
  return !Number.isNaN(Date.parse(String(item['outcomeTimestamp'])));
}

function feedbackOf(item: JsonObject): Feedback {
  const outcome = item['outcome'] === 'accepted' ? 'accepted' : 'overridden';
  const base = { card: String(item['card']), outcome, outcomeAt: new Date(String(item['outcomeTimestamp'])) } as const;
  if (outcome === 'accepted') {
    const taken = asArray(item['acceptedSuggestions']).filter(isObject);
    return { ...base, acceptedSuggestions: [...new Set(taken.map(({ id }) => String(id)))] };
  }
  return { ...base, acceptedSuggestions: [], ...overrideOf(item['overrideReason']) };
}

function overrideOf(value: unknown): Pick<Feedback, 'reason' | 'userComment'> {
  if (!isObject(value)) return {};
  const userComment = text(value['userComment']);
  const reason = isObject(value['reason']) ? value['reason'] : {};
  const [code, system] = [text(reason['code']), text(reason['system'])];
  return {
    ...(code === undefined ? {} : { reason: system === undefined ? { code } : { code, system } }),
    ...(userComment === undefined ? {} : { userComment }),
  };
}
