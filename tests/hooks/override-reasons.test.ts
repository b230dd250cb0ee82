import { expect } from 'chai';
import { readKnowledge, schemaBreaches } from '../support/knowledge-file.ts';

interface OverrideReasons {
  readonly common: readonly string[];
  readonly reasons: readonly { readonly code: string; readonly display: string }[];
}

// Annex C
const NAMED = [
  ...['evaluated-already', 'flag-not-current', 'flag-data-wrong', 'patient-declined', 'patient-prefers-nondrug'],
  ...['already-using-otc', 'not-msk', 'benefit-outweighs-risk', 'specialist-advice', 'nonopioid-failed'],
  ...['severe-acute-trauma', 'cancer-or-palliative', 'sickle-cell', 'flag-found-on-exam', 'prior-imaging-abnormal'],
  'medicolegal',
];

describe('hooks/override-reasons.yaml', () => {
  let content: OverrideReasons;

  before(() => {
    content = readKnowledge('override-reasons.yaml') as OverrideReasons;
  });

  it('keeps to its schema', () => {
    expect(schemaBreaches('override-reasons', content)).to.deep.equal([]);
  });

  it('holds the common set first and then every reason of Annex C, each once', () => {
    expect(content.reasons.slice(0, content.common.length).map(({ code }) => code)).to.deep.equal(content.common);
    expect(content.reasons.map(({ code }) => code).sort()).to.deep.equal([...content.common, ...NAMED].sort());
    expect(new Set(content.reasons.map(({ display }) => display)).size).to.equal(content.reasons.length);
  });

  it('shows the common set in the words of Annex C', () => {
    expect(content.reasons.slice(0, 5).map(({ display }) => display)).to.deep.equal([
      'Patient preference after discussion',
      'Contraindication not in the record',
      'Clinical judgement, see note',
      'Record data wrong or outdated',
      'Already done elsewhere',
    ]);
  });
});
