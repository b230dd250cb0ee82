// A server that answers with another patient's data is not believed (conformance F6).
import { belongsTo } from '../facts/subject.ts';
import type { RawResource } from '../fhir/types.ts';
import type { Fetched } from './fetch-all.ts';

/** The answer without what belongs to others. When there was any, the rest is only a part, however whole it looked. */
export function ofPatient(fetched: Fetched, patientId: string): Fetched {
  const { retrieval } = fetched;
  if (retrieval.state === 'unknown') return fetched;
  const resources = retrieval.resources.filter((resource) => isOwn(resource, patientId));
  if (resources.length === retrieval.resources.length) return fetched;
  const problem = 'other-patient';
  if (resources.length === 0) return { retrieval: { state: 'unknown', reason: 'failed' }, problem };
  return { retrieval: { state: 'partial', resources, reason: 'failed' }, problem };
}

function isOwn(resource: RawResource, patientId: string): boolean {
  return resource.resourceType === 'Patient' ? resource.id === patientId : belongsTo(resource, patientId);
}
