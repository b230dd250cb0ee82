// How a sign of a release is written: an element, a test of its form, and the releases that have it in that form.
import { asArray, isObject } from '../lenient.ts';
import type { RawResource } from '../types.ts';

/** Releases as bits, so that a number is a set of them. */
export const RELEASE_BITS = { DSTU2: 1, STU3: 2, R4: 4, R5: 8 } as const;

const { DSTU2, STU3, R4, R5 } = RELEASE_BITS;

/** A set of releases. */
export const SINCE_STU3 = STU3 | R4 | R5;
/** A set of releases. */
export const SINCE_R4 = R4 | R5;
/** A set of releases. */
export const BEFORE_R5 = DSTU2 | STU3 | R4;
/** A set of releases. */
export const ANY_RELEASE = DSTU2 | SINCE_STU3;

/** A test of an element's form. */
export type Test = (value: unknown, resource: RawResource) => boolean;

/** An element that, where the test holds, only these releases have in that form. */
export type Sign = readonly [element: string, test: Test, releases: number];

/** A resource type. */
export interface TypeSigns {
  /** The releases that have the type. */
  readonly releases: number;
  readonly signs: readonly Sign[];
}

/** Whatever it is. */
export const present: Test = () => true;
/** A string. */
export const isText: Test = (value) => typeof value === 'string';
/** A CodeableConcept. */
export const isConcept: Test = (value) => isObject(value) && (value['coding'] ?? value['text']) !== undefined;
/** A JSON boolean. */
export const isBoolean: Test = (value) => typeof value === 'boolean';
/** The test of the only value, or of the first of a list. */
export const first =
  (test: Test): Test =>
  (value, resource) =>
    test(asArray(value)[0], resource);
/** An object with one of the elements. */
export const has =
  (...elements: readonly string[]): Test =>
  (value) =>
    isObject(value) && elements.some((element) => value[element] !== undefined);
/** One of the codes. */
export const oneOf =
  (...codes: readonly unknown[]): Test =>
  (value) =>
    codes.includes(value);
