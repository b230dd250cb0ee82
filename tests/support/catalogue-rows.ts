// The catalogue, typed from its tables: what hooks/ must always hold. What authors add beyond it is not listed here: the
// tests read it from hooks/ and ask of it the same as of the catalogue's own.

/** Scale rows: 3.2 red flags, 4.1 to 4.5 NSAID safety, 5.4 opioid amplifiers. */
export const catalogueRows: readonly string[] = [
  ...['CE1', 'CE2', 'CE3', 'CE4', 'CE5', 'CE6'],
  ...['ND1', 'ND2', 'ND3', 'ND4', 'ND5'],
  ...['IN1', 'IN2', 'IN3', 'IN3b', 'IN4', 'IN4b', 'IN5', 'IN5b', 'IN6', 'IN7'],
  ...['MA1', 'MA2', 'MA3', 'MA4'],
  ...['TR1', 'TR2', 'TR3', 'FR', 'NS'],
  ...['N1', 'N1b', 'N1c', 'N2', 'N3', 'N4', 'N5', 'N6', 'N7', 'N8', 'N9', 'N10', 'N11', 'N12', 'N13', 'N14', 'N15'],
  ...['N16', 'N17', 'N18', 'N19', 'N20'],
  ...['L1', 'L2', 'L3', 'L4', 'L5', 'L6', 'L7', 'L8', 'L9'],
  ...['I1', 'I2', 'I3', 'I4', 'I5', 'I6', 'I7', 'I8', 'I9', 'I10', 'I11', 'I12', 'I13', 'I14'],
  // The paragraph on age 75 under 4.3, and "count > 2" of 4.5.
  ...['B1', 'G1'],
  ...['AM1', 'AM2', 'AM3', 'AM4', 'AM5', 'AM6'],
];

/** The points of 4.5, in its order. */
export const cataloguePoints: readonly string[] = [
  'gi-risk/age',
  'gi-risk/ulcer',
  'gi-risk/antiplatelet',
  'gi-risk/anticoagulant',
  'gi-risk/corticosteroid',
  'gi-risk/ssri-snri',
  'gi-risk/aldosterone-antagonist',
  'gi-risk/high-dose',
];

/** Rows of the decision tables: 4.7 ladder, 6.3 imaging. */
export const catalogueTableRows: readonly string[] = [
  ...['1', '2', '3', '4', '5', '6', '7', '9', '10', '11', '12'].map((row) => `therapy-ladder/${row}`),
  ...['8a', '8b'].map((row) => `therapy-ladder/${row}`),
  ...['1', '2', '3', '4', '5', '6', '7'].map((row) => `imaging-decision/${row}`),
];

/**
 * Written for completeness (3.4 with A25) and never asked: low back pain counts at EMERGENT only (3.3), which malignancy
 * and fracture risk do not reach.
 */
export const unreachableTableRows: readonly string[] = ['preferred-imaging/MA-FR-lumbar'];

/** Exclusions of 1.3. */
export const catalogueExclusions: readonly string[] = ['X1', 'X2', 'X3', 'X4', 'X5', 'X6', 'X7', 'X8'];

/** Statements of the seed article, in the order of 2.6. */
export const catalogueStatements: readonly string[] = [
  'first-line',
  'second-line',
  'dose-and-stomach',
  'acetaminophen',
  'activity',
  'active-care',
  'adjuncts',
  'no-opioids',
  'no-routine-imaging',
  'red-flags',
  'avoid',
  'persistent',
  'referral',
  'pitfalls',
];

/** Rules by their number in 2.1: the first is number 1. */
export const catalogueRules: readonly string[] = [
  'red-flag-evaluation',
  'rf-cauda-equina',
  'rf-progressive-neuro-deficit',
  'rf-infection-suspected',
  'rf-malignancy-suspected',
  'rf-age-over-50-new-onset',
  'rf-significant-trauma',
  'rf-fracture-risk',
  'rf-nonspinal-emergency',
  'refer-immediate-red-flag',
  'topical-nsaid-first-line',
  'oral-nsaid-step-up',
  'gi-protection',
  'acetaminophen-alternative',
  'acetaminophen-not-alone-chronic',
  'nondrug-only-plan',
  'topical-before-oral',
  'nsaid-safety',
  'nsaid-duplicate',
  'oral-nsaid-dose-duration',
  'stay-active',
  'exercise-therapy',
  'self-management-education',
  'spinal-manipulation',
  'adjunct-acupressure',
  'adjunct-tens',
  'adjunct-massage',
  'adjunct-heat',
  'opioid-order-msk',
  'opioid-existing-review',
  'imaging-no-red-flag',
  'imaging-modality-check',
  'avoid-spinal-injection',
  'avoid-bed-rest',
  'avoid-glucosamine-chondroitin',
  'avoid-antidepressant-non-neuropathic',
  'avoid-passive-modality-primary',
  'persistent-pain-plan',
  'psychosocial-assessment',
  'exercise-intensify',
  'cbt-consider',
  'mind-body-exercise',
  'refer-multidisciplinary-pain',
  'avoid-surgery-referral',
  'edu-intensity-not-severity',
  'edu-prognosis-six-weeks',
  'edu-flare-ups',
];
