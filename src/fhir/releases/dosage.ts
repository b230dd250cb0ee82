// Dosage in STU3 and R5. STU3 has one dose and rate beside the rest; R5 has another form of "as needed", several limits,
// and says the whole instruction and the period of use outside the dosages.
import { asArray, isObject } from '../lenient.ts';
import type { JsonObject } from '../types.ts';
import { inside, singleInR4, type Difference } from './difference.ts';

const DOSE_AND_RATE = ['doseQuantity', 'doseRange', 'rateRatio', 'rateRange', 'rateQuantity'] as const;

const DOSE_AND_RATE_OF_STU3: Difference = {
  toR4: (part) => {
    const present = DOSE_AND_RATE.filter((element) => part[element] !== undefined);
    if (present.length === 0 || part['doseAndRate'] !== undefined) return;
    part['doseAndRate'] = [Object.fromEntries(present.map((element) => [element, part[element]]))];
    for (const element of present) Reflect.deleteProperty(part, element);
  },
  fromR4: (part) => {
    const [only, ...others] = asArray(part['doseAndRate']);
    if (!isObject(only) || others.length > 0) return;
    Reflect.deleteProperty(part, 'doseAndRate');
    for (const element of DOSE_AND_RATE) if (only[element] !== undefined) part[element] = only[element];
  },
};

/** Whether it is needed, and for what; several purposes have no place in R4 and stay where they are. */
const AS_NEEDED_OF_R5: Difference = {
  toR4: (part) => {
    const purposes = asArray(part['asNeededFor']);
    if (purposes.length === 0 && part['asNeeded'] === undefined) return;
    if (purposes.length === 1) {
      part['asNeededCodeableConcept'] = purposes[0];
      Reflect.deleteProperty(part, 'asNeededFor');
    } else part['asNeededBoolean'] = part['asNeeded'] ?? true;
    Reflect.deleteProperty(part, 'asNeeded');
  },
  fromR4: (part) => {
    const purpose = part['asNeededCodeableConcept'];
    const asNeeded = purpose === undefined ? part['asNeededBoolean'] : true;
    if (asNeeded === undefined) return;
    part['asNeeded'] = asNeeded;
    if (purpose !== undefined) part['asNeededFor'] = [purpose];
    Reflect.deleteProperty(part, 'asNeededBoolean');
    Reflect.deleteProperty(part, 'asNeededCodeableConcept');
  },
};

/** The dosages of an STU3 resource. */
export function stu3Dosages(element: string): Difference {
  return inside(element, [DOSE_AND_RATE_OF_STU3]);
}

/** The dosages of an R5 resource. */
export function r5Dosages(element: string): readonly Difference[] {
  return [
    inside(element, [AS_NEEDED_OF_R5, singleInR4('maxDosePerPeriod')]),
    movedIntoDosage(element, 'renderedDosageInstruction', withWords),
    movedIntoDosage(element, 'effectiveDosePeriod', withBounds),
  ];
}

/**
 * What stands outside the dosages goes into the only one. Of several none is alone in what is said of all. It is said there
 * just as well in R5, and stays on the way back.
 */
function movedIntoDosage(
  element: string,
  outside: string,
  put: (dosage: JsonObject, value: unknown) => JsonObject | undefined,
): Difference {
  return {
    toR4: (part) => {
      const [only = {}, ...others] = asArray(part[element]);
      const written = isObject(only) && others.length === 0 ? put(only, part[outside]) : undefined;
      if (written === undefined) return;
      part[element] = [written];
      Reflect.deleteProperty(part, outside);
    },
  };
}

function withWords(dosage: JsonObject, words: unknown): JsonObject | undefined {
  return typeof words === 'string' && dosage['text'] === undefined ? { ...dosage, text: words } : undefined;
}

function withBounds(dosage: JsonObject, period: unknown): JsonObject | undefined {
  const timing = dosage['timing'] ?? {};
  const repeat = isObject(timing) ? (timing['repeat'] ?? {}) : undefined;
  if (!isObject(period) || !isObject(timing) || !isObject(repeat)) return undefined;
  const isBounded = ['boundsPeriod', 'boundsDuration', 'boundsRange'].some((bounds) => repeat[bounds] !== undefined);
  return isBounded ? undefined : { ...dosage, timing: { ...timing, repeat: { ...repeat, boundsPeriod: period } } };
}
