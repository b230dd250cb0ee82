import { expect } from 'chai';
import { readKnowledge, schemaBreaches } from '../support/knowledge-file.ts';

interface Source {
  readonly id: string;
  readonly label: string;
  readonly url: string;
}

describe('hooks/sources.yaml', () => {
  let sources: readonly Source[];

  before(() => {
    ({ sources } = readKnowledge('sources.yaml') as { readonly sources: readonly Source[] });
  });

  it('keeps to its schema', () => {
    expect(schemaBreaches('sources', readKnowledge('sources.yaml'))).to.deep.equal([]);
  });

  it('holds the references R0 to R34 and the four beside them, in order, and one more for what the catalogue leaves open', () => {
    const numbers = Array.from({ length: 36 }, (_, number) => `R${number}`);
    const all = numbers.flatMap((id) => (['R12', 'R16', 'R19', 'R26'].includes(id) ? [id, `${id}b`] : [id]));
    expect(sources.map(({ id }) => id)).to.deep.equal(all);
  });

  it('links to https pages that parse, under labels that differ', () => {
    for (const { url } of sources) expect(new URL(url).protocol).to.equal('https:');
    expect(new Set(sources.map(({ label }) => label)).size).to.equal(sources.length);
  });
});
