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
