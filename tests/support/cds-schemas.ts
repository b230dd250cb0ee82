// JSON Schemas of what the service answers: CDS Hooks 2.0 and, narrower, what this service promises (src/cards/card.ts).
import type { Schema } from './r4-schema/schema-of-types.ts';

const DRAFT = 'https://json-schema.org/draft/2020-12/schema';
const TEXT: Schema = { type: 'string', minLength: 1 };
const URL: Schema = { type: 'string', pattern: '^https?://[^\\s/]+(/\\S*)?$' };
const UUID: Schema = {
  type: 'string',
  pattern: '^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$',
};
const REFERENCE: Schema = { type: 'string', pattern: '^[A-Z][A-Za-z]+/[A-Za-z0-9._~-]{1,200}$' };
// What has no usable id is named by its type.
const EVIDENCE_REFERENCE: Schema = { type: 'string', pattern: '^[A-Z][A-Za-z]+(/[A-Za-z0-9._~-]{1,200})?$' };
const DATE: Schema = { type: 'string', pattern: '^[0-9]{4}(-[0-9]{2}(-[0-9]{2}(T\\S+)?)?)?$' };
const ID: Schema = { type: 'string', pattern: '^[A-Za-z0-9]+([-+][A-Za-z0-9]+)*$' };
const IDS = list(ID);

function list(items: Schema): Schema {
  return { type: 'array', minItems: 1, uniqueItems: true, items };
}

function closed(properties: Readonly<Record<string, Schema>>, required: readonly string[]): Schema {
  return { type: 'object', properties, required, additionalProperties: false };
}

// W3: own keys in reverse-domain form.
function extension(properties: Readonly<Record<string, Schema>>): Schema {
  return {
    type: 'object',
    properties,
    required: Object.keys(properties),
    propertyNames: { pattern: '^[a-z0-9-]+(\\.[a-z0-9-]+)+$' },
  };
}

const CODING = closed({ system: URL, code: TEXT, display: TEXT }, ['system', 'code', 'display']);

const ACTION: Schema = {
  ...closed(
    {
      type: { enum: ['create', 'update', 'delete'] },
      description: TEXT,
      resource: { type: 'object', required: ['resourceType'], properties: { resourceType: TEXT } },
      resourceId: REFERENCE,
    },
    ['type', 'description'],
  ),
  // R4: delete names the resource, create and update carry it.
  if: { properties: { type: { const: 'delete' } } },
  then: { required: ['resourceId'], properties: { resource: false } },
  else: { required: ['resource'], properties: { resourceId: false } },
};

const SUGGESTION = closed(
  {
    label: TEXT,
    uuid: UUID,
    isRecommended: { const: true },
    actions: list(ACTION),
    extension: extension({ 'com.midback-cds.id': ID }),
  },
  ['label', 'uuid', 'actions', 'extension'],
);

// W2: a list that has nothing in it is left out, so none of the lists is required.
const WHY = closed(
  {
    rule: ID,
    knowledgeVersion: TEXT,
    review: TEXT,
    siteChanges: list(TEXT),
    evidence: list(
      closed({ finding: TEXT, reference: EVIDENCE_REFERENCE, date: DATE, value: TEXT }, ['finding', 'reference']),
    ),
    sections: IDS,
    silentSections: IDS,
    absent: list(TEXT),
    unknown: list(TEXT),
  },
  ['rule', 'knowledgeVersion'],
);

const CARD: Schema = {
  ...closed(
    {
      uuid: UUID,
      summary: { ...TEXT, maxLength: 139 }, // R2: under 140 characters
      detail: TEXT,
      indicator: { enum: ['info', 'warning', 'critical'] },
      source: closed({ label: TEXT, url: URL, topic: CODING }, ['label', 'url', 'topic']),
      suggestions: list(SUGGESTION),
      selectionBehavior: { enum: ['at-most-one', 'any'] },
      overrideReasons: list(CODING),
      links: list(closed({ label: TEXT, url: URL, type: { const: 'absolute' } }, ['label', 'url', 'type'])),
      extension: extension({ 'com.midback-cds.why': WHY }),
    },
    ['uuid', 'summary', 'indicator', 'source', 'extension'],
  ),
  dependentRequired: { suggestions: ['selectionBehavior'], selectionBehavior: ['suggestions'] }, // R3
};

/** The body of a 200 answer to a hook call. */
export const ANSWER_SCHEMA: Schema = {
  $schema: DRAFT,
  ...closed({ cards: { type: 'array', items: CARD } }, ['cards']),
};

const LISTING = closed(
  {
    hook: { enum: ['patient-view', 'order-select', 'order-sign'] },
    hookVersion: { type: 'string', pattern: '^[0-9]+\\.[0-9]+(\\.[0-9]+)?$' },
    id: ID,
    title: TEXT,
    description: TEXT,
    version: { type: 'string', pattern: '^[0-9]+\\.[0-9]+\\.[0-9]+(-[0-9A-Za-z.-]+)?$' },
    usageRequirements: TEXT,
    prefetch: {
      type: 'object',
      minProperties: 1,
      propertyNames: { pattern: '^[A-Za-z][A-Za-z0-9]*$' },
      additionalProperties: { ...TEXT, maxLength: 1499 },
    },
    extension: extension({}),
  },
  ['hook', 'id', 'title', 'description', 'version'],
);

/** The body of the discovery answer. */
export const DISCOVERY_SCHEMA: Schema = {
  $schema: DRAFT,
  ...closed({ services: { type: 'array', items: LISTING } }, ['services']),
};

/** What the service adds to FHIR's own demands on the OperationOutcome of a refusal (R10). */
export const REFUSAL_SCHEMA: Schema = {
  $schema: DRAFT,
  type: 'object',
  properties: {
    resourceType: { const: 'OperationOutcome' },
    issue: {
      type: 'array',
      minItems: 1,
      items: {
        type: 'object',
        properties: {
          severity: { enum: ['fatal', 'error'] },
          code: TEXT,
          details: {
            type: 'object',
            properties: {
              text: TEXT,
              coding: list({ type: 'object', properties: { system: URL, code: TEXT }, required: ['system', 'code'] }),
            },
            required: ['text', 'coding'],
          },
        },
        required: ['severity', 'code', 'details'],
      },
    },
  },
  required: ['resourceType', 'issue'],
};
