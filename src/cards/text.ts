// Record text is untrusted: nothing of it reaches a card except through here.

/** Removes what could break a line or hide text (control and format characters), and folds white space. */
export function plain(text: string): string {
  return text.replace(/[\p{C}\p{Zl}\p{Zp}\s]+/gu, ' ').trim();
}

/**
 * Plain text made inert in GitHub Flavored Markdown: every ASCII punctuation mark loses its meaning, so no link, tag or
 * list. Renderers look for addresses in the finished text as well, where escapes are gone: a space takes them apart.
 */
export function markdown(text: string): string {
  return plain(text)
    .replace(/@(?=\S)/g, '@ ')
    .replace(/:(?=\/\/)/g, ': ')
    .replace(/www(?=\.)/gi, '$& ')
    .replace(/[!-/:-@[-`{-~]/g, '\\$&');
}

/** At most so many UTF-16 units, an ellipsis in place of the rest; never half of a character pair. */
export function clip(text: string, most: number): string {
  if (text.length <= most) return text;
  const kept = text.slice(0, most - 1).replace(/[\uD800-\uDBFF]$/, '');
  return `${kept.trimEnd()}…`;
}
