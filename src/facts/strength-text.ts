// How much one tablet holds, from the name of a drug ("prednisone 20 mg tablet"). What may mean anything else is unknown.

const LONGEST_TEXT = 500;
const NUMBER = String.raw`\d[\d.,]*`;
const AMOUNT = new RegExp(
  String.raw`(${NUMBER}) ?-?(mg|milligramm?s?|mcg|ug|microgramm?s?|mikrogramm|g|gm|gramm?s?)(?![a-z])`,
  'g',
);
/** A sign of a range, a share, a product or a second number: the amount is not the whole strength. */
const BEFORE = /\d[.,]?[ -]*$|[-/+*][ ]*$|(?:^|[\d ])[x×] *$|, *[a-z].*$/;
const AFTER = /^ ?(?:(?:\/|per) ?(?!(?:1 )?(?:tab|cap|tbl|pill)))|^ ?(?:-|to|or|x|×|\*|in) ?\d/;
/** Another substance may be meant, or no tablet at all. */
const JOINED =
  /[a-z\d)] ?[/+&] ?[a-z\d(]|\b(?:and|with|plus|und|mit|comp|compositum|combi|combo|kombi|duo)\b|\b(?:combination|kombination)|%|\bm?l\b|\btotal\b/;
const PER_TABLET = /(?:\/|\bper\b) ?(?:1 )?(?=(?:tab|cap|tbl|pill))/g;
/** Beside these an amount is a dose, unless a tablet follows. */
const OFTEN =
  /\b(?:daily|nightly|weekly|days?|weeks?|hourly|once|twice|times|[btq]id|tds|täglich|tag|wöchentlich|woche)\b/;
const TABLET = /^ ?-?(?:[a-z]+ )?(?:tab|cap|tbl|kapsel|pill)/;
/** Words with a hyphen that name no second substance. */
const FORM =
  /\b(?:film|enteric|sugar|delayed|extended|immediate|modified|sustained|prolonged|quick|fast|rapid|low|high|extra|regular|maximum|long|short|non|anti)-(?=[a-z])/g;
const HYPHENATED = /(?<![a-z])[a-z]{3,}-[a-z]{3,}/;

/**
 * Milligrams of the one amount that these names of one drug tell; undefined when they tell none, several, or hold signs
 * of another substance, of a solution or of a whole day's dose.
 */
export function strengthInTexts(texts: readonly string[]): number | undefined {
  const found = new Set<number>();
  for (const text of texts) {
    const words = plain(text);
    const amounts = [...words.matchAll(AMOUNT)];
    if (JOINED.test(words) || HYPHENATED.test(words) || amounts.length > 1) return undefined;
    const [amount] = amounts;
    if (amount === undefined) continue;
    const mg = amountOf(amount, words);
    if (mg === undefined) return undefined;
    found.add(mg);
  }
  const [only, ...others] = found;
  return others.length === 0 ? only : undefined;
}

function plain(text: string): string {
  return text
    .slice(0, LONGEST_TEXT)
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s\u2010-\u2015\u2044]/g, (sign) => (/\s/.test(sign) ? ' ' : sign === '\u2044' ? '/' : '-'))
    .replace(/ {2,}/g, ' ')
    .replaceAll('μ', 'u')
    .replace(FORM, '')
    .replace(PER_TABLET, ' ');
}

function amountOf(match: RegExpExecArray, words: string): number | undefined {
  const [whole, number = '', unit = ''] = match;
  const after = words.slice(match.index + whole.length);
  if (BEFORE.test(words.slice(0, match.index)) || AFTER.test(after)) return undefined;
  if (OFTEN.test(words) && !TABLET.test(after)) return undefined;
  const value = numberOf(number);
  if (value === undefined || value <= 0) return undefined;
  if (unit.startsWith('mi') && !unit.startsWith('milli')) return value / 1000;
  if (unit === 'mcg' || unit === 'ug') return value / 1000;
  return unit.startsWith('m') ? value : value * 1000;
}

/** `2.5`, `2,5`, `1,000`; "1.000" is one or a thousand, and nobody knows which. */
function numberOf(text: string): number | undefined {
  if (/^\d{1,5}$/.test(text)) return Number(text);
  if (/^[1-9]\d?,\d{3}$/.test(text)) return Number(text.replace(',', ''));
  if (/^(?:\d{1,4}[.,]\d{1,2}|0[.,]\d{3})$/.test(text)) return Number(text.replace(',', '.'));
  return undefined;
}
