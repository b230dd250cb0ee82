// The last look at a card before it leaves (conformance R2, T9). Whatever got past the writers of texts stops here, and
// the card goes out without it: a warning that cannot be told in full is still a warning.
import type { Card } from './card.ts';
import { clip } from './text.ts';

/** What is wrong with a card: a short label for the log, never the text itself. */
export type CardFault = 'empty' | 'too-long' | 'hidden-characters' | 'html' | 'link' | 'address';

/** Looks a card over; undefined when it may go out as it is. `baseUrl` is the service's own address. */
export type CardLinter = (card: Card, baseUrl: string) => CardFault | undefined;

const LONGEST_SUMMARY = 139;

/** Control, format (so bidirectional overrides), unpaired and unassigned characters; separators that break lines. */
const HIDDEN = /[\p{C}\p{Zl}\p{Zp}]/u;
/** A tag, a comment, an address in angle brackets: `<` before a number or a blank is less-than. */
const HTML = /<[a-z!/?]/i;
/** A link, an image, or what renderers turn into a link by themselves. */
const LINK = /\]\(|:\/\/|(?:mailto|xmpp):|www\.\S|\S@\S/i;
/** The address of a link that stands elsewhere in the text. */
const DEFINITION = /^[ \t>]*\[[^\]\n]*\]:/m;
/** All of them at once: most texts are asked no more than this. A detail breaks its lines. */
const SUSPICIOUS = new RegExp(`(?!\\n)${HIDDEN.source}|${HTML.source}|${LINK.source}|\\]:`, 'iu');
/** In Markdown a mark after a backslash is only itself. */
const ESCAPED = /\\[!-/:-@[-`{-~]/g;
/** What stands for a thing that was looked at and is harmless. */
const HARMLESS = '·';

/** Compiles the linter; cards may name these addresses and no others. */
export function compileCardLinter(sources: Iterable<{ readonly url: string }>): CardLinter {
  const origins = new Set([...sources].map(({ url }) => new URL(url).origin));
  return (card, baseUrl) => {
    const isKnown = (url: string): boolean => isBelow(url, baseUrl) || isAmong(url, origins);
    const { summary, detail } = card;
    if (summary.trim() === '') return 'empty';
    if (summary.length > LONGEST_SUMMARY) return 'too-long';
    if (!addressesOf(card).every(isKnown)) return 'address';
    for (const text of plainTexts(card)) {
      const fault = faultIn(text, isKnown);
      if (fault !== undefined) return fault;
    }
    return detail === undefined || !SUSPICIOUS.test(detail) ? undefined : faultInMarkdown(detail, isKnown);
  };
}

/** What is left of a card that may not go out: its rule, its urgency and its source, in the words of the knowledge. */
export function withoutTexts(card: Card): Card {
  const { uuid, indicator, source, overrideReasons, extension } = card;
  const { rule, knowledgeVersion, review } = extension['com.midback-cds.why'];
  return {
    uuid,
    summary: clip(source.topic.display, LONGEST_SUMMARY),
    indicator,
    source,
    ...(overrideReasons === undefined ? {} : { overrideReasons }),
    extension: { 'com.midback-cds.why': { rule, knowledgeVersion, review } },
  };
}

function addressesOf({ source, links = [] }: Card): readonly string[] {
  return [source.url, source.topic.system, ...links.map(({ url }) => url)];
}

/** Every other text that somebody may read; resources of suggestions are the client's own or the knowledge's. */
function* plainTexts({ summary, source, suggestions = [], overrideReasons = [], links = [], extension }: Card) {
  yield summary;
  yield source.label;
  yield source.topic.display;
  for (const { label, actions } of suggestions) {
    yield label;
    for (const { description } of actions) yield description;
  }
  for (const { display } of overrideReasons) yield display;
  for (const { label } of links) yield label;
  for (const { finding, value = '' } of extension['com.midback-cds.why'].evidence ?? []) {
    yield finding;
    yield value;
  }
}

type IsKnown = (url: string) => boolean;

function faultIn(text: string, isKnown: IsKnown): CardFault | undefined {
  if (!SUSPICIOUS.test(text) && !text.includes('\n')) return undefined;
  return HIDDEN.test(text) ? 'hidden-characters' : faultInMarkup(text, isKnown);
}

function faultInMarkdown(detail: string, isKnown: IsKnown): CardFault | undefined {
  if (HIDDEN.test(detail.replaceAll('\n', ' '))) return 'hidden-characters';
  const unescaped = detail.replace(ESCAPED, HARMLESS);
  return DEFINITION.test(unescaped) ? 'link' : faultInMarkup(unescaped, isKnown);
}

function faultInMarkup(text: string, isKnown: IsKnown): CardFault | undefined {
  if (HTML.test(text)) return 'html';
  const others = text.replace(/https?:\/\/[^\s<>()[\]]+/gi, (url) => (isKnown(url) ? HARMLESS : url));
  return LINK.test(others.replaceAll(`](${HARMLESS})`, HARMLESS)) ? 'link' : undefined;
}

function isBelow(url: string, baseUrl: string): boolean {
  return url === baseUrl || url.startsWith(`${baseUrl}/`);
}

/** Parsed, as a browser would: `https://known.example@other.example` is at another place than it begins with. */
function isAmong(url: string, origins: ReadonlySet<string>): boolean {
  if (!URL.canParse(url)) return false;
  const { origin, username, password } = new URL(url);
  return username === '' && password === '' && origins.has(origin);
}
