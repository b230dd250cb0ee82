// The part of FHIRPath that the knowledge may use, as a tree. A missing `of` means: starts at `$this`.

/** A constant; `type` is its FHIR type. */
export interface Literal {
  readonly kind: 'literal';
  readonly type: 'string' | 'boolean' | 'decimal' | 'date' | 'Quantity';
  readonly written: string;
}

/** `%name`. */
export interface Variable {
  readonly kind: 'variable';
  readonly name: string;
}

/** `$this`. */
export interface This {
  readonly kind: 'this';
}

/** `of.name`. */
export interface ElementStep {
  readonly kind: 'element';
  readonly of: Expression | undefined;
  readonly name: string;
}

/** `of.name(...)`. */
export interface Call {
  readonly kind: 'call';
  readonly of: Expression | undefined;
  readonly name: string;
  readonly arguments: readonly Expression[];
}

/** `of.ofType(Quantity)`, `of as Quantity`, `of is Quantity`. */
export interface Narrowing {
  readonly kind: 'narrowing';
  readonly of: Expression | undefined;
  readonly how: 'ofType' | 'as' | 'is';
  readonly type: string;
}

/** `left operator right`. */
export interface Operation {
  readonly kind: 'operation';
  readonly operator: string;
  readonly left: Expression;
  readonly right: Expression;
}

/** Any expression. */
export type Expression = Literal | Variable | This | ElementStep | Call | Narrowing | Operation;

/** The expression as FHIRPath again, for messages. A path is written as its beginning plus the rest. */
export function writeExpression(expression: Expression): string {
  switch (expression.kind) {
    case 'literal':
      return expression.written;
    case 'variable':
      return `%${expression.name}`;
    case 'this':
      return '$this';
    case 'element':
      return writeStep(expression.of, expression.name);
    case 'call':
      return writeStep(expression.of, `${expression.name}(${expression.arguments.map(writeExpression).join(', ')})`);
    case 'narrowing':
      if (expression.how === 'is') return `${writeOperand(expression.of ?? { kind: 'this' })} is ${expression.type}`;
      return writeStep(expression.of, `${expression.how}(${expression.type})`);
    case 'operation':
      return `${writeOperand(expression.left)} ${expression.operator} ${writeOperand(expression.right)}`;
  }
}

/** The expression as part of a larger one: in brackets unless it binds tightest anyway. */
export function writeOperand(expression: Expression): string {
  const loose = expression.kind === 'operation' || (expression.kind === 'narrowing' && expression.how === 'is');
  return loose ? `(${writeExpression(expression)})` : writeExpression(expression);
}

function writeStep(of: Expression | undefined, step: string): string {
  return of === undefined ? step : `${writeOperand(of)}.${step}`;
}
