// The functions that the knowledge may use, and what to write instead of the others.
import { ExpressionError } from './expression-error.ts';
import { isPrimitive } from './r4-elements.ts';
import { BOOLEAN, describeTypes, requireBoolean, requireKind, requireSingle, type Shape } from './shape.ts';
import { writeExpression, writeOperand, type Call, type Expression } from './syntax.ts';

/** What is around a call: its input, its parameters as seen from outside, and a criterion as seen by one value. */
export interface CallSite {
  readonly input: Shape;
  readonly shapeOfArgument: (argument: Expression) => Shape;
  readonly shapeOfCriterion: (criterion: Expression) => Shape;
}

type Check = (call: Call, site: CallSite) => Shape;

interface FunctionRule {
  readonly parameters: readonly number[];
  readonly check: Check;
}

const FUNCTIONS: Readonly<Record<string, FunctionRule>> = {
  where: { parameters: [1], check: filtered },
  exists: { parameters: [0, 1], check: asked },
  all: { parameters: [1], check: asked },
  empty: { parameters: [0], check: () => BOOLEAN },
  not: { parameters: [0], check: negated },
  count: { parameters: [0], check: () => ({ types: ['integer'], repeated: undefined }) },
  hasValue: { parameters: [0], check: valued },
  extension: { parameters: [1], check: extended },
  lower: { parameters: [0], check: changedText },
  upper: { parameters: [0], check: changedText },
  trim: { parameters: [0], check: changedText },
  startsWith: { parameters: [1], check: comparedText },
  endsWith: { parameters: [1], check: comparedText },
  contains: { parameters: [1], check: comparedText },
  dateOf: { parameters: [0], check: dated },
};

/** The names of the functions that the knowledge may use. */
export const FUNCTION_NAMES: readonly string[] = [...Object.keys(FUNCTIONS), 'is', 'as', 'ofType'];

/** What a call comes out as. Throws ExpressionError for functions and uses that are not allowed. */
export function shapeOfCall(call: Call, site: CallSite): Shape {
  const rule = Object.hasOwn(FUNCTIONS, call.name) ? FUNCTIONS[call.name] : undefined;
  if (rule === undefined) throw new ExpressionError(refusalOf(call.name));
  if (!rule.parameters.includes(call.arguments.length)) {
    const count = rule.parameters.join(' or ');
    throw new ExpressionError(`${call.name}(...) takes ${count} parameter(s), here are ${call.arguments.length}`);
  }
  return rule.check(call, site);
}

const TODAY = 'the clock of the server is out of reach: write %today';
const ORDER = 'the order in which a record lists things means nothing: write .exists(...) or .where(...)';
const TEXT_PATTERNS = 'free text is matched by the patterns of the knowledge, not here';
const PATHS = 'name the elements one by one, as in component.code.coding';

const INSTEAD: Readonly<Record<string, string>> = {
  ...{ today: TODAY, now: TODAY, timeOfDay: TODAY },
  ...{ first: ORDER, last: ORDER, single: ORDER, tail: ORDER, skip: ORDER, take: ORDER, sort: ORDER },
  ...{ matches: TEXT_PATTERNS, matchesFull: TEXT_PATTERNS, replaceMatches: TEXT_PATTERNS },
  ...{ children: PATHS, descendants: PATHS, repeat: PATHS, select: PATHS },
  resolve: 'nothing is fetched while a rule is evaluated: ask about the Reference itself, as in subject.reference',
  memberOf: 'codes belong in a value set of the knowledge, which the criterion names beside this expression',
  trace: 'the record is never printed: leave trace(...) out',
  iif: 'write the two cases with "and" and "or"',
};

function refusalOf(name: string): string {
  const instead = Object.hasOwn(INSTEAD, name) ? INSTEAD[name] : undefined;
  return `the function ${name}() is not available: ${instead ?? `there are ${FUNCTION_NAMES.join(', ')}`}`;
}

function filtered(call: Call, site: CallSite): Shape {
  checkCriterion(call, site);
  return { types: site.input.types, repeated: site.input.repeated === undefined ? undefined : call };
}

function asked(call: Call, site: CallSite): Shape {
  checkCriterion(call, site);
  return BOOLEAN;
}

function checkCriterion(call: Call, { shapeOfCriterion }: CallSite): void {
  const [criterion] = call.arguments;
  if (criterion === undefined) return;
  requireBoolean(shapeOfCriterion(criterion), criterion, `what ${call.name}(...) asks`);
  if (call.name === 'all' || isComputed(criterion)) return;
  // The library takes every value that is there, `false` too, for a hit (fhirpath 5.2.2, whereMacro).
  const written = writeOperand(criterion);
  throw new ExpressionError(`${call.name}(${written}) is also true for a recorded "false": write ${written} = true`);
}

/** True for what comes out as a fresh true or false, and is not an element of the record. */
function isComputed(criterion: Expression): boolean {
  if (criterion.kind === 'narrowing') return criterion.how === 'is';
  if (criterion.kind === 'call') return criterion.name !== 'where';
  return criterion.kind === 'operation' || criterion.kind === 'literal';
}

function negated(call: Call, { input }: CallSite): Shape {
  requireBoolean(input, receiver(call), 'what not() negates');
  return BOOLEAN;
}

function valued(call: Call, { input }: CallSite): Shape {
  requireSingle(input, receiver(call), (rest) => `${rest}.hasValue()`);
  if (input.types.every(isPrimitive)) return BOOLEAN;
  const written = writeExpression(receiver(call));
  throw new ExpressionError(
    `hasValue() asks about a plain value, but ${written} is ${describeTypes(input.types)}: write ${written}.exists()`,
  );
}

function extended(call: Call): Shape {
  const [url] = call.arguments;
  if (url?.kind !== 'literal' || url.type !== 'string') {
    throw new ExpressionError("extension(...) takes the url of the extension in quotes: extension('http://...')");
  }
  return { types: ['Extension'], repeated: call };
}

function changedText(call: Call, { input }: CallSite): Shape {
  requireText(call, input);
  return { types: ['string'], repeated: undefined };
}

function comparedText(call: Call, { input, shapeOfArgument }: CallSite): Shape {
  requireText(call, input);
  for (const argument of call.arguments) {
    const shape = shapeOfArgument(argument);
    requireSingle(shape, argument, () => undefined);
    requireKind(shape, argument, { allowed: ['text'], purpose: `${call.name}(...) looks for a text` });
  }
  return BOOLEAN;
}

function requireText(call: Call, input: Shape): void {
  const step = writeExpression({ ...call, of: undefined });
  requireSingle(input, receiver(call), (rest) => `${rest}.${step}`);
  requireKind(input, receiver(call), { allowed: ['text'], purpose: `${call.name}() works on a text` });
}

function dated(call: Call, { input }: CallSite): Shape {
  const of = receiver(call);
  requireSingle(input, of, (rest) => `${rest}.dateOf() <= %today`);
  if (input.types.every((type) => DATED.has(type))) return { types: ['date'], repeated: undefined };
  const chosen = input.types.find((type) => DATED.has(type));
  const hint = chosen === undefined ? '' : `: choose one, as in ${writeOperand(of)}.ofType(${chosen}).dateOf()`;
  throw new ExpressionError(
    `dateOf() works on a date or dateTime, but ${writeExpression(of)} is ${describeTypes(input.types)}${hint}`,
  );
}

const DATED = new Set(['date', 'dateTime', 'instant']);

function receiver(call: Call): Expression {
  return call.of ?? { kind: 'this' };
}
