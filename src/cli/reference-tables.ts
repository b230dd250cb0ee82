// Reference tables of codes (`all-codes.csv`: system, code, display, groups), to hold value sets against.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CommandError } from './command-error.ts';

/** A code of the tables. */
export interface ReferenceRow {
  /** URI. */
  readonly system: string;
  readonly code: string;
  readonly display: string;
  readonly groups: readonly string[];
}

const FILE = 'all-codes.csv';
const HEADER = ['system', 'code', 'display', 'groups'];

/** Short names of the code systems, as the tables and people use them. */
export const SYSTEM_NAMES: ReadonlyMap<string, string> = new Map([
  ['http://snomed.info/sct', 'SNOMED'],
  ['http://hl7.org/fhir/sid/icd-10-cm', 'ICD10CM'],
  ['http://www.nlm.nih.gov/research/umls/rxnorm', 'RXNORM'],
  ['http://loinc.org', 'LOINC'],
  ['http://www.ama-assn.org/go/cpt', 'CPT'],
  ['http://www.whocc.no/atc', 'ATC'],
]);

/** Reads the tables of a folder. Rows of other systems are of no use here. Throws CommandError. */
export function readReferenceTables(folder: string): readonly ReferenceRow[] {
  const path = join(folder, FILE);
  if (!existsSync(path)) throw new CommandError('unreadable', `${path}: there is no such file`);
  const [header = [], ...rows] = readFileSync(path, 'utf8').split(/\r?\n/).map(cellsOf);
  if (HEADER.some((name, index) => header[index] !== name)) {
    throw new CommandError('unreadable', `${path}: expected the columns ${HEADER.join(', ')}`);
  }
  const uris = new Map([...SYSTEM_NAMES].map(([uri, name]) => [name, uri]));
  return rows.flatMap(([name = '', code = '', display = '', groups = '']) => {
    const system = uris.get(name);
    return system === undefined ? [] : [{ system, code, display, groups: groups.split('|') }];
  });
}

/** The cells of a line; a quoted cell may hold commas and doubled quotes. */
function cellsOf(line: string): readonly string[] {
  const cells = line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g);
  return [...cells].map(([, quoted, bare]) => quoted?.replaceAll('""', '"') ?? bare ?? '');
}
