// How a written criterion reads in an explanation: its own keys and values, as words in a row.

/** What the value of the leading key is, when the key alone does not say it. */
const LEADING: Readonly<Record<string, string>> = {
  complaint: 'complaint of tier',
  fact: 'fact',
  order: 'this draft is',
  otherOrder: 'another draft is',
  otherDrug: 'another drug is',
  sameDrug: 'the same drug is',
  reason: 'reason of this draft:',
  hook: 'the hook is',
  available: 'arrived:',
  flag: 'mark',
  leading: 'the leading row is of',
  tally: 'points of',
  card: 'due for the same subject: card',
};

/** Words for a criterion of one question; `key` is the one that says what is asked. */
export function wordsOf(key: string, source: Readonly<Record<string, unknown>>): string {
  const others = Object.entries(source).filter(([name]) => name !== key);
  const lead = `${LEADING[key] ?? key} ${valueWords(source[key])}`;
  return [lead, ...others.map(([name, value]) => partWords(name, value))].join(', ');
}

function partWords(name: string, value: unknown): string {
  // A regular expression tells a reader nothing; it stands in the file.
  if (name === 'form') return 'of the form asked for';
  const words = name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return value === true && name !== 'is' ? words : `${words} ${valueWords(value)}`;
}

function valueWords(value: unknown): string {
  if (Array.isArray(value)) return value.map(valueWords).join(' or ');
  if (typeof value !== 'object' || value === null) return String(value);
  return `(${Object.entries(value)
    .map(([name, inner]) => partWords(name, inner))
    .join(', ')})`;
}
