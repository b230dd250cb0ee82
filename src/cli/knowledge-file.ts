// A file of the knowledge folder that the service itself does not read: checked against its schema all the same.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JsonObject } from '../fhir/types.ts';
import { KnowledgeError } from '../knowledge/knowledge-error.ts';
import { KnowledgeSchemas } from '../knowledge/schemas.ts';
import { parseSource } from '../knowledge/source-file.ts';

/** Reads `<name>.yaml` by `schemas/<name>.schema.json`. Throws KnowledgeError with file and line. */
export function readKnowledgeFile(folder: string, name: string): unknown {
  const schema = parseSource(`schemas/${name}.schema.json`, read(folder, `schemas/${name}.schema.json`));
  const file = parseSource(`${name}.yaml`, read(folder, `${name}.yaml`));
  new KnowledgeSchemas(new Map([[name, schema.data as JsonObject]])).check(name, file);
  return file.data;
}

function read(folder: string, name: string): string {
  const path = join(folder, name);
  if (!existsSync(path)) throw new KnowledgeError(name, undefined, 'the file is missing');
  return readFileSync(path, 'utf8');
}
