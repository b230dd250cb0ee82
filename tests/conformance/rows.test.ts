// Every row of the conformance checklist is shown by at least one test whose title begins with the row's id.
import { expect } from 'chai';
import { testTitles, titlesIn } from './test-titles.ts';

/** How many rows each part of the checklist has: wire format, discovery, call, FHIR data, response, feedback, trust. */
const PARTS = { W: 3, D: 4, C: 7, F: 6, R: 10, B: 4, T: 9 } as const;

const numbered = (part: string, count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `${part}${index + 1}`);

/** The ids that a title begins with, such as D1 and W1 in `D1 W1 lists the services as JSON`. */
function leadingRows(title: string): readonly string[] {
  return (/^(?:[WDCFRBT][0-9]{1,2} )+/.exec(title)?.[0] ?? '').split(' ').filter((id) => id !== '');
}

describe('the rows of the conformance checklist', () => {
  let shown: ReadonlySet<string>;
  let rows: readonly string[];

  before(function () {
    this.timeout(120_000);
    shown = new Set(testTitles().flatMap(leadingRows));
    rows = Object.entries(PARTS).flatMap(([part, count]) => numbered(part, count));
  });

  it('are each shown by a test', () => {
    expect(rows.filter((row) => !shown.has(row))).to.deep.equal([]);
  });

  it('are the only ones that tests claim to show', () => {
    expect([...shown].filter((row) => !rows.includes(row))).to.deep.equal([]);
  });

  it('are read from titles as they are written, skipped tests left out', () => {
    const source =
      "it('D1 W1 is', f); it(`T2 of ${a} and ${b.c}`, f); it.skip('R1 is not', f); it(name, f); // it('x')";
    expect(titlesIn(source)).to.deep.equal(['D1 W1 is', 'T2 of … and …']);
    expect(titlesIn(source).flatMap(leadingRows)).to.deep.equal(['D1', 'W1', 'T2']);
    expect(leadingRows('are valid in R4')).to.deep.equal([]);
  });
});
