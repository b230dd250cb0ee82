// Finds at load what FHIRPath would only show by being silently false: fhirpath answers a misspelt element with
// "nothing", and `x.coding.code = '...'` is false as soon as a concept has two codings.
import { ExpressionError } from './expression-error.ts';
import { FUNCTION_NAMES, shapeOfCall } from './functions.ts';
import { checkLiteral } from './literals.ts';
import { shapeOfNarrowing } from './narrowing.ts';
import { shapeOfOperation } from './operators.ts';
import { parseExpression } from './parse-expression.ts';
import { choiceMeantBy, elementNames, elementOf, isPrimitive, isResourceType } from './r4-elements.ts';
import { describeTypes, requireBoolean, type Shape } from './shape.ts';
import { writeExpression, type Call, type ElementStep, type Expression } from './syntax.ts';

/** Checks an expression over a resource type. Throws ExpressionError with what to write instead. */
export function lintExpression(expression: string, resourceType: string): void {
  if (!isResourceType(resourceType)) throw new ExpressionError(`${resourceType} is no resource type of FHIR R4`);
  const parsed = parseExpression(expression);
  const shape = shapeOf(parsed, { types: [resourceType], resourceType });
  requireBoolean(shape, parsed, 'the expression');
}

/** What `$this` is: one value. Only at the start of the whole may a path begin with the resource type. */
interface Focus {
  readonly types: readonly string[];
  readonly resourceType: string | undefined;
}

function shapeOf(expression: Expression, focus: Focus): Shape {
  switch (expression.kind) {
    case 'literal':
      checkLiteral(expression);
      return single(expression.type);
    case 'variable':
      if (expression.name === 'today') return single('date');
      throw new ExpressionError(`%${expression.name} is not available: the only variable is %today`);
    case 'this':
      return { types: focus.types, repeated: undefined };
    case 'element':
      return shapeOfElement(expression, focus);
    case 'call':
      return shapeOfCallIn(expression, focus);
    case 'narrowing':
      return shapeOfNarrowing(expression, shapeOfReceiver(expression.of, focus));
    case 'operation':
      return shapeOfOperation(expression, shapeOf(expression.left, focus), shapeOf(expression.right, focus));
  }
}

function single(type: string): Shape {
  return { types: [type], repeated: undefined };
}

function shapeOfReceiver(of: Expression | undefined, focus: Focus): Shape {
  return shapeOf(of ?? { kind: 'this' }, focus);
}

function shapeOfCallIn(call: Call, focus: Focus): Shape {
  const input = shapeOfReceiver(call.of, focus);
  return shapeOfCall(call, {
    input,
    shapeOfArgument: (argument) => shapeOf(argument, focus),
    shapeOfCriterion: (criterion) => shapeOf(criterion, { types: input.types, resourceType: undefined }),
  });
}

function shapeOfElement(step: ElementStep, focus: Focus): Shape {
  if (step.of === undefined && step.name === focus.resourceType) return { types: focus.types, repeated: undefined };
  const owner = shapeOfReceiver(step.of, focus);
  const found = owner.types.map((type) => elementOf(type, step.name)).filter((element) => element !== undefined);
  if (found.length === 0) throw new ExpressionError(unknownElement(step, owner.types));
  return {
    types: [...new Set(found.flatMap(({ types }) => types))],
    repeated: found.some(({ repeats }) => repeats) ? step : owner.repeated,
  };
}

function unknownElement({ of, name }: ElementStep, types: readonly string[]): string {
  const where = of === undefined ? (types[0] ?? '') : `${writeExpression(of)} (${describeTypes(types)})`;
  const problem = `${where} has no element "${name}" in FHIR R4`;
  for (const type of types) {
    const meant = choiceMeantBy(type, name);
    if (meant !== undefined) {
      return `${problem}: FHIRPath writes ${meant.base}, and for this type alone ${meant.base}.ofType(${meant.type})`;
    }
  }
  if (FUNCTION_NAMES.includes(name)) return `${problem}: a function has brackets, write ${name}(...)`;
  if (/^[A-Z]/u.test(name)) return `${problem}: a path starts with an element, leave the type name out`;
  if (types.every(isPrimitive)) return `${problem}: it is the value itself, leave ".${name}" out`;
  const names = new Set(types.flatMap(elementNames));
  return `${problem}: there are ${[...names].join(', ')}`;
}
