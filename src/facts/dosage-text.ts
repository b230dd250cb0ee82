// Dosage instructions in words ("400 mg three times daily", "1-2 tablets every 4 to 6 hours as needed, max 8 a day").
// What is not understood without doubt stays undefined.

/** So much of a drug: in milligrams, or in tablets or capsules of whatever strength, which may add up to a total. */
export type Amount = { readonly mg: number } | { readonly units: number; readonly totalMg?: number };

/** A daily limit in words. */
export type Limit = Amount | { readonly times: number };

const LONGEST_TEXT = 400;
const NUMBER_WORDS = [
  'one',
  'two',
  'three',
  'four',
  'five',
  'six',
  'seven',
  'eight',
  'nine',
  'ten',
  'eleven',
  'twelve',
];
const NUMBER_WORD = new RegExp(`\\b(?:${NUMBER_WORDS.join('|')})\\b`, 'g');
const SPAN = String.raw`(\d{1,5}(?:\.\d{1,3})?)(?: ?(?:mg|g)? ?(?:-|to|or) ?(\d{1,5}(?:\.\d{1,3})?))?`;
const AMOUNT = new RegExp(
  String.raw`(?<![\d./\u2044])(?:(\d{1,2}) ?[x×] ?)?${SPAN} ?-?(?:(mg|milligrams?)|(g|gm|grams?)|(mcg|ug|micrograms?)|(?:tab(?:let)?|cap(?:sule|let)?|softgel|pill)(?:s|\(s\))?)(?![a-z])`,
  'g',
);
/** "2 tablets (40 mg)", "(40 mg total)", "(20 mg each)". */
const IN_BRACKETS =
  /(?<![a-z])(?:tab|cap|softgel|pill)[a-z]*(?:\(s\))? \([\d.]+(?: ?(?:-|to) ?[\d.]+)? ?[a-z]+(?: (?:(?:in )?total|(each|per tablet|per capsule)))?\)/;
const LIMIT = /\b(?:max(?:imum)?|(?:do not|don't|not to|never) exceed|(?:no|not) more than)\b.*$/;
const AS_NEEDED = /\b(?:as needed|prn|(?:if|when) (?:needed|required|necessary))\b/;
const PER_DAY = /\b(?:day|daily|24 ?h(?:ours?|rs?)?)\b/;
const LENGTH = /(?:\bfor|\bx|×) ?(\d{1,3}) ?-?(days?|d|weeks?|wks?)\b/;

const INTERVAL_HOURS: Readonly<Record<string, number>> = { h: 1, d: 24, w: 168 };
const ABBREVIATIONS: Readonly<Record<string, number>> = {
  ...{ qd: 1, qday: 1, od: 1, qhs: 1, hs: 1, qam: 1, qpm: 1, bid: 2, bd: 2, tid: 3, tds: 3, qid: 4, qds: 4 },
  ...{ qod: 1 / 2, qw: 1 / 7, qwk: 1 / 7 },
};
const ONCE_TWICE: Readonly<Record<string, number>> = { once: 1, twice: 2, thrice: 3 };

/** How a phrase of the text becomes doses per day. */
interface Phrase {
  readonly pattern: RegExp;
  readonly timesPerDay: (match: RegExpMatchArray) => number;
}

const PHRASES: readonly Phrase[] = [
  {
    pattern:
      /\b(\d{1,2})(?: ?(?:-|to|or) ?(\d{1,2}))? ?(?:times|x) ?(?:an? |per |in |each |every |\/ ?)?(day|daily|week|weekly|24 ?h)/g,
    timesPerDay: ([, low, high, unit]) => Number(high ?? low) / daysOf(unit),
  },
  {
    pattern: /\b(once|twice|thrice) (?:an? |per |each |every )?(day|daily|week|weekly)\b/g,
    timesPerDay: ([, count, unit]) => (ONCE_TWICE[count ?? ''] ?? 1) / daysOf(unit),
  },
  {
    pattern:
      /\b(?:every|each|q) ?(\d{1,3})(?: ?(?:-|to|or) ?\d{1,3})? ?-?(h|d|w)(?:ourly|ours?|rs?|ays?|eeks?|ks?)?\b/g,
    timesPerDay: ([, interval, unit]) => 24 / (Number(interval) * (INTERVAL_HOURS[unit ?? ''] ?? 1)),
  },
  { pattern: /\b(\d{1,2}) ?-?hourly\b/g, timesPerDay: ([, hours]) => 24 / Number(hours) },
  { pattern: /\b(?:every other|every second|alternate) days?\b/g, timesPerDay: () => 1 / 2 },
  {
    pattern: new RegExp(`\\b(${Object.keys(ABBREVIATIONS).join('|')})\\b`, 'g'),
    timesPerDay: ([, abbreviation]) => ABBREVIATIONS[abbreviation ?? ''] ?? 1,
  },
  {
    pattern: /\bmorning and (?:(?:in the |at )?(?:evening|night|bedtime))\b/g,
    timesPerDay: () => 2,
  },
];

/** Phrases that name the day without counting; they count only where no other phrase does. */
const PLAIN_PHRASES: readonly Phrase[] = [
  { pattern: /\b(?:weekly|(?:every|each|per|a|once) week)\b|\/ ?week\b/g, timesPerDay: () => 1 / 7 },
  {
    pattern:
      /\b(?:daily|nightly|(?:every|each|per|a) day|(?:at|every|each) (?:bedtime|night|noon)|(?:every|each|in the) (?:morning|evening))\b|\/ ?day\b/g,
    timesPerDay: () => 1,
  },
];

/**
 * A text in the form that the other functions of this file read: lower case, digits for number words and halves, no dots
 * in `b.i.d.`, `2 x 200 mg` for "2 200 mg tablets".
 */
export function plainDosageText(text: string): string {
  return text
    .slice(0, LONGEST_TEXT)
    .replace(/(\d?) ?½/g, (_, whole: string) => `${whole || '0'}.5`)
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s\u2010-\u2014]/g, (sign) => (/\s/.test(sign) ? ' ' : '-'))
    .replace(/ {2,}/g, ' ')
    .replaceAll('μ', 'u')
    .replace(/(?<![\d.,])0,(?=\d)/g, '0.')
    .replace(/(\d),(?=\d{3}(?!\d))/g, '$1')
    .replace(/(\d),(?=\d)/g, '$1.')
    .replace(/\b([a-z])\. ?([a-z])\.(?: ?([a-z])\.)?/g, '$1$2$3')
    .replace(/(?:\b(\d) )?\b1 ?\/ ?2\b/g, (_, whole: string | undefined) => `${whole ?? '0'}.5`)
    .replace(/\bhalf(?: an?)?\b/g, '0.5')
    .replace(NUMBER_WORD, (word) => String(NUMBER_WORDS.indexOf(word) + 1))
    .replace(/\b(\d{1,2}) \(\1\)/g, '$1')
    .replace(/\b(\d{1,2}) \(?(\d{1,5}(?:\.\d{1,3})? ?m?c?g)\)? (?=tab|cap|softgel|pill)/g, '$1 x $2 ');
}

