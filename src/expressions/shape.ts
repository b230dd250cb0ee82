// What an expression can come out as, known without any record.
import { ExpressionError } from './expression-error.ts';
import { lineage } from './r4-elements.ts';
import { writeExpression, writeOperand, type Expression } from './syntax.ts';

/** The possible types of the values and, when there can be several of them, the part of the path that repeats. */
export interface Shape {
  readonly types: readonly string[];
  readonly repeated: Expression | undefined;
}

/** Values that can be compared with their like. */
export type Kind = 'text' | 'number' | 'boolean' | 'date' | 'quantity';

/** One true or false. */
export const BOOLEAN: Shape = { types: ['boolean'], repeated: undefined };

const KIND_OF_TYPE: Readonly<Record<string, Kind>> = {
  ...{ string: 'text', uri: 'text', base64Binary: 'text', 'System.String': 'text' },
  ...{ integer: 'number', decimal: 'number', boolean: 'boolean', date: 'date', Quantity: 'quantity' },
};

/** Which kinds of value are needed, for what, and which one the other side suggests. */
export interface KindNeeded {
  readonly allowed: readonly Kind[];
  readonly preferred?: Kind | undefined;
  readonly purpose: string;
}

/** The kind of all possible values, when it is one. */
export function onlyKind(shape: Shape): Kind | undefined {
  const [kind, ...others] = new Set(shape.types.map(kindOf));
  return others.length === 0 ? kind : undefined;
}

/** Refuses an expression whose values can be of another kind than the allowed. */
export function requireKind(shape: Shape, expression: Expression, needed: KindNeeded): void {
  const kind = onlyKind(shape);
  if (kind !== undefined && needed.allowed.includes(kind)) return;
  const reason = `${needed.purpose}, but ${writeExpression(expression)} is ${describeTypes(shape.types)}`;
  const written = writeOperand(expression);
  if (shape.types.length > 1) {
    const chosen = choiceFor(shape.types, needed);
    const inDays = chosen === 'dateTime' ? '.dateOf()' : '';
    throw new ExpressionError(`${reason}: choose one, as in ${written}.ofType(${chosen})${inDays}`);
  }
  throw new ExpressionError(`${reason}${INSTEAD_OF_TYPE[shape.types[0] ?? '']?.(written) ?? ''}`);
}

function choiceFor(types: readonly string[], { allowed, preferred }: KindNeeded): string {
  if (preferred === 'date' && types.includes('dateTime')) return 'dateTime';
  const kinds = preferred === undefined ? allowed : [preferred];
  return types.find((type) => kinds.some((kind) => kind === kindOf(type))) ?? types[0] ?? '';
}

function kindOf(type: string): Kind | undefined {
  return lineage(type)
    .map((candidate) => KIND_OF_TYPE[candidate])
    .find((kind) => kind !== undefined);
}

/** The types in words, the long lists of R4 shortened. */
export function describeTypes(types: readonly string[]): string {
  const [first, ...others] = types;
  if (first === undefined) return 'nothing';
  if (others.length === 0) return `of type ${first}`;
  return `one of ${types.slice(0, MOST_NAMED).join(', ')}${types.length > MOST_NAMED ? ', ...' : ''}`;
}

const MOST_NAMED = 12;

const INSTEAD_OF_TYPE: Readonly<Record<string, (written: string) => string>> = {
  CodeableConcept: (written) => `: write ${written}.coding.exists(code = '...')`,
  Coding: (written) => `: write ${written}.code`,
  Reference: (written) => `: write ${written}.reference`,
  dateTime: inDays,
  instant: inDays,
};

function inDays(written: string): string {
  return `, and a moment depends on the time zone: write ${written}.dateOf()`;
}

/** Refuses an expression that can hold several values where one is needed; `rewrite` gets the part behind the dot. */
export function requireSingle(
  shape: Shape,
  expression: Expression,
  rewrite: (rest: string) => string | undefined,
): void {
  if (shape.repeated === undefined) return;
  const whole = writeExpression(expression);
  const head = writeOperand(shape.repeated);
  const rest = whole.startsWith(`${head}.`) ? whole.slice(head.length + 1) : '$this';
  const criterion = rewrite(rest) ?? '...';
  throw new ExpressionError(
    `${whole} can hold several values, and this question needs one: ` +
      `write ${head}.exists(${criterion}) or ${head}.where(${criterion}).exists()`,
  );
}

/** Refuses what does not come out as one true or false. */
export function requireBoolean(shape: Shape, expression: Expression, purpose: string): void {
  const types = new Set(shape.types);
  if (types.size === 1 && types.has('boolean')) {
    requireSingle(shape, expression, (rest) => `${rest} = true`);
    return;
  }
  const written = writeOperand(expression);
  const choice = shape.types.includes('boolean')
    ? `choose one, as in ${written}.ofType(boolean)`
    : `compare it, or ask ${written}.exists()`;
  throw new ExpressionError(
    `${purpose} must come out as true or false, but ${written} is ${describeTypes(shape.types)}: ${choice}`,
  );
}
