// Which languages a client asks for (RFC 9110, section 12.5.4), most wanted first.

const RANGE = /^\s*([A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*)\s*(?:;\s*q=([01](?:\.\d{0,3})?)\s*)?$/;
const MOST_RANGES = 20;

/** Language tags in lower case; `*`, refused (`q=0`) and unreadable ranges are left out. */
export function acceptedLanguages(header: string | undefined): readonly string[] {
  if (header === undefined) return [];
  return header
    .split(',', MOST_RANGES)
    .flatMap((range) => {
      const [, tag, quality] = RANGE.exec(range) ?? [];
      return tag === undefined ? [] : [{ tag: tag.toLowerCase(), quality: Number(quality ?? 1) }];
    })
    .filter(({ quality }) => quality > 0)
    .sort((a, b) => b.quality - a.quality)
    .map(({ tag }) => tag);
}
