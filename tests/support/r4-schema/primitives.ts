// JSON Schemas of FHIR's primitive types: HL7's regular expressions, with the gaps closed that they leave.
import type { StructureDefinition } from './definitions.ts';
import type { Schema } from './schema-of-types.ts';

const REGEX = 'http://hl7.org/fhir/StructureDefinition/regex';

const WITHOUT_TEXT: Readonly<Record<string, Schema>> = {
  boolean: { type: 'boolean' },
  decimal: { type: 'number' },
  integer: { type: 'integer', minimum: -2147483648, maximum: 2147483647 },
  unsignedInt: { type: 'integer', minimum: 0, maximum: 2147483647 },
  positiveInt: { type: 'integer', minimum: 1, maximum: 2147483647 },
  xhtml: { type: 'string', pattern: '^<div\\b' },
};

// The regular expressions of R4 let through the 30th of February, an empty uri and a string of blanks.
const CLOSED_GAPS: Readonly<Record<string, Schema>> = {
  date: { format: 'calendar-date' },
  dateTime: { format: 'calendar-date' },
  instant: { format: 'calendar-date' },
  uri: { minLength: 1 },
  url: { minLength: 1 },
  canonical: { minLength: 1 },
  string: { not: { pattern: '^\\s*$' } },
  markdown: { not: { pattern: '^\\s*$' } },
};

/** The schema of one primitive type. */
export function schemaOfPrimitive(definition: StructureDefinition): Schema {
  const fixed = WITHOUT_TEXT[definition.id];
  if (fixed) return fixed;
  const value = definition.snapshot.element.find((element) => element.path === `${definition.id}.value`);
  const regex = value?.type?.[0]?.extension?.find((extension) => extension.url === REGEX)?.valueString;
  if (regex === undefined) throw new Error(`${definition.id} has no regular expression`);
  return { type: 'string', pattern: `^(${regex})$`, ...CLOSED_GAPS[definition.id] };
}
