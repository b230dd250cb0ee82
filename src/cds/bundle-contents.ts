// The resources in whatever a client sends where a Bundle is expected: a Bundle, one bare resource, or a list of them.
import { asArray, asResource, isObject, text } from '../fhir/lenient.ts';
import type { JsonObject, RawResource } from '../fhir/types.ts';
import type { Gap } from './hook-request.ts';

/** One resource, with the `fullUrl` of its entry when it had one. */
export interface BundledResource {
  readonly resource: RawResource;
  readonly fullUrl?: unknown;
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
 * Opens a Bundle, read leniently; undefined when the value is nothing that could hold resources. `before`: how many entries
 * of the same search came on earlier pages.
 */
export function bundleContents(value: unknown, before = 0): BundleContents | undefined {
  if (!Array.isArray(value) && !isBundle(value) && asResource(value) === undefined) return undefined;
  // An empty list and a Parameters resource are no answer to a search.
  if (Array.isArray(value) && value.length === 0) return undefined;
  if (isObject(value) && value['resourceType'] === 'Parameters') return undefined;
  const collected: Collected = { contents: [], gaps: new Set() };
  if (isBundle(value)) collectEntries(value, collected);
  else for (const part of asArray(value)) collect(part, collected);
  const { contents, gaps } = collected;
  if (gaps.has('failed')) return { contents, gap: 'failed' };
  if (gaps.has('truncated')) return { contents, gap: 'truncated' };
  return { contents, ...(isBundle(value) ? remainder(value, before) : {}) };
}

/** What a page leaves out; nothing when it is the last one. */
function remainder(page: JsonObject, before: number): Pick<BundleContents, 'gap' | 'next'> {
  const link = nextLink(page);
  if (link === undefined && !promisesMore(page, before)) return {};
  const next = text(link?.['url']);
  return { gap: 'truncated', ...(next === undefined ? {} : { next }) };
}

function collect(value: unknown, into: Collected, fullUrl?: unknown): void {
  if (isBundle(value)) {
    if (nextLink(value) !== undefined || promisesMore(value, 0)) into.gaps.add('truncated');
    collectEntries(value, into);
    return;
  }
  const resource = asResource(value);
  if (resource === undefined) into.gaps.add('failed');
  else if (resource.resourceType !== 'OperationOutcome') into.contents.push({ resource, fullUrl });
  else if (tellsFailure(resource)) into.gaps.add('failed');
}

function collectEntries(bundle: JsonObject, into: Collected): void {
  for (const entry of asArray(bundle['entry'])) collectEntry(entry, into);
}

function collectEntry(entry: unknown, into: Collected): void {
  // Some clients list the resources themselves in place of entries.
  const bare = !isObject(entry) || (entry['resource'] === undefined && asResource(entry) !== undefined);
  const resource = bare ? entry : entry['resource'];
  if (resource === undefined || resource === null) {
    // An entry without a resource says nothing about the patient, save that its query failed.
    if (isObject(entry) && isObject(entry['response']) && !isSuccess(entry['response']['status'])) {
      into.gaps.add('failed');
    }
    return;
  }
  collect(resource, into, isObject(entry) ? entry['fullUrl'] : undefined);
}

function isSuccess(status: unknown): boolean {
  return (typeof status === 'string' || typeof status === 'number') && SUCCESS.test(String(status));
}

/** Some clients leave `resourceType` off; a list of entries says Bundle clearly enough. */
export function isBundle(value: unknown): value is JsonObject {
  if (!isObject(value)) return false;
  return value['resourceType'] === 'Bundle' || (value['resourceType'] === undefined && Array.isArray(value['entry']));
}

/** A total, which is that of all pages, above the number of entries so far: the rest is somewhere else. */
function promisesMore(bundle: JsonObject, before: number): boolean {
  const total = bundle['total'];
  return typeof total === 'number' && total > before + asArray(bundle['entry']).length;
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
