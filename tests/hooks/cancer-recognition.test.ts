// Cancer as charts write it: SNOMED CT down to histology and side with no other code beside it, and words alone (0.5).
import { expect } from 'chai';
import { readConcept } from '../../src/facts/concept.ts';
import { coded, local, reading, SNOMED, words } from '../support/facts.ts';

const CANCER = [
  'malignancy',
  'malignancy-active',
  'malignancy-secondary',
  'malignancy-history',
  'malignancy-bone-tropic',
];
type Kind = 'active' | 'secondary' | 'history' | 'bone-tropic';

const cancerSets = (concept: unknown): readonly string[] =>
  (readConcept(concept, reading().terminology)?.sets ?? []).filter((set) => CANCER.includes(set)).sort();
const expected = (kinds: readonly Kind[]): readonly string[] =>
  ['malignancy', ...kinds.map((kind) => `malignancy-${kind}`)].sort();

const codes: readonly (readonly [code: string, display: string, ...kinds: readonly Kind[]])[] = [
  ['91271000119101', 'Metastatic squamous cell carcinoma to bone', 'active', 'secondary'],
  ['285619009', 'Metastasis to vertebral column of unknown primary', 'active', 'secondary'],
  ['712849003', 'Primary malignant neoplasm of prostate metastatic to bone', 'active', 'secondary', 'bone-tropic'],
  ['1078961000119104', 'Primary adenocarcinoma of upper lobe of right lung', 'active', 'bone-tropic'],
  ['711414003', 'Primary clear cell adenocarcinoma of lung', 'active', 'bone-tropic'],
  ['1080101000119105', 'Infiltrating duct carcinoma of left female breast', 'active', 'bone-tropic'],
  ['461511000124101', 'Biochemically recurrent prostate cancer', 'active', 'bone-tropic'],
  ['314967004', 'Local recurrence of malignant tumor of kidney', 'active', 'bone-tropic'],
  ['414553000', 'Kappa light chain myeloma', 'active', 'bone-tropic'],
  ['308121000', "Follicular non-Hodgkin's lymphoma", 'active', 'bone-tropic'],
  ['359631009', 'Acute myeloid leukemia, minimal differentiation, FAB M0', 'active'],
  ['422679002', 'Seminoma of testis, stage 3', 'active'],
  ['447730004', 'Chordoma of sacrum', 'active'],
  ['109853004', 'Malignant mesothelioma of peritoneum', 'active'],
  ['16848101000119100', 'History of primary malignant neoplasm of right lung', 'history', 'bone-tropic'],
];

const texts: readonly (readonly [text: string, ...kinds: readonly Kind[]])[] = [
  ['Cholangiocarcinoma', 'active'],
  ['Glioblastoma, left temporal', 'active'],
  ['Malignant mesothelioma of pleura', 'active'],
  ["Hodgkin's disease, nodular sclerosis", 'active', 'bone-tropic'],
  ['Multiple myelomatosis', 'active', 'bone-tropic'],
  ['Solitary plasmacytoma of T8', 'active', 'bone-tropic'],
  ['Waldenstrom macroglobulinaemia', 'active'],
  ['DLBCL on R-CHOP', 'active', 'bone-tropic'],
  ['RCC left kidney', 'active', 'bone-tropic'],
  ['Ca breast, left', 'active', 'bone-tropic'],
  ['CA of the prostate', 'active', 'bone-tropic'],
  ['Seminoma', 'active'],
  ['Ca prostate with bony mets', 'active', 'secondary', 'bone-tropic'],
  ['Lung cancer, mets to spine', 'active', 'secondary', 'bone-tropic'],
  ['Peritoneal carcinomatosis', 'active', 'secondary'],
  ['H/o seminoma 2009', 'history'],
  ['History of ca breast 2011', 'history', 'bone-tropic'],
];

const notCancer: readonly (readonly [code: string, display: string])[] = [
  ['254701007', 'Basal cell carcinoma of skin'],
  ['372130007', 'Malignant neoplasm of skin'],
  ['269497004', 'Neoplasm of uncertain behavior of breast'],
  ['432519008', 'Increased cancer antigen 125'],
  ['33772003', 'Myelomalacia'],
];

const notCancerTexts = [
  'Carcinoma in situ of cervix',
  'Basal cell carcinoma of nose',
  'Non-malignant pain',
  'Metastatic calcification',
  'Serum Ca 125 raised',
  'Ca 2.1 mmol/L',
  'Exercise capacity 5 mets in test',
  'Osteoblastoma',
];

describe('cancer is recognised', () => {
  for (const [code, display, ...kinds] of codes) {
    it(`by code: ${display}`, () => {
      expect(cancerSets(coded(SNOMED, code, display))).to.deep.equal(expected(kinds));
    });
  }

  for (const [text, ...kinds] of texts) {
    it(`by words: ${text}`, () => {
      expect(cancerSets(words(text))).to.deep.equal(expected(kinds));
      expect(cancerSets(local(text))).to.deep.equal(expected(kinds));
    });
  }

  for (const [code, display] of notCancer) {
    it(`not in ${display}`, () => {
      expect(cancerSets(coded(SNOMED, code, display))).to.deep.equal([]);
    });
  }

  for (const text of notCancerTexts) {
    it(`not in the words "${text}"`, () => {
      expect(cancerSets(words(text))).to.deep.equal([]);
    });
  }
});
