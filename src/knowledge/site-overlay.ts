// A site's own folder laid over hooks/: other thresholds, extra codes, a rule switched off, another text. The shipped files
// stay as they are; what differs is kept as a list.
import { isObject } from '../fhir/lenient.ts';
import { Place, type Path, type SourceFile } from './source-file.ts';

/** One difference, for people: where it is, what it was, what it is now; whole, an empty text for "not there". */
export interface SiteChange {
  /** `cards/opioids.yaml opioid-order-msk.status`. */
  readonly where: string;
  readonly before: string;
  readonly after: string;
}

/** A shipped file with a site's file of the same name laid over it. */
export interface Overlaid {
  readonly file: SourceFile;
  readonly changes: readonly SiteChange[];
}

/** Lists that a site adds to: the codes of a value set or of a laboratory item, the patterns of free text. */
const GROWING = new Set(['include', 'exclude', 'patterns', 'codings']);
/** Lists whose things go by a code in place of an id. */
const CODED = new Set(['notes', 'reasons', 'words']);

interface Merge {
  readonly changes: SiteChange[];
  /** Where a path of the merged file stands in the site's file, with all that is inside it. */
  readonly origins: Map<string, Path>;
  /** Objects that hold something of both files: what they lack, the site took away. */
  readonly shared: Map<string, Path>;
  readonly name: string;
  readonly site: SourceFile;
}

/**
 * Objects are merged key by key, lists of things with an `id` id by id (a new id is added), growing lists are added to,
 * everything else is replaced. `null` in the site's file removes a key. Told to sites in hooks/README.md.
 */
export function layOver(shipped: SourceFile, site: SourceFile): Overlaid {
  refuseUnclear(site);
  const merge: Merge = { changes: [], origins: new Map(), shared: new Map(), name: shipped.name, site };
  const data = mergeValue(shipped.data, site.data, { path: [], sitePath: [], label: '' }, merge);
  const origin = (path: Path): Path | undefined => {
    const own = merge.shared.get(JSON.stringify(path));
    if (own !== undefined) return own;
    for (let length = path.length; length >= 0; length--) {
      const known = merge.origins.get(JSON.stringify(path.slice(0, length)));
      if (known !== undefined) return [...known, ...path.slice(length)];
    }
    return undefined;
  };
  const file: SourceFile = {
    name: shipped.name,
    data,
    nameAt: (path) => (origin(path) === undefined ? shipped.name : site.name),
    isOwnAt: (path) => path.some((_, end) => merge.origins.has(JSON.stringify(path.slice(0, end + 1)))),
    lineAt: (path) => {
      const own = origin(path);
      return own === undefined ? shipped.lineAt(path) : site.lineAt(own);
    },
  };
  return { file, changes: merge.changes };
}

/** A file that only the site has. */
export function addedFile(site: SourceFile, name: string): Overlaid {
  refuseUnclear(site);
  const file = { ...site, name, nameAt: () => site.name, isOwnAt: () => true };
  return { file, changes: [{ where: name, before: '', after: 'added' }] };
}

/** An empty file changes nothing that anybody meant; of two things with one id only the last would count. */
export function refuseUnclear(site: SourceFile): void {
  if (site.data === null) throw new Place(site).error('the file is empty');
  refuseRepeated(site.data, new Place(site));
}

function refuseRepeated(value: unknown, place: Place): void {
  if (Array.isArray(value)) {
    const ids = value.map((item) => idOf(item, place.path.at(-1)));
    const repeated = ids.findIndex((id, index) => id !== undefined && ids.indexOf(id) < index);
    if (repeated >= 0) throw place.at(repeated).error(`"${ids[repeated] ?? ''}" is there twice`);
    value.forEach((item, index) => {
      refuseRepeated(item, place.at(index));
    });
  } else if (isObject(value)) {
    for (const [key, inner] of Object.entries(value)) refuseRepeated(inner, place.at(key));
  }
}

interface Spot {
  readonly path: Path;
  readonly sitePath: Path;
  /** The path with ids in place of list indexes. */
  readonly label: string;
}

function mergeValue(before: unknown, after: unknown, spot: Spot, merge: Merge): unknown {
  if (isObject(before) && isObject(after)) return mergeObject(before, after, spot, merge);
  if (Array.isArray(before) && Array.isArray(after)) return mergeList(before, after, spot, merge);
  replaced(before, after, spot, merge);
  return after;
}

function mergeObject(
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
  spot: Spot,
  merge: Merge,
): unknown {
  const merged: Record<string, unknown> = { ...before };
  merge.shared.set(JSON.stringify(spot.path), spot.sitePath);
  for (const [key, value] of Object.entries(after)) {
    const inner = into(spot, key, key, spot.label === '' ? key : `${spot.label}.${key}`);
    if (value === null) {
      Reflect.deleteProperty(merged, key);
      replaced(before[key], undefined, inner, merge);
    } else {
      merged[key] = mergeValue(before[key], value, inner, merge);
    }
  }
  return merged;
}

function mergeList(before: readonly unknown[], after: readonly unknown[], spot: Spot, merge: Merge): unknown {
  const merged = [...before];
  const last = spot.path.at(-1);
  const grows = typeof last === 'string' && GROWING.has(last);
  const byId = (list: readonly unknown[]): boolean =>
    list.length > 0 && list.every((item) => idOf(item, last) !== undefined);
  // Nothing would be added or merged, though whoever wrote it meant something.
  if (after.length === 0 && (grows || byId(before))) {
    throw new Place(merge.site, spot.sitePath).error('the list is empty, and this one is not replaced as a whole');
  }
  if (!grows && !byId(after)) {
    replaced(before, after, spot, merge);
    return after;
  }
  after.forEach((item, index) => {
    const id = idOf(item, last);
    const at = id === undefined ? -1 : before.findIndex((other) => idOf(other, last) === id);
    const position = at < 0 ? merged.length : at;
    const inner = into(spot, position, index, labelOf(spot.label, id, position));
    merged[position] = at < 0 ? item : mergeValue(before[at], item, inner, merge);
    if (at < 0) replaced(undefined, item, inner, merge);
  });
  return merged;
}

/** An id stands for the list that it is in: `avoid-bed-rest.base.summary`. */
function labelOf(list: string, id: string | undefined, position: number): string {
  if (id === undefined) return `${list}[${String(position)}]`;
  return [...list.split('.').slice(0, -1), id].join('.');
}

function into(spot: Spot, key: string | number, siteKey: string | number, label: string): Spot {
  return { path: [...spot.path, key], sitePath: [...spot.sitePath, siteKey], label };
}

function replaced(before: unknown, after: unknown, spot: Spot, merge: Merge): void {
  if (after !== undefined) merge.origins.set(JSON.stringify(spot.path), spot.sitePath);
  if (JSON.stringify(before) === JSON.stringify(after)) return;
  merge.changes.push({ where: `${merge.name} ${spot.label}`, before: show(before), after: show(after) });
}

function show(value: unknown): string {
  if (value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function idOf(item: unknown, list: string | number | undefined): string | undefined {
  const key = typeof list === 'string' && CODED.has(list) ? 'code' : 'id';
  const id = isObject(item) ? item[key] : undefined;
  return typeof id === 'string' ? id : undefined;
}
