// Which operators may stand between what.
import { ExpressionError } from './expression-error.ts';
import { BOOLEAN, onlyKind, requireBoolean, requireKind, requireSingle, type Kind, type Shape } from './shape.ts';
import { writeExpression, writeOperand, type Expression, type Operation } from './syntax.ts';

/** What `left operator right` comes out as. Throws ExpressionError for what can never be true, or fails when run. */
export function shapeOfOperation(operation: Operation, left: Shape, right: Shape): Shape {
  switch (operation.operator) {
    case 'and':
    case 'or':
    case 'xor':
    case 'implies':
      requireBoolean(left, operation.left, `both sides of "${operation.operator}"`);
      requireBoolean(right, operation.right, `both sides of "${operation.operator}"`);
      return BOOLEAN;
    case '=':
    case '!=':
    case '~':
    case '!~':
      return comparison(operation, left, right, ['text', 'number', 'boolean', 'date']);
    case '<':
    case '<=':
    case '>':
    case '>=':
      return comparison(operation, left, right, ['number', 'date', 'quantity']);
    case 'in':
      requireSingle(left, operation.left, (rest) => `${rest} in ${writeOperand(operation.right)}`);
      return requireSameKind(operation, left, right, ['text', 'number', 'date']);
    case 'contains':
      requireSingle(right, operation.right, () => undefined);
      return requireSameKind(operation, left, right, ['text', 'number', 'date']);
    case '|':
      return { types: [...new Set([...left.types, ...right.types])], repeated: operation };
    case '+':
    case '-':
      return dateArithmetic(operation, left);
    default:
      throw new ExpressionError(
        `"${operation.operator}" is not available: expressions compare what the record says and do not calculate`,
      );
  }
}

function comparison(operation: Operation, left: Shape, right: Shape, kinds: readonly Kind[]): Shape {
  const { operator } = operation;
  refuseList(operation);
  requireSingle(left, operation.left, (rest) => withConstant(operation.right, (side) => `${rest} ${operator} ${side}`));
  requireSingle(right, operation.right, (rest) =>
    withConstant(operation.left, (side) => `${side} ${operator} ${rest}`),
  );
  return requireSameKind(operation, left, right, kinds);
}

/** `code = ('a' | 'b')` compares one value with both at once, which is never true. */
function refuseList({ operator, left, right }: Operation): void {
  if (right.kind !== 'operation' || right.operator !== '|') return;
  throw new ExpressionError(
    `"${operator}" compares with one value: for a list write ${writeOperand(left)} in ${writeOperand(right)}`,
  );
}

/** A path on the other side would start elsewhere once inside exists(...), so only constants go into a hint. */
function withConstant(side: Expression, write: (written: string) => string): string | undefined {
  return side.kind === 'literal' || side.kind === 'variable' ? write(writeOperand(side)) : undefined;
}

function requireSameKind(operation: Operation, left: Shape, right: Shape, kinds: readonly Kind[]): Shape {
  refuseDifferentKinds(operation, onlyKind(left), onlyKind(right));
  const purpose = `"${operation.operator}" compares ${kinds.join(', ')}`;
  requireKind(left, operation.left, {
    allowed: kinds,
    preferred: onlyKind(right),
    purpose: purpose + quantityHint(left, kinds),
  });
  requireKind(right, operation.right, {
    allowed: kinds,
    preferred: onlyKind(left),
    purpose: purpose + quantityHint(right, kinds),
  });
  return BOOLEAN;
}

function refuseDifferentKinds(operation: Operation, left: Kind | undefined, right: Kind | undefined): void {
  if (left === undefined || right === undefined || left === right) return;
  const spelling = SPELLING[left] ?? SPELLING[right];
  throw new ExpressionError(
    `${writeExpression(operation.left)} is a ${left} and ${writeExpression(operation.right)} a ${right}, ` +
      `which never fit${spelling === undefined ? '' : `: ${spelling}`}`,
  );
}

const SPELLING: Readonly<Partial<Record<Kind, string>>> = {
  quantity: "a quantity is a number with its unit, as in 30 'mL/min'",
  date: 'a date is written as @2026-03-02',
};

// Equality of quantities is silently false when the record has no UCUM code, while <= and >= fail openly.
function quantityHint(shape: Shape, kinds: readonly Kind[]): string {
  return shape.types.includes('Quantity') && !kinds.includes('quantity') ? ' (quantities: use <= and >=)' : '';
}

function dateArithmetic(operation: Operation, left: Shape): Shape {
  const purpose = `"${operation.operator}" moves a date`;
  requireSingle(left, operation.left, () => undefined);
  requireKind(left, operation.left, { allowed: ['date'], purpose });
  const { right } = operation;
  if (right.kind === 'literal' && /^\d+ (?:day|week|month|year)s?$/u.test(right.written)) return left;
  throw new ExpressionError(
    `${purpose} by whole days, weeks, months or years, as in %today ${operation.operator} 90 days`,
  );
}
