// The few words that the service puts between the texts of the knowledge: hooks/notes.yaml has them too, for every language.
import type { NoteTexts } from './data-notes.ts';

/** The words of a code with a value in their place; `otherwise` where the knowledge may go without. */
export function say(words: NoteTexts, code: string, value: string | number = '', otherwise = ''): string {
  return (words.get(code) ?? otherwise).replace('{{value}}', () => String(value));
}
