// From the syntax tree of the fhirpath library, which is untyped, to the part of FHIRPath that the knowledge may use.
import fhirpath from 'fhirpath';
import { ExpressionError } from './expression-error.ts';
import { writeExpression, type Expression, type Literal } from './syntax.ts';

interface Node {
  readonly type: string;
  readonly text?: string;
  readonly delimitedText?: string;
  readonly value?: string;
  readonly unit?: string;
  readonly children?: readonly Node[];
}

/** Parses an expression. Throws ExpressionError for what is no FHIRPath and for constructs outside the allowed part. */
export function parseExpression(text: string): Expression {
  return read(parse(text));
}

function parse(text: string): Node {
  try {
    return fhirpath.parse(text) as Node;
  } catch (error) {
    throw new ExpressionError(`this is no FHIRPath: ${firstProblem(error)}${syntaxHint(text)}`, {
      cause: error,
    });
  }
}

/** The first problem without the list of all that could have stood there. */
function firstProblem(error: unknown): string {
  const [line = ''] = error instanceof Error ? error.message.split('\n') : [];
  return line.replace(/^line: \d+; column: (\d+); message: /u, 'at column $1, ').replace(/ expecting \{.*$/u, '');
}

const SYNTAX_HINTS: readonly (readonly [pattern: RegExp, hint: string])[] = [
  [/^\s*$/u, 'the expression is empty'],
  [/"/u, "texts stand in single quotes: 'active'"],
  [/==/u, 'equality is a single ='],
  [/&&|\|\|/u, 'write "and" and "or"'],
  [/!(?![=~])/u, 'negation is written behind: (...).not()'],
];

function syntaxHint(text: string): string {
  const found = SYNTAX_HINTS.find(([pattern]) => pattern.test(text));
  return found === undefined ? '' : `. Hint: ${found[1]}`;
}

const WRAPPERS = new Set(['EntireExpression', 'TermExpression', 'InvocationTerm', 'LiteralTerm', 'ParenthesizedTerm']);

const LITERALS: Readonly<Record<string, Literal['type']>> = {
  StringLiteral: 'string',
  BooleanLiteral: 'boolean',
  NumberLiteral: 'decimal',
  DateLiteral: 'date',
  QuantityLiteral: 'Quantity',
};

const OPERATIONS = new Set([
  ...['UnionExpression', 'InequalityExpression', 'EqualityExpression', 'MembershipExpression', 'AndExpression'],
  ...['OrExpression', 'ImpliesExpression', 'AdditiveExpression', 'MultiplicativeExpression'],
]);

const REFUSED: Readonly<Record<string, string>> = {
  NullLiteral: '"{}" (nothing) compares with nothing: ask with .empty() or .exists()',
  DateTimeLiteral: 'a moment depends on the time zone: write a date, as in @2026-03-02',
  TimeLiteral: 'times of day are not compared: write a date, as in @2026-03-02',
  LongNumberLiteral: 'write the number without L',
  InstanceSelectorTerm: 'new objects cannot be made here: ask about elements of the record',
  IndexerExpression:
    'an index such as [0] depends on the order in which the record lists things: write .exists(...) or .where(...)',
  IndexInvocation: '$index depends on the order in which the record lists things: leave it out',
  TotalInvocation: '$total is not available: count with .count()',
};

function read(node: Node): Expression {
  const refusal = REFUSED[node.type];
  if (refusal !== undefined) throw new ExpressionError(refusal);
  if (WRAPPERS.has(node.type)) return read(child(node, 0));
  const type = LITERALS[node.type];
  if (type !== undefined) return { kind: 'literal', type, written: literalText(node) };
  if (OPERATIONS.has(node.type)) {
    return { kind: 'operation', operator: textOf(node), left: read(child(node, 0)), right: read(child(node, 1)) };
  }
  switch (node.type) {
    case 'InvocationExpression':
      return readStep(child(node, 1), read(child(node, 0)));
    case 'TypeExpression':
      return narrowing(textOf(node), read(child(node, 0)), textOf(child(node, 1)));
    case 'ExternalConstantTerm':
      return { kind: 'variable', name: node.delimitedText ?? textOf(node) };
    case 'PolarityExpression':
      return readSigned(node);
    default:
      return readStep(node, undefined);
  }
}

function readStep(node: Node, of: Expression | undefined): Expression {
  if (node.type === 'ThisInvocation' && of === undefined) return { kind: 'this' };
  if (node.type === 'MemberInvocation') return { kind: 'element', of, name: unquoted(textOf(node)) };
  if (node.type !== 'FunctionInvocation') {
    throw new ExpressionError(
      `"${node.text ?? node.type}" cannot be used here: write a path, a comparison, a function`,
    );
  }
  const name = unquoted(textOf(node));
  const parameters = child(node, 0).children?.find(({ type }) => type === 'ParamList')?.children ?? [];
  const first = parameters[0];
  if (name === 'is' || name === 'as' || name === 'ofType') {
    if (first !== undefined && parameters.length === 1) return narrowing(name, of, writeExpression(read(first)));
    throw new ExpressionError(`${name}(...) takes one type, as in value.${name}(Quantity)`);
  }
  return { kind: 'call', of, name, arguments: parameters.map(read) };
}

function narrowing(how: string, of: Expression | undefined, type: string): Expression {
  return { kind: 'narrowing', of, how: how === 'is' || how === 'as' ? how : 'ofType', type: type.replace(/`/gu, '') };
}

/** The library turns a sign before an element into an error when run, so a sign belongs to a number. */
function readSigned(node: Node): Expression {
  const value = read(child(node, 0));
  if (value.kind !== 'literal' || (value.type !== 'decimal' && value.type !== 'Quantity')) {
    throw new ExpressionError(`a sign stands only before a number, not before ${writeExpression(value)}`);
  }
  return { ...value, written: `${textOf(node)}${value.written}` };
}

function literalText(node: Node): string {
  return node.value === undefined ? textOf(node) : `${node.value} ${node.unit ?? ''}`.trim();
}

function unquoted(name: string): string {
  return name.replace(/^`(.*)`$/u, '$1');
}

function textOf(node: Node): string {
  return node.text ?? '';
}

function child(node: Node, index: number): Node {
  const found = node.children?.[index];
  if (found === undefined) throw new ExpressionError(`"${node.text ?? node.type}" is incomplete`);
  return found;
}
