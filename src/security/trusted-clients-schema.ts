// JSON Schema of the file of trusted clients, and the words for what breaks it.
import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js';
import { FHIR_RELEASES, type FhirRelease } from '../fhir/releases/release.ts';
import type { JsonObject } from '../fhir/types.ts';
import { SIGNATURE_ALGORITHMS, type SignatureAlgorithm } from './signature-algorithms.ts';
import type { Compatibility } from './trusted-client.ts';
import { isExactOrigin, isExactUrl } from './web-address.ts';

/** An entry as it is written; `keys` is the member of that name of a JWK Set. */
export interface ClientEntry {
  readonly issuer: string;
  readonly jku?: string;
  readonly keys?: readonly JsonObject[];
  readonly algorithms?: readonly SignatureAlgorithm[];
  readonly fhirServers?: readonly string[];
  readonly corsOrigins?: readonly string[];
  readonly maxTokenAgeSeconds?: number;
  readonly tenants?: readonly string[];
  readonly subject?: string;
  readonly network?: 'public' | 'private';
  readonly fhirRelease?: FhirRelease;
  readonly requestsPerMinute?: number;
  readonly compatibility?: Partial<Compatibility>;
}

/** The file as it is written. */
export interface ClientsFile {
  readonly clients: readonly ClientEntry[];
}

const LONGEST_TOKEN_AGE = 86_400;
const MOST_REQUESTS = 1_000_000;
const FORMATS = {
  origin: {
    validate: isExactOrigin,
    words:
      'an exact origin such as https://ehr.example.com, lower case, without path or default port (http on loopback only)',
  },
  'key-url': {
    validate: isExactUrl,
    words: 'an https URL without user and fragment (http on loopback only)',
  },
};

const TEXT = { type: 'string', minLength: 1, maxLength: 512 };
const SWITCH = { type: 'boolean' };
const ORIGINS = { type: 'array', uniqueItems: true, items: { type: 'string', format: 'origin' } };
const ENTRY = {
  type: 'object',
  additionalProperties: false,
  required: ['issuer'],
  anyOf: [{ required: ['jku'] }, { required: ['keys'] }],
  properties: {
    issuer: TEXT,
    jku: { type: 'string', format: 'key-url' },
    keys: { type: 'array', minItems: 1, maxItems: 100, items: { type: 'object' } },
    algorithms: { type: 'array', minItems: 1, uniqueItems: true, items: { enum: SIGNATURE_ALGORITHMS } },
    fhirServers: ORIGINS,
    corsOrigins: ORIGINS,
    maxTokenAgeSeconds: { type: 'integer', minimum: 1, maximum: LONGEST_TOKEN_AGE },
    tenants: { type: 'array', minItems: 1, uniqueItems: true, items: TEXT },
    subject: TEXT,
    network: { enum: ['public', 'private'] },
    fhirRelease: { enum: FHIR_RELEASES },
    requestsPerMinute: { type: 'integer', minimum: 1, maximum: MOST_REQUESTS },
    compatibility: {
      type: 'object',
      additionalProperties: false,
      properties: { deleteWithResource: SWITCH, jwtTypOptional: SWITCH },
    },
  },
};
const FILE = {
  type: 'object',
  additionalProperties: false,
  required: ['clients'],
  properties: { clients: { type: 'array', minItems: 1, maxItems: 1000, items: ENTRY } },
};

/** One violation: where (JSON pointer into the file) and what is asked for there. */
export interface Violation {
  readonly pointer: string;
  readonly message: string;
}

/** Checks a parsed file; tells every violation, or gives the file back with its type. */
export function checkClientsFile(data: unknown): ClientsFile | readonly Violation[] {
  const ajv = new Ajv2020({
    strict: true,
    strictRequired: false,
    strictTypes: false,
    allErrors: true,
    formats: FORMATS,
  });
  const validate = ajv.compile<ClientsFile>(FILE);
  if (validate(data)) return data;
  // The branches of anyOf only repeat that neither of them holds.
  const errors = (validate.errors ?? []).filter(({ schemaPath }) => !schemaPath.includes('/anyOf/'));
  return errors.map((error) => ({ pointer: error.instancePath, message: messageOf(error) }));
}

function messageOf({ keyword, params, message }: ErrorObject): string {
  if (keyword === 'format') return `must be ${FORMATS[params['format'] as keyof typeof FORMATS].words}`;
  if (keyword === 'additionalProperties') return `has the unknown field "${String(params['additionalProperty'])}"`;
  if (keyword === 'required') return `needs the field "${String(params['missingProperty'])}"`;
  if (keyword === 'anyOf') return 'needs the field "jku" or "keys"';
  if (keyword === 'enum') return `must be one of ${(params['allowedValues'] as readonly string[]).join(', ')}`;
  return message ?? 'does not fit';
}
