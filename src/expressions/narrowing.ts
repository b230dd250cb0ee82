// `ofType(Quantity)`, `as Quantity`, `is Quantity`: which types the values can have at all.
import { ExpressionError } from './expression-error.ts';
import { isNamedType, lineage } from './r4-elements.ts';
import { BOOLEAN, describeTypes, requireSingle, type Shape } from './shape.ts';
import { writeExpression, type Narrowing } from './syntax.ts';

/** What `ofType`, `as` and `is` come out as. Throws ExpressionError for types that the values can never have. */
export function shapeOfNarrowing(narrowing: Narrowing, input: Shape): Shape {
  const of = narrowing.of ?? { kind: 'this' };
  const type = narrowing.type.replace(/^FHIR\./u, '');
  if (!isNamedType(type)) {
    throw new ExpressionError(
      `${narrowing.type} is no type of FHIR R4: types are written as in FHIR, as in string, dateTime, Quantity`,
    );
  }
  const kept = input.types.flatMap((candidate) => narrowed(candidate, type));
  if (kept.length === 0) {
    throw new ExpressionError(`${writeExpression(of)} is never ${type}: it is ${describeTypes(input.types)}`);
  }
  if (narrowing.how === 'ofType')
    return { types: kept, repeated: input.repeated === undefined ? undefined : narrowing };
  const { how } = narrowing;
  requireSingle(input, of, (rest) => (how === 'is' ? `${rest} is ${type}` : `${rest}.ofType(${type}).exists()`));
  return how === 'is' ? BOOLEAN : { types: kept, repeated: undefined };
}

function narrowed(candidate: string, type: string): readonly string[] {
  if (lineage(candidate).includes(type)) return [candidate];
  return lineage(type).includes(candidate) ? [type] : [];
}
