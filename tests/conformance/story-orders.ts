// One person with acute mid-back pain, and two orders about it that draw cards.
import type { RawResource } from '../../src/fhir/types.ts';
import type { HookRequestBody } from '../support/case-request.ts';
import { storyRequest } from '../support/story-request.ts';

/** The person. */
export const STORY = 'hannah-34-acute-mid-back-pain';

/** A reason of the population. */
export const PAIN = {
  coding: [{ system: 'http://hl7.org/fhir/sid/icd-10-cm', code: 'M54.6', display: 'Pain in thoracic spine' }],
};

/** The category of imaging. */
export const IMAGING = { coding: [{ system: 'http://snomed.info/sct', code: '363679005', display: 'Imaging' }] };

/** An opioid. */
export const TRAMADOL = {
  resourceType: 'MedicationRequest',
  id: 'tramadol',
  status: 'draft',
  intent: 'order',
  medicationCodeableConcept: { text: 'Tramadol 50 mg tablet' },
};

/** Imaging without a red flag. */
export const MRI = {
  resourceType: 'ServiceRequest',
  id: 'mri',
  status: 'draft',
  intent: 'order',
  category: [IMAGING],
  code: { coding: [{ system: 'http://www.ama-assn.org/go/cpt', code: '72146' }], text: 'MRI of the thoracic spine' },
  reasonCode: [PAIN],
};

/** The order-sign call with these orders. */
export function signed(...draftOrders: readonly RawResource[]): HookRequestBody {
  return storyRequest(STORY, 'order-sign', { draftOrders });
}
