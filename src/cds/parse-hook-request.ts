// The edge of the protocol: an unknown JSON value becomes a HookRequest, or an error that names every problem.
// Read leniently where deployed clients deviate harmlessly; refuse what would make advice rest on a guess.
import { AppError, type Problem } from '../base/errors.ts';
import { asArray, isObject, text } from '../fhir/lenient.ts';
import type { JsonObject } from '../fhir/types.ts';
import type { ServiceListing } from './discovery.ts';
import { readDraftOrders, selectedOrders } from './draft-orders.ts';
import type { FhirAccess, HookRequest } from './hook-request.ts';
import { readPrefetch } from './prefetch.ts';
import { refuseTooManyResources } from './request-limits.ts';
import { requestProblems } from './request-problems.ts';

/** Reads a call to a service that is listed with these hooks. */
export function parseHookRequest(body: unknown, served: readonly ServiceListing[]): HookRequest {
  const listing = listingFor(body, served);
  const problems = requestProblems(body, listing?.hook);
  if (problems.length > 0 || listing === undefined || !isObject(body)) throw invalid(problems);
  const context = asContext(body);
  const encounterId = text(context['encounterId']);
  const access = readAccess(body);
  const orders = readOrders(listing, context);
  const patientId = lastParts(context['patientId'], 1);
  const prefetch = readPrefetch(body['prefetch'], listing.prefetch ?? {}, patientId);
  refuseTooManyResources(resourceCount(orders.draftOrders ?? [], prefetch));
  return {
    hook: listing.hook,
    hookInstance: String(body['hookInstance']),
    userId: lastParts(context['userId'], 2),
    patientId,
    ...(encounterId === undefined ? {} : { encounterId: lastParts(encounterId, 1) }),
    ...orders,
    prefetch,
    ...(access === undefined ? {} : { access }),
  };
}

function resourceCount(drafts: readonly unknown[], prefetch: HookRequest['prefetch']): number {
  let count = drafts.length;
  for (const retrieval of prefetch.values()) if (retrieval.state !== 'unknown') count += retrieval.resources.length;
  return count;
}

/** The listing that answers the call's hook; undefined when the call does not name a hook at all. */
function listingFor(body: unknown, served: readonly ServiceListing[]): ServiceListing | undefined {
  const hook = isObject(body) ? body['hook'] : undefined;
  if (typeof hook !== 'string') return undefined;
  const listing = served.find((candidate) => candidate.hook === hook);
  if (listing !== undefined) return listing;
  const hooks = served.map((candidate) => candidate.hook).join(', ');
  throw new AppError('HOOK_NOT_SERVED', `The service answers ${hooks}; the call names another hook.`, {
    problems: [{ pointer: '/hook', message: `must be one of ${hooks}` }],
  });
}

function readOrders(listing: ServiceListing, context: JsonObject): Pick<HookRequest, 'draftOrders' | 'selections'> {
  if (listing.hook === 'patient-view') return {};
  const drafts = readDraftOrders(context['draftOrders']);
  if (drafts === undefined) throw invalid([{ pointer: '/context/draftOrders', message: 'must be a Bundle' }]);
  if (listing.hook === 'order-sign') return { draftOrders: drafts.orders };
  const selections = selectedOrders(asArray(context['selections']), drafts);
  if (selections.length > 0) return { draftOrders: drafts.orders, selections };
  throw invalid([{ pointer: '/context/selections', message: 'must name at least one of the draft orders' }]);
}

function readAccess(body: JsonObject): FhirAccess | undefined {
  const fhirServer = text(body['fhirServer']);
  if (fhirServer === undefined) return undefined;
  const authorization = body['fhirAuthorization'];
  if (!isObject(authorization)) return { fhirServer };
  const [accessToken, patient] = [text(authorization['access_token']), text(authorization['patient'])];
  return {
    fhirServer,
    ...(accessToken === undefined ? {} : { accessToken }),
    ...(patient === undefined ? {} : { patient: lastParts(patient, 1) }),
  };
}

function asContext(body: JsonObject): JsonObject {
  const context = body['context'];
  return isObject(context) ? context : {};
}

/** `Practitioner/1` or `1` out of a relative or an absolute reference. */
function lastParts(reference: unknown, count: number): string {
  return String(reference).split('/').slice(-count).join('/');
}

function invalid(problems: readonly Problem[]): AppError {
  return new AppError('REQUEST_INVALID', 'The request breaks the definition of its hook.', { problems });
}
