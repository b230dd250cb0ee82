// JSON Schema of feedback (CDS Hooks 2.0, "Feedback"; conformance B1, B2). Other members are allowed and ignored (W3).

/** Items of one call, so that one transaction stays short. */
export const MOST_FEEDBACK = 500;

const ACCEPTED_SUGGESTIONS = {
  type: 'array',
  minItems: 1,
  maxItems: 100,
  items: { type: 'object', required: ['id'], properties: { id: { type: 'string', format: 'card-id' } } },
} as const;

/** A reason comes back without its display from some clients, and a client may have reasons of its own. */
const OVERRIDE_REASON = {
  type: 'object',
  nullable: true,
  properties: {
    reason: {
      type: 'object',
      nullable: true,
      required: ['code'],
      properties: {
        code: { type: 'string', format: 'code' },
        system: { type: 'string', nullable: true, format: 'code' },
      },
    },
    userComment: { type: 'string', nullable: true },
  },
} as const;

const ITEM = {
  type: 'object',
  required: ['card', 'outcome', 'outcomeTimestamp'],
  properties: {
    card: { type: 'string', format: 'card-id' },
    outcome: { type: 'string', enum: ['accepted', 'overridden'] },
    outcomeTimestamp: { type: 'string', format: 'instant' },
    overrideReason: OVERRIDE_REASON,
  },
  if: { properties: { outcome: { type: 'string', const: 'accepted' } }, required: ['outcome'] },
  then: { required: ['acceptedSuggestions'], properties: { acceptedSuggestions: ACCEPTED_SUGGESTIONS } },
} as const;

/** One call: a list of outcomes, of one or many hook calls, the same card possibly more than once. */
export const FEEDBACK_SCHEMA = {
  type: 'object',
  required: ['feedback'],
  properties: { feedback: { type: 'array', minItems: 1, maxItems: MOST_FEEDBACK, items: ITEM } },
} as const;
