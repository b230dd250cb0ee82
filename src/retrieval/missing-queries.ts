// What has to be asked for so that nothing is missing from a call (conformance F1 to F3).
import type { HookRequest, Retrieval } from '../cds/hook-request.ts';
import { typeAsked } from '../cds/prefetch.ts';
import type { FhirRelease } from '../fhir/releases/release.ts';
import type { RawResource } from '../fhir/types.ts';
import { fillTemplate } from './fill-template.ts';

/** What is asked for one prefetch key. */
export interface Query {
  readonly key: string;
  /** Below the base URL, or the absolute URL of a next page. Together they answer the key. */
  readonly paths: readonly string[];
  /** `Bundle` for a search, the type for a read. */
  readonly expects: string;
  /** The type of the resources, as R4 names it. */
  readonly type: string;
  /** The resources of the page that came with the request, when the query goes on from there. */
  readonly before: readonly RawResource[];
  readonly known: Retrieval;
}

/** Keys that the client left out or sent a page of. What it looked for in vain, or failed at, is not asked again (F2). */
export function missingQueries(
  request: HookRequest,
  templates: Readonly<Record<string, string>>,
  release: FhirRelease | undefined,
): readonly Query[] {
  return [...request.prefetch].flatMap(([key, known]): readonly Query[] => {
    if (known.state === 'complete' || known.reason === 'failed') return [];
    const type = typeAsked(templates[key] ?? '');
    if (known.state === 'partial' && known.next !== undefined) {
      return [{ key, paths: [known.next], expects: 'Bundle', type, before: known.resources, known }];
    }
    const path = fillTemplate(templates[key] ?? '', request);
    if (path === undefined || path === '') return [];
    const expects = path.includes('?') ? 'Bundle' : type;
    return [{ key, paths: release === 'STU3' ? inStu3(path) : [path], expects, type, before: [], known }];
  });
}

/** The query as an STU3 server knows it; undefined where that is no other. */
export function queryInStu3(query: Query): Query | undefined {
  const paths = query.paths.flatMap(inStu3);
  return paths.length === query.paths.length ? undefined : { ...query, paths };
}

const SERVICE_SEARCH = /^ServiceRequest(?=\?)/;

/** What R4 searches in one place was in two types of STU3. */
function inStu3(path: string): readonly string[] {
  if (!SERVICE_SEARCH.test(path)) return [path];
  return ['ProcedureRequest', 'ReferralRequest'].map((type) => path.replace(SERVICE_SEARCH, type));
}
