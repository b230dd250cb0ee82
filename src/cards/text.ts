// Record text is untrusted: nothing of it reaches a card except through here.

/** Removes what could break a line or hide text (control and format characters), and folds white space. */
export function plain(text: string): string {
  return text.replace(/[\p{C}\p{Zl}\p{Zp}\s]+/gu, ' ').trim();
}

/** Plain text made inert in GitHub Flavored Markdown: every ASCII punctuation mark loses its meaning, so no link, tag or list. */
export function markdown(text: string): string {
  return plain(text).replace(/[!-/:-@[-`{-~]/g, '\\$&');
}

/** At most so many characters, an ellipsis in place of the rest; never half of a character pair. */
export function clip(text: string, most: number): string {
  const characters = [...text];
  return characters.length <= most
    ? text
    : `${characters
        .slice(0, most - 1)
        .join('')
        .trimEnd()}…`;
}
