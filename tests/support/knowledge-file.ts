// Reads a file under hooks/ and checks it against its JSON Schema, independently of the loader.
import { readdirSync, readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { parse } from 'yaml';
import { describeError } from './r4-schema.ts';

const HOOKS = new URL('../../hooks/', import.meta.url);

/** The parsed content of a YAML file under hooks/. */
export function readKnowledge(file: string): unknown {
  return parse(readFileSync(new URL(file, HOOKS), 'utf8'), { uniqueKeys: true, merge: false });
}

/** The names of the files of a folder under hooks/. */
export function knowledgeFiles(folder: string): readonly string[] {
  return readdirSync(new URL(folder, HOOKS)).map((name) => `${folder}/${name}`);
}

/** Everything in which the content breaks the schema hooks/schemas/<name>.schema.json. */
export function schemaBreaches(name: string, content: unknown): readonly string[] {
  const text = readFileSync(new URL(`schemas/${name}.schema.json`, HOOKS), 'utf8');
  const ajv = new Ajv2020({ strict: true, strictRequired: false, allowUnionTypes: true, allErrors: true });
  const validate = ajv.compile(JSON.parse(text) as Readonly<Record<string, unknown>>);
  return validate(content) ? [] : (validate.errors ?? []).map(describeError);
}
