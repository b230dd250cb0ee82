// Spellings of units. The units themselves and their conversions are data (hooks/observations.yaml).

const NOT_ASCII = /[^ -~]/;

/**
 * A unit under which its spellings fall together: without case and spaces, both signs for micro as `u`, raised digits as
 * digits, `10^9` as `10*9`.
 */
export function unitKey(unit: string): string {
  const plain = NOT_ASCII.test(unit) ? unit.normalize('NFKC').replaceAll('μ', 'u') : unit;
  return plain.toLowerCase().replace(/\s/g, '').replaceAll('^', '*');
}

/** UCUM units that read badly, as people write them. */
const SHOWN: ReadonlyMap<string, string> = new Map([
  ['Cel', '°C'],
  ['mm[Hg]', 'mmHg'],
  ['10*9/L', '× 10⁹/L'],
  ['mL/min/{1.73_m2}', 'mL/min/1.73 m²'],
  ['mL/min/1.73 m2', 'mL/min/1.73 m²'],
  ['{score}', ''],
  ['1', ''],
]);

/** A unit as people write it; empty for a bare number. */
export function shownUnit(unit: string): string {
  return SHOWN.get(unit) ?? unit;
}
