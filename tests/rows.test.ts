// The rows of hooks/: those of the catalogue are there, every row fires and has a near miss, every table row is reached.
import { expect } from 'chai';
import { loadKnowledge } from '../src/knowledge/knowledge.ts';
import { createEngine, type Engine } from '../src/cds/engine.ts';
import { fileURLToPath } from 'node:url';
import { requestFor, rowCases, workedCases } from './support/case-request.ts';
import {
  catalogueExclusions,
  cataloguePoints,
  catalogueRows,
  catalogueTableRows,
  unreachableTableRows,
} from './support/catalogue-rows.ts';
import { rowCaseOf, rowDifferences } from './support/row-cases.ts';
import { watch, type Sightings } from './support/seen-rows.ts';
import { rulesOf } from './support/clinical-coverage.ts';
import type { CalledService } from './support/service.ts';
import { caseService, testCases } from './support/test-cases.ts';

const hooksFolder = fileURLToPath(new URL('../hooks', import.meta.url));

describe('rows of hooks/', () => {
  // Its own engine, since it is listened to.
  let engine: Engine;
  let service: CalledService;
  let take: () => Sightings;
  let rules: ReadonlySet<string>;
  let rows: readonly string[];
  const cases = rowCases();
  const seenTables = new Set<string>();
  const seenPoints = new Set<string>();

  before(function () {
    this.timeout(120_000);
    engine = createEngine(loadKnowledge(hooksFolder));
    service = caseService(engine);
    take = watch(engine).take;
    rules = rulesOf(engine);
    rows = engine.rulebook.scaleFiles.flatMap((file) => file.rows.map(({ id }) => id));
  });

  function remember(): Sightings {
    const seen = take();
    for (const row of seen.tableRows) seenTables.add(row);
    for (const point of seen.points) seenPoints.add(point);
    return seen;
  }

  describe('in cases', () => {
    testCases(
      cases,
      (one) => rowDifferences(one, remember()),
      () => service,
    );
  });

  it('hold every row of the catalogue', () => {
    expect(catalogueRows.filter((row) => !rows.includes(row))).to.deep.equal([]);
  });

  it('are what a case is about whose id ends in fires, level or near', () => {
    const about = cases.flatMap((one) => rowCaseOf(one)?.row ?? []);
    const strange = about.filter((id) => !rows.includes(id) && !rules.has(id));
    expect(strange, 'neither a row nor a rule of hooks/').to.deep.equal([]);
  });

  for (const kind of ['fires', 'near'] as const) {
    it(`have a case each: ${kind}`, () => {
      const reached = new Set(cases.map(rowCaseOf).flatMap((about) => (about?.kind === kind ? [about.row] : [])));
      const missing = rows.filter((row) => !reached.has(row)).map((row) => `${row}-${kind}`);
      expect(missing, 'cases to write into fixtures/cases').to.deep.equal([]);
    });
  }

  it('have cases for the exclusions X1 to X8', () => {
    const missing = catalogueExclusions.filter((exclusion) => !cases.some(({ id }) => id.startsWith(`${exclusion}-`)));
    expect(missing).to.deep.equal([]);
  });

  // After the cases: a suite runs its own tests before those of the suites within.
  describe('and tables', () => {
    it('leave no table row and no point of a tally that no case reaches', () => {
      for (const one of workedCases()) {
        service.call(requestFor(one));
        remember();
      }
      const { tables, tallies } = engine.rulebook;
      const tableRows = [...tables.values()].flatMap(({ id, source }) => source.rows.map((row) => `${id}/${row.id}`));
      const points = [...tallies.values()].flatMap(({ id, source }) =>
        source.points.map((point) => `${id}/${point.id}`),
      );
      expect(catalogueTableRows.filter((row) => !tableRows.includes(row))).to.deep.equal([]);
      expect(cataloguePoints.filter((point) => !points.includes(point))).to.deep.equal([]);
      expect(tableRows.filter((row) => !seenTables.has(row))).to.deep.equal(unreachableTableRows);
      expect(points.filter((point) => !seenPoints.has(point))).to.deep.equal([]);
    });
  });
});
