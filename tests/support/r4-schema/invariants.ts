// FHIR invariants that a JSON Schema can say, by type; the comment gives HL7's key.
import type { Schema } from './schema-of-types.ts';

const UCUM = 'http://unitsofmeasure.org';
const CODE_NEEDS_SYSTEM: Schema = { dependentRequired: { code: ['system'] } }; // qty-3
const VALUE_OR_EXTENSION = (names: readonly string[]): Schema => ({
  oneOf: [{ required: ['extension'] }, { anyOf: names.map((name) => ({ required: [name] })) }],
}); // ext-1
const NOT_NEGATIVE: Schema = { type: 'number', minimum: 0 };
const NOT_BOTH = (one: string, other: string): Schema => ({ not: { required: [one, other] } });

const INVARIANTS: Readonly<Record<string, readonly Schema[]>> = {
  Quantity: [CODE_NEEDS_SYSTEM],
  SimpleQuantity: [CODE_NEEDS_SYSTEM],
  Age: [CODE_NEEDS_SYSTEM],
  Count: [CODE_NEEDS_SYSTEM],
  Distance: [CODE_NEEDS_SYSTEM],
  // drt-1
  Duration: [
    CODE_NEEDS_SYSTEM,
    { dependentRequired: { value: ['code'] } },
    { properties: { system: { const: UCUM } } },
  ],
  // rat-1
  Ratio: [
    { anyOf: [{ required: ['numerator', 'denominator'] }, { required: ['extension'] }] },
    { dependentRequired: { numerator: ['denominator'], denominator: ['numerator'] } },
  ],
  Attachment: [{ dependentRequired: { data: ['contentType'] } }], // att-1
  ContactPoint: [{ dependentRequired: { value: ['system'] } }], // cpt-2
  Expression: [{ anyOf: [{ required: ['expression'] }, { required: ['reference'] }] }], // exp-1
  Reference: [
    { anyOf: ['reference', 'identifier', 'display', 'extension'].map((name) => ({ required: [name] })) }, // an empty link says nothing
  ],
  'Timing.repeat': [
    {
      // tim-1, tim-2, tim-6, tim-7, tim-8, tim-9
      dependentRequired: {
        duration: ['durationUnit'],
        period: ['periodUnit'],
        periodMax: ['period'],
        durationMax: ['duration'],
        countMax: ['count'],
        offset: ['when'],
      },
    },
    NOT_BOTH('timeOfDay', 'when'), // tim-10
    { properties: { period: NOT_NEGATIVE, duration: NOT_NEGATIVE } }, // tim-4, tim-5
  ],
  'ValueSet.compose.include': [
    { anyOf: [{ required: ['valueSet'] }, { required: ['system'] }] }, // vsd-1
    { dependentRequired: { concept: ['system'], filter: ['system'] } }, // vsd-2
    NOT_BOTH('concept', 'filter'), // vsd-3
  ],
  ServiceRequest: [{ dependentRequired: { orderDetail: ['code'] } }], // prr-1
};

/** The schemas that hold beside the structure of a type. */
export function invariantsOf(name: string, propertyNames: readonly string[]): readonly Schema[] {
  if (name === 'Extension') return [VALUE_OR_EXTENSION(propertyNames.filter((property) => /^value/u.test(property)))];
  return INVARIANTS[name] ?? [];
}
