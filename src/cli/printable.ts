// Text that a terminal shows as it is. Ids and values of a record come from outside: an escape sequence in them could move
// the cursor, hide lines or rename the window.

/** Control characters (line breaks and escapes among them), format characters that hide or turn text, line separators. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu;

/** One line without control or format characters: each is written as `\u001b`, which JSON reads back as it was. */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, escaped);
}

/** The same for a text of several lines, whose line breaks are its own. */
export function printableLines(text: string): string {
  return text.split('\n').map(printable).join('\n');
}

/** The same data with every text in it made printable. */
export function allPrintable<T>(data: T): T {
  return JSON.parse(JSON.stringify(data), (_key, value: unknown) =>
    typeof value === 'string' ? printable(value) : value,
  ) as T;
}

/** Unit by unit, as JSON writes a character beyond the first plane. */
function escaped(character: string): string {
  return character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');
}
