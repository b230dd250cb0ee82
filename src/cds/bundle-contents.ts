// The resources in whatever a client sends where a Bundle is expected: a Bundle, one bare resource, or a list of them.
import { asArray, asResource, isObject, text } from '../fhir/lenient.ts';
import type { JsonObject, RawResource } from '../fhir/types.ts';
import type { Gap } from './hook-request.ts';

/** One resource, with what its entry said about it. */
export interface BundledResource {
  readonly resource: RawResource;
  readonly fullUrl?: unknown;
  /** True when it came beside the matches of a search. */
  readonly isIncluded: boolean;
}

/** The search that a Bundle answers. */
export interface Search {
  /** The type that was asked for. */
  readonly type: string;
  /** How many matches came on earlier pages. */
  readonly before: number;
}

/** What a Bundle held. `gap`: it does not hold everything; a failed part outweighs a further page. */
export interface BundleContents {
  readonly contents: readonly BundledResource[];
  readonly gap?: Exclude<Gap, 'absent'>;
  /** The page that follows, when the value is one page of a search and nothing else is missing from it. */
  readonly next?: string;
}

/** Statuses of the parts of a batch answer: `200`, `201 Created`, `304 Not Modified`. */
const SUCCESS = /^(2\d\d|304)\b/;

interface Collected {
  readonly contents: BundledResource[];
  readonly gaps: Set<Gap>;
}

/**
 * Opens a Bundle, read leniently; undefined when the value is nothing that could hold resources. What answers another
 * `search` than the one given has a gap.
 */
export function bundleContents(value: unknown, search?: Search): BundleContents | undefined {
  if (!Array.isArray(value) && !isBundle(value) && asResource(value) === undefined) return undefined;
  // An empty list and a Parameters resource are no answer to a search.
  if (Array.isArray(value) && value.length === 0) return undefined;
  if (isObject(value) && value['resourceType'] === 'Parameters') return undefined;
  const collected: Collected = { contents: [], gaps: new Set() };
  if (isBundle(value)) collectEntries(value, collected);
  else for (const part of asArray(value)) collect(part, collected);
  const { contents, gaps } = collected;
  if (gaps.has('failed') || answersAnother(contents, search)) return { contents, gap: 'failed' };
  if (gaps.has('truncated')) return { contents, gap: 'truncated' };
  return { contents, ...(isBundle(value) ? remainder(value, search) : {}) };
}

/** Matches none of which is of the type that was asked for: whatever the client looked for, it was something else. */
function answersAnother(contents: readonly BundledResource[], search: Search | undefined): boolean {
  const matches = contents.filter(({ isIncluded }) => !isIncluded);
  return (
    search !== undefined && matches.length > 0 && !matches.some(({ resource }) => resource.resourceType === search.type)
  );
}

/** What a page leaves out; nothing when it is the last one. */
function remainder(page: JsonObject, search: Search | undefined): Pick<BundleContents, 'gap' | 'next'> {
  const link = nextLink(page);
  if (link === undefined && !promisesMore(page, search)) return {};
  const next = text(link?.['url']);
  return { gap: 'truncated', ...(next === undefined ? {} : { next }) };
}

function collect(value: unknown, into: Collected, entry?: JsonObject): void {
  if (isBundle(value)) {
    if (nextLink(value) !== undefined || promisesMore(value)) into.gaps.add('truncated');
    collectEntries(value, into);
    return;
  }
  const resource = asResource(value);
  if (resource === undefined) into.gaps.add('failed');
  else if (resource.resourceType !== 'OperationOutcome')
    into.contents.push({ resource, fullUrl: entry?.['fullUrl'], isIncluded: isBesideMatches(entry) });
  else if (tellsFailure(resource)) into.gaps.add('failed');
}

function collectEntries(bundle: JsonObject, into: Collected): void {
  for (const entry of asArray(bundle['entry'])) collectEntry(entry, into);
}

function collectEntry(entry: unknown, into: Collected): void {
  // Some clients list the resources themselves in place of entries.
  const bare = !isObject(entry) || (entry['resource'] === undefined && asResource(entry) !== undefined);
  const resource = bare ? entry : entry['resource'];
  if (resource !== undefined && resource !== null) collect(resource, into, bare ? undefined : entry);
  else if (!isObject(entry) || isMissing(entry)) into.gaps.add('failed');
}

/** An entry without a resource says nothing about the patient; only the outcome of its query may say that nothing should be there. */
function isMissing(entry: JsonObject): boolean {
  const { response } = entry;
  return isObject(response) ? !isSuccess(response['status']) : searchMode(entry) !== 'outcome';
}

function isSuccess(status: unknown): boolean {
  return (typeof status === 'string' || typeof status === 'number') && SUCCESS.test(String(status));
}

/** Some clients leave `resourceType` off; a list of entries says Bundle clearly enough. */
export function isBundle(value: unknown): value is JsonObject {
  if (!isObject(value)) return false;
  return value['resourceType'] === 'Bundle' || (value['resourceType'] === undefined && Array.isArray(value['entry']));
}

/** A total, which counts the matches of all pages, above the number of those so far: the rest is somewhere else. */
function promisesMore(bundle: JsonObject, search?: Search): boolean {
  const total = bundle['total'];
  if (typeof total !== 'number') return false;
  const matches = asArray(bundle['entry']).filter((entry) => isMatch(entry, search?.type));
  return total > (search?.before ?? 0) + matches.length;
}

/** Entries that do not say how they came to be there are taken for matches when they are of the type that was asked for. */
function isMatch(entry: unknown, type: string | undefined): boolean {
  if (!isObject(entry)) return false;
  const mode = searchMode(entry);
  if (mode !== undefined) return mode === 'match';
  const resource = asResource(entry['resource'] ?? entry);
  return resource !== undefined && (type === undefined || resource.resourceType === type);
}

function isBesideMatches(entry: JsonObject | undefined): boolean {
  const mode = entry === undefined ? undefined : searchMode(entry);
  return mode === 'include' || mode === 'outcome';
}

function searchMode({ search }: JsonObject): string | undefined {
  return isObject(search) ? text(search['mode']) : undefined;
}

function nextLink(bundle: JsonObject): JsonObject | undefined {
  return asArray(bundle['link']).find((link): link is JsonObject => isObject(link) && link['relation'] === 'next');
}

/** A warning inside a search answer takes nothing away from it; an error, or an outcome that does not say, does. */
function tellsFailure(outcome: RawResource): boolean {
  const issues = asArray(outcome['issue']);
  const harmless = (issue: unknown): boolean =>
    isObject(issue) && (issue['severity'] === 'warning' || issue['severity'] === 'information');
  return issues.length === 0 || !issues.every(harmless);
}
