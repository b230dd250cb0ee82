// The value sets are chosen by hand; these codes were once left out, and each absence silenced a dangerous row.
import { readFileSync } from 'node:fs';
import { expect } from 'chai';

const SCT = 'http://snomed.info/sct';
const CPT = 'http://www.ama-assn.org/go/cpt';
const ATC = 'http://www.whocc.no/atc';

interface Include {
  readonly system: string;
  readonly concept?: readonly { readonly code: string }[];
}

/** Codes whose absence would silence a dangerous row, by value set. */
const REQUIRED: Readonly<Record<string, readonly (readonly [system: string, codes: string])[]>> = {
  'spinal-infection': [[SCT, '63627007 14405000 16300007 447332005']],
  'bacteraemia-sepsis': [[SCT, '56819008']],
  malignancy: [[SCT, '315004001 315006004 314996003 94186002']],
  'malignancy-active': [[SCT, '315004001 315006004 314996003 94186002']],
  'malignancy-secondary': [[SCT, '315004001 315006004 314996003 94186002']],
  'vertebral-fracture-cord-injury': [[SCT, '84138006']],
  fracture: [[SCT, '84138006 274146004']],
  'neurogenic-bladder-bowel': [[SCT, '427482006 425596001']],
  'gi-bleed': [[SCT, '24807004 12063002']],
  'inflammatory-bowel-disease': [[SCT, '397173003']],
  'heart-failure': [[SCT, '10091002 5375005']],
  'liver-decompensated': [[SCT, '24807004 43904005 21861000']],
  'spine-surgery': [
    [SCT, '239542002 260649000 265717009'],
    [CPT, '22510 22513 22551 22558 22612 22630 22633 63030 63047 63056'],
  ],
  'major-surgery': [[CPT, '27130 27447 32100 47562 59510']],
  'surgery-any': [[CPT, '22551 27130 27447 32100 47562 59510']],
  delivery: [[CPT, '59510']],
  'nsaid-allergy': [[ATC, 'M01AH05 M01AB16 M01AE17 M01AC05']],
};

/** The codes of one system that a value set lists one by one. */
function listedCodes(set: string, system: string): ReadonlySet<string> {
  const url = new URL(`../../hooks/valuesets/${set}.json`, import.meta.url);
  const { compose } = JSON.parse(readFileSync(url, 'utf8')) as { compose: { include: readonly Include[] } };
  const included = compose.include.filter((include) => include.system === system);
  return new Set(included.flatMap(({ concept }) => (concept ?? []).map(({ code }) => code)));
}

describe('value sets of red flags and safety', () => {
  for (const [set, required] of Object.entries(REQUIRED)) {
    it(`${set} holds its indispensable codes`, () => {
      const missing = required.flatMap(([system, codes]) => {
        const listed = listedCodes(set, system);
        return codes.split(' ').filter((code) => !listed.has(code));
      });
      expect(missing).to.deep.equal([]);
    });
  }
});
