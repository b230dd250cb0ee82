// Writes r4-schema/r4.schema.json, the strict JSON Schema of the R4 resources that the service sends.
// Run by hand when a resource type is added: npx tsx tests/support/generate-r4-schema.ts && npx prettier --write tests/support/r4-schema
import { writeFileSync } from 'node:fs';
import { readDefinitions } from './r4-schema/definitions.ts';
import { schemaOfTypes } from './r4-schema/schema-of-types.ts';

const SENT = ['CodeSystem', 'MedicationRequest', 'OperationOutcome', 'ServiceRequest', 'ValueSet'];

const schema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'https://midback-cds.com/schemas/r4.schema.json',
  $comment: 'Generated from the HL7 FHIR R4 (4.0.1) StructureDefinitions, licence CC0. Do not edit by hand.',
  $defs: schemaOfTypes(SENT, readDefinitions()),
};
writeFileSync(new URL('./r4-schema/r4.schema.json', import.meta.url), `${JSON.stringify(schema, null, 2)}\n`);
