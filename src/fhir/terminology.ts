// What the fact floor needs to know about codes, names and texts; the knowledge floor answers it from hooks/.

/** How a drug reaches the body: through the skin, at one place (eye, nose, lung, joint), or as a whole. Catalogue 0.3. */
export type RouteClass = 'systemic' | 'topical' | 'local';

/** Which guards of catalogue 0.5 a free text trips. */
export interface TextGuards {
  readonly general: boolean;
  readonly redFlag: boolean;
  readonly population: boolean;
}

/** A drug as recognised from codes or words. */
export interface RecognisedDrug {
  /** Value sets of all ingredients together. */
  readonly sets: readonly string[];
  /** RxNorm ingredient codes (or names where there is no code), sorted: equal lists mean the same substance. */
  readonly ingredients: readonly string[];
  readonly route: RouteClass | undefined;
  /** Milligrams per tablet or capsule, one entry per ingredient; `undefined` where not known. */
  readonly strengthsMg: readonly (number | undefined)[];
  readonly form: string;
  readonly note: string | undefined;
  readonly freeText: boolean;
}

/** A Coding of which only system and code matter. `display` is record text: never logic for conditions, last resort for drugs. */
export interface PlainCoding {
  readonly system: string;
  readonly code: string;
  readonly display: string | undefined;
}

/** Membership questions, answered from tables that were built at start. */
export interface Terminology {
  /** Value sets that hold the code (ICD-10-CM and ATC by prefix), systems canonical. */
  setsOfCode(system: string, code: string): readonly string[];
  /** Value sets whose text patterns match. */
  setsOfText(text: string): readonly string[];
  guardsOf(text: string): TextGuards;
  /** RxNorm first, then ATC, then names as whole words (catalogue 0.3). */
  recogniseDrug(codings: readonly PlainCoding[], texts: readonly string[]): RecognisedDrug | undefined;
  /** Route class said by words or route codes, topical and local only. */
  routeOf(codings: readonly PlainCoding[], text: string): RouteClass | undefined;
}
