// Draft orders, alone and several at once.
import type { RawResource } from '../../src/fhir/types.ts';
import { coded, icd, resource, rx, SNOMED, words } from '../support/facts.ts';

/** A draft with a name for messages. */
export interface Draft {
  readonly id: string;
  readonly resource: RawResource;
}

type Elements = Readonly<Record<string, unknown>>;

const backPain: Elements = { reasonCode: [icd('M54.6')] };
const kidneyStone: Elements = { reasonCode: [icd('N20.0')] };
const cpt = (code: string): Elements => coded('http://www.ama-assn.org/go/cpt', code);
const imaging = { category: [coded(SNOMED, '363679005')] };

function drug(id: string, code: string, name: string, more: Elements = {}): Draft {
  const medication = { medicationCodeableConcept: rx(code, name) };
  return {
    id,
    resource: resource('MedicationRequest', { id, status: 'draft', intent: 'order', ...medication, ...more }),
  };
}

function service(id: string, code: Elements, more: Elements = {}): Draft {
  return { id, resource: resource('ServiceRequest', { id, status: 'draft', intent: 'order', code, ...more }) };
}

const aGram = {
  dosageInstruction: [
    {
      timing: { repeat: { frequency: 2, period: 1, periodUnit: 'd' } },
      doseAndRate: [{ doseQuantity: { value: 500, unit: 'mg', system: 'http://unitsofmeasure.org', code: 'mg' } }],
    },
  ],
};

/** The orders that the search places. */
export const drafts: readonly Draft[] = [
  drug('draft-tramadol', '835603', 'tramadol hydrochloride 50 MG Oral Tablet', backPain),
  drug('draft-oxycodone', '1049621', 'oxycodone hydrochloride 5 MG Oral Tablet'),
  drug('draft-oxycodone-acetaminophen', '1049221', 'acetaminophen 325 MG / oxycodone hydrochloride 5 MG Oral Tablet'),
  drug('draft-morphine-stone', '892582', 'morphine sulfate 15 MG Oral Tablet', kidneyStone),
  drug('draft-ibuprofen', '197805', 'Ibuprofen 400 MG Oral Tablet'),
  drug('draft-naproxen', '198014', 'Naproxen 500 MG Oral Tablet', backPain),
  drug('draft-aspirin-1g', '198471', 'aspirin 500 MG Oral Tablet', aGram),
  drug('draft-gel', '855633', 'Diclofenac Sodium 0.01 MG/MG Topical Gel'),
  drug('draft-acetaminophen', '198440', 'Acetaminophen 500 MG Oral Tablet'),
  drug('draft-glucosamine', '199389', 'Glucosamine Sulfate 500 MG Oral Tablet'),
  drug('draft-duloxetine', '596930', 'duloxetine 30 MG Delayed Release Oral Capsule', backPain),
  drug('draft-omeprazole', '198051', 'Omeprazole 20 MG Delayed Release Oral Capsule'),
  drug('draft-warfarin', '855332', 'warfarin sodium 5 MG Oral Tablet'),
  drug('draft-hydrochlorothiazide', '310798', 'hydrochlorothiazide 25 MG Oral Tablet'),
  service('draft-mri', cpt('72146'), imaging),
  service('draft-xray', cpt('72072'), imaging),
  service('draft-ct-lumbar', words('CT of the lumbar spine'), { ...imaging, ...backPain }),
  service('draft-chest-film', cpt('71046'), imaging),
  service('draft-facet-injection', cpt('64490')),
  service('draft-epidural', cpt('62321'), backPain),
  service('draft-bed-rest', words('Bed rest')),
  service('draft-tens', cpt('97014')),
  service('draft-surgeon', coded(SNOMED, '308481009')),
  service('draft-physical-therapy', coded(SNOMED, '91251008')),
];
