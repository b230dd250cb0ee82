// What replaces a draft is ordered for the reason of the draft: headache stays headache (Annex B, 7.3).
import { expect } from 'chai';
import type { Card } from '../../src/cards/card.ts';
import { loadCases, requestFor } from '../support/case-request.ts';
import { shippedEngine } from '../support/service.ts';
import { caseService } from '../support/test-cases.ts';

interface Reasons {
  readonly reasonReference: unknown;
  readonly reasonCode: unknown;
}

/** The reasons of the drug that the first replacement in the answer to a case creates. */
function reasonsIn(id: string): Reasons {
  const one = loadCases().find((candidate) => candidate.id === id);
  if (one === undefined) throw new Error(`no case ${id}`);
  const { cards } = caseService(shippedEngine()).call(requestFor(one)).body as { readonly cards: readonly Card[] };
  const actions = cards.flatMap(({ suggestions = [] }) => suggestions.flatMap((suggestion) => suggestion.actions));
  const created = actions.find((action) => action.type === 'create');
  if (created?.type !== 'create') throw new Error(`the case ${id} creates nothing`);
  return { reasonReference: created.resource['reasonReference'], reasonCode: created.resource['reasonCode'] };
}

describe('the reason of a replacement', () => {
  it('is the back pain on record when the draft gives none', () => {
    const { reasonReference, reasonCode } = reasonsIn('nsaid-reason-none');
    expect(reasonReference).to.have.length(1);
    expect(reasonCode).to.deep.equal([{ text: 'Mid back pain' }]);
  });

  it('is what the draft says by words when that is something else', () => {
    expect(reasonsIn('nsaid-reason-headache')).to.deep.equal({
      reasonReference: undefined,
      reasonCode: [{ text: 'Headache' }],
    });
  });

  it('is the Condition that the draft names', () => {
    expect(reasonsIn('nsaid-reason-back-reference').reasonReference).to.deep.equal([{ reference: 'Condition/back' }]);
    expect(reasonsIn('nsaid-reason-other-reference')).to.deep.equal({
      reasonReference: [{ reference: 'Condition/period' }],
      reasonCode: [{ text: 'Dysmenorrhea' }],
    });
  });

  it('is left out when the draft names a Condition that did not arrive', () => {
    expect(reasonsIn('nsaid-reason-unknown-reference')).to.deep.equal({
      reasonReference: undefined,
      reasonCode: undefined,
    });
  });
});
