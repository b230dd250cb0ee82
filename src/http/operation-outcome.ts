// An error as FHIR tells it (conformance R10). Everything in it is ours: codes, places, rules; no value of the request.
import { ERROR_CATALOGUE, type AppError, type ErrorMeaning } from '../base/errors.ts';
import type { CodeSystem, OperationOutcome } from '../fhir/types.ts';

/** Where the codes are defined, under the service's base URL. */
export const ERROR_SYSTEM_PATH = '/CodeSystem/errors';

/** The OperationOutcome of an error: one issue for each problem, or one for the error itself. */
export function operationOutcome(error: AppError, baseUrl: string): OperationOutcome {
  const { issueCode, meaning }: ErrorMeaning = ERROR_CATALOGUE[error.code];
  const lines = error.problems.map(({ pointer, message }) => `${pointer === '' ? 'the body' : pointer} ${message}`);
  const diagnostics = lines.length === 0 ? [error.message] : lines;
  const details = { coding: [{ system: `${baseUrl}${ERROR_SYSTEM_PATH}`, code: error.code }], text: meaning };
  return {
    resourceType: 'OperationOutcome',
    issue: diagnostics.map((line) => ({ severity: 'error', code: issueCode, details, diagnostics: line })),
  };
}

/** The code system that the outcomes refer to. */
export function errorCodeSystem(baseUrl: string): CodeSystem {
  const concepts = Object.entries<ErrorMeaning>(ERROR_CATALOGUE);
  return {
    resourceType: 'CodeSystem',
    id: 'errors',
    url: `${baseUrl}${ERROR_SYSTEM_PATH}`,
    name: 'MidbackCdsErrors',
    title: 'Errors of Midback CDS',
    status: 'active',
    content: 'complete',
    caseSensitive: true,
    count: concepts.length,
    concept: concepts.map(([code, { status, meaning }]) => ({
      code,
      display: meaning,
      definition: `HTTP status ${status}.`,
    })),
  };
}
