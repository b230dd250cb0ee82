// The parameters of the fact floor, as hooks/facts.yaml gives them: value set names, windows in days, thresholds.
// The formulas are in this folder; every number and every name of a clinical concept comes from there.

/** One tier of the population (catalogue 1.1). */
export interface TierSettings {
  readonly tier: 'A' | 'B' | 'C';
  readonly sets: readonly string[];
}

/** A set that belongs to another tier when a body site says so (catalogue 1.1, unspecified back). */
export interface BodySiteSettings {
  readonly set: string;
  readonly bodySite: string;
  /** The tier that it is then; none when left out. */
  readonly tier?: 'A' | 'B' | 'C';
}

/** Catalogue 1.1, 1.2 and 7. */
export interface ComplaintSettings {
  readonly tiers: readonly TierSettings[];
  readonly bodySites: readonly BodySiteSettings[];
  readonly sequelaCharacters: readonly string[];
  readonly encounterDiagnosisDays: number;
  readonly acuteUpToDays: number;
  readonly subacuteUpToDays: number;
  readonly firstEpisodeGapDays: number;
}

/** Catalogue 0.3. */
export interface MedicationSettings {
  readonly staleAfterDays: number;
  readonly requestWindowDays: number;
  readonly supplyGraceDays: number;
  /** Drugs that are one thing up to a daily dose and another above it. */
  readonly doseSplits: readonly DoseSplit[];
  /** Route codes and words, most specific first. */
  readonly localSet: string;
  readonly topicalSet: string;
  /** Value sets that no rule asks for: they lend their names to drugs that are written in words. */
  readonly namesOnly?: readonly string[];
  /** Marks of hooks/drugs/products.csv that file a product under one more value set; its words do the same for texts. */
  readonly productNotes: readonly { readonly note: string; readonly set: string }[];
}

/** Catalogue 0.3, aspirin. */
export interface DoseSplit {
  readonly set: string;
  readonly moreThanMgPerDay: number;
  readonly above: string;
  readonly otherwise: string;
}

/** Catalogue 4.7 and 7.4: the clock of a first-line drug, and what counts as relief. */
export interface TherapySettings {
  readonly drug: readonly string[];
  readonly systemicDrug: readonly string[];
  readonly notATrial: string;
  readonly minimumDays: number;
  readonly daysWithoutScore: number;
  readonly scoreItem: string;
  readonly inadequateFrom: number;
  readonly scoreWithinDays: number;
  readonly gapDays: number;
  readonly stoppedWithinDays: number;
}

/** Catalogue 0.4 (last paragraph) and 4.4. */
export interface MeasurementSettings {
  readonly kidneyWindowDays: number;
  readonly pregnancyCondition: string;
  readonly pregnancyEnded: readonly string[];
  readonly pregnancyConditionDays: number;
  readonly pregnancyObservationDays: number;
  readonly longestGestationWeeks: number;
  /** Look-back of the data-quality notes on results that could not be used. */
  readonly skippedResultDays: number;
  readonly pregnantAnswers: string;
  readonly notPregnantAnswers: string;
}

/** All of hooks/facts.yaml. */
export interface FactSettings {
  readonly adultAge: number;
  readonly familyHistory: string;
  readonly positiveAnswers: string;
  /** Sets of procedures and requests whose texts the guards of catalogue 0.5 leave alone. */
  readonly unguardedCare?: readonly string[];
  readonly complaint: ComplaintSettings;
  readonly medication: MedicationSettings;
  readonly therapy: TherapySettings;
  readonly measurement: MeasurementSettings;
}
