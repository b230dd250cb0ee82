// The table of drug products: which ingredients an RxNorm product code holds, in which form and strength.
// EHR orders name products, rules name ingredients; this file is the step between them.

import { KnowledgeError } from './knowledge-error.ts';

/** Where a product acts: in the whole body, through or on the skin, or only at one other site (eye, ear, nose ...). */
export type RouteClass = 'systemic' | 'topical' | 'local';

/** One product, brand or product component. */
export interface DrugProduct {
  /** RxNorm ingredient codes; the lower-case name where an ingredient has no code. */
  readonly ingredients: readonly string[];
  /** `undefined` when the code does not settle the form (brand names, strengths without a dose form). */
  readonly route: RouteClass | undefined;
  /** Milligrams per tablet, capsule, film or other solid unit, one entry per ingredient in the same order. */
  readonly strengthsMg: readonly (number | undefined)[];
  /** RxNorm dose form, '' when the code has none. */
  readonly form: string;
  /** A mark that rules need: `3-percent-gel`, `cough-cold` or `naproxen-sodium`. */
  readonly note?: string;
}

/** The loaded table. */
export interface DrugProducts {
  readonly size: number;
  /** The product behind an RxNorm code, or undefined when the table does not know it. */
  productFor(rxnormCode: string): DrugProduct | undefined;
}

const FILE = 'drugs/products.csv';
const HEADER = 'code,ingredients,route,strength_mg,form,note';
const COLUMNS = HEADER.split(',').length;
const CODE = /^\d+$/;
const STRENGTH = /^\d+(?:\.\d+)?$/;
const ROUTES: ReadonlyMap<string, RouteClass | undefined> = new Map<string, RouteClass | undefined>([
  ['systemic', 'systemic'],
  ['topical', 'topical'],
  ['local', 'local'],
  ['', undefined],
]);

/** Reads the text of `hooks/drugs/products.csv`; a malformed row is a KnowledgeError with its line. */
export function loadDrugProducts(csvText: string): DrugProducts {
  const [header = '', ...rows] = csvText.split('\n');
  if (withoutReturn(header) !== HEADER) throw new KnowledgeError(FILE, 1, `expected the header "${HEADER}"`);
  const table: Table = { products: new Map(), ingredientLists: new Map() };
  rows.forEach((row, index) => {
    const line = withoutReturn(row);
    if (line !== '') addRow(table, line, index + 2);
  });
  const { products } = table;
  return { size: products.size, productFor: (rxnormCode) => products.get(rxnormCode) };
}

/** The table while it grows. Thousands of rows share a few hundred ingredient lists: each is made once. */
interface Table {
  readonly products: Map<string, DrugProduct>;
  readonly ingredientLists: Map<string, readonly string[]>;
}

function withoutReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}

function addRow({ products, ingredientLists }: Table, line: string, lineNumber: number): void {
  const cells = line.split(',');
  if (cells.length !== COLUMNS) {
    throw new KnowledgeError(FILE, lineNumber, `expected ${COLUMNS} columns, found ${cells.length}`);
  }
  const [code = '', ingredientCell = '', routeCell = '', strengthCell = '', form = '', note = ''] = cells;
  if (!CODE.test(code)) throw new KnowledgeError(FILE, lineNumber, `"${code}" is not an RxNorm code`);
  if (products.has(code)) throw new KnowledgeError(FILE, lineNumber, `code ${code} has a row already`);
  const ingredients = ingredientLists.get(ingredientCell) ?? readIngredients(ingredientCell, lineNumber);
  ingredientLists.set(ingredientCell, ingredients);
  const route = readRoute(routeCell, lineNumber);
  const strengthsMg = readStrengths(strengthCell, ingredients.length, lineNumber);
  const product = { ingredients, route, strengthsMg, form };
  products.set(code, note === '' ? product : { ...product, note });
}

function readIngredients(cell: string, lineNumber: number): readonly string[] {
  const ingredients = cell.split('+');
  if (ingredients.includes('')) throw new KnowledgeError(FILE, lineNumber, 'an ingredient is empty');
  return ingredients;
}

function readRoute(cell: string, lineNumber: number): RouteClass | undefined {
  if (!ROUTES.has(cell)) {
    throw new KnowledgeError(FILE, lineNumber, `route "${cell}" is none of systemic, topical, local or empty`);
  }
  return ROUTES.get(cell);
}

function readStrengths(cell: string, count: number, lineNumber: number): readonly (number | undefined)[] {
  if (cell === '') return new Array<undefined>(count).fill(undefined);
  const parts = cell.split('+');
  if (parts.length !== count) {
    throw new KnowledgeError(FILE, lineNumber, `${parts.length} strengths for ${count} ingredients`);
  }
  return parts.map((part) => readStrength(part, lineNumber));
}

function readStrength(part: string, lineNumber: number): number | undefined {
  if (part === '') return undefined;
  if (!STRENGTH.test(part) || Number(part) === 0) {
    throw new KnowledgeError(FILE, lineNumber, `strength "${part}" is not a number of milligrams`);
  }
  return Number(part);
}
