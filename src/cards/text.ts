// Record text is untrusted: nothing of it reaches a card except through here.

/**
 * Removes what could break a line or hide text (control and format characters), and folds white space. Clients differ in
 * what they render, and renderers look for tags and addresses in plain text as well: a space takes these apart.
 */
export function plain(text: string): string {
  return text
    .replace(/[\p{C}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .replace(/<(?=[a-z!/?])|\](?=\()|@(?=\S)|:(?=\/\/)|(?:mailto|xmpp)(?=:)|www(?=\.)/gi, '$& ')
    .trim();
}

/** Plain text made inert in GitHub Flavored Markdown: every ASCII punctuation mark loses its meaning, so no link, tag or list. */
export function markdown(text: string): string {
  return plain(text).replace(/[!-/:-@[-`{-~]/g, '\\$&');
}

/** At most so many UTF-16 units, an ellipsis in place of the rest; never half of a character pair. */
export function clip(text: string, most: number): string {
  if (text.length <= most) return text;
  const kept = text.slice(0, most - 1).replace(/[\uD800-\uDBFF]$/, '');
  return `${kept.trimEnd()}…`;
}
