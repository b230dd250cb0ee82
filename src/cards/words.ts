// The few words that the service puts between the texts of the knowledge: hooks/notes.yaml has them too, for every language.
import { shownUnit } from '../facts/units.ts';
import type { MatchValue } from '../rules/criterion.ts';
import type { NoteTexts } from './data-notes.ts';

/** The words of a code with a value in their place; `otherwise` where the knowledge may go without. */
export function say(words: NoteTexts, code: string, value: string | number = '', otherwise = ''): string {
  return (words.get(code) ?? otherwise).replace('{{value}}', () => String(value));
}

/** `INR 5.1`, `age 57`, `Weight 76.5 kg, -6.7 % from 82 kg`: a measured value in the words of the language. */
export function sayValue(words: NoteTexts, { label, words: code, value, unit, comparator, lost }: MatchValue): string {
  const quantity = (number: number): string => `${words.number(number, 2)} ${shownUnit(unit)}`.trimEnd();
  const measured = `${comparator ?? ''}${quantity(value)}`;
  const named = code === undefined ? `${label ?? ''} ${measured}` : say(words, code, measured);
  if (lost === undefined) return named;
  return `${named}, ${words.number(lost.percent, 1, 'exactly')} % ${say(words, 'evidence-from', quantity(lost.from))}`;
}