/** The amount of one dose, the larger end of a range. Undefined when several amounts are named. */
export function amountInText(plainText: string): Amount | undefined {
  const found = amountsIn(plainText.replace(LIMIT, ''));
  const [first, second] = found;
  if (found.length === 2 && first && second) return ofBoth(first, second, plainText);
  return found.length === 1 ? first : undefined;
}

/**
 * "1 tablet (400 mg)": the count and the milligrams say the same. "2 tablets (40 mg)": the count is sure, and where the
 * tablet's strength is not known, the brackets hold what is taken at least, unless they say "each".
 */
function ofBoth(first: Amount, second: Amount, plainText: string): Amount | undefined {
  const counted = 'units' in first ? first : second;
  const weighed = 'mg' in first ? first : second;
  if (!('units' in counted) || !('mg' in weighed)) return undefined;
  if (counted.units === 1) return weighed;
  const brackets = IN_BRACKETS.exec(plainText);
  if (brackets === null) return counted;
  return { ...counted, totalMg: brackets[1] === undefined ? weighed.mg : counted.units * weighed.mg };
}

/** Doses per day at most. Undefined when the text names no frequency, or several that do not agree. */
export function timesPerDayInText(plainText: string): number | undefined {
  const text = plainText.replace(LIMIT, '');
  const counted = timesIn(text, PHRASES);
  const found = counted.length > 0 ? counted : timesIn(text, PLAIN_PHRASES);
  const fewest = Math.min(...found);
  if (!Number.isFinite(fewest)) return undefined;
  return fewest === Math.max(...found) || /\bup to\b/.test(text) ? fewest : undefined;
}

/** "max 2400 mg per day", "not more than 8 tablets in 24 hours", "maximum 4 times daily". */
export function dailyLimitInText(plainText: string): Limit | undefined {
  const limit = LIMIT.exec(plainText)?.[0];
  if (limit === undefined || !PER_DAY.test(limit)) return undefined;
  const amounts = amountsIn(limit);
  if (amounts.length > 0) return amounts[0];
  const times = timesIn(limit, PHRASES)[0];
  return times === undefined ? undefined : { times };
}

/** Whether the words leave it to the person when to take a dose. */
export function isAsNeededInText(plainText: string): boolean {
  return AS_NEEDED.test(plainText);
}

/** "for 7 days", "x 2 weeks". */
export function daysInText(plainText: string): number | undefined {
  const match = LENGTH.exec(plainText);
  return match === null ? undefined : Number(match[1]) * daysOf(match[2]);
}

function amountsIn(text: string): readonly Amount[] {
  return [...text.matchAll(AMOUNT)].map(([, count, low, high, mg, g, mcg]) => {
    const value = Number(count ?? 1) * Number(high ?? low);
    if (mg !== undefined) return { mg: value };
    if (g !== undefined) return { mg: value * 1000 };
    return mcg === undefined ? { units: value } : { mg: value / 1000 };
  });
}

function timesIn(text: string, phrases: readonly Phrase[]): readonly number[] {
  const found: number[] = [];
  let rest = text;
  for (const { pattern, timesPerDay } of phrases) {
    for (const match of rest.matchAll(pattern)) found.push(timesPerDay(match));
    rest = rest.replaceAll(pattern, ' ; ');
  }
  return found.filter((times) => times > 0 && Number.isFinite(times));
}

function daysOf(unit: string | undefined): number {
  return unit?.startsWith('w') === true ? 7 : 1;
}
