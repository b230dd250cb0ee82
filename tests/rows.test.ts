// The rows of catalogue sections 3, 4 and 5.4: every one fires, every one has a near miss, every table row is reached.
import { expect } from 'chai';
import { loadKnowledge } from '../src/knowledge/knowledge.ts';
import { createEngine, type Engine } from '../src/cds/engine.ts';
import { fileURLToPath } from 'node:url';
import type { WorkedCase } from './support/case-model.ts';
import { requestFor, rowCases, workedCases } from './support/case-request.ts';
import {
  catalogueExclusions,
  cataloguePoints,
  catalogueRows,
  catalogueTableRows,
  unreachableTableRows,
} from './support/catalogue-rows.ts';
import { watch, type SeenLevels, type Sightings } from './support/seen-rows.ts';
import type { CalledService } from './support/service.ts';
import { caseService, testCases } from './support/test-cases.ts';

const hooksFolder = fileURLToPath(new URL('../hooks', import.meta.url));

/** `fires` and `level`: the row of the id matched; `near`: it did not. Other ids are about something else. */
const rowId = /^(?<row>[A-Z]+\d*[a-z]?)-(?<kind>fires|level|near)(?:-\d+)?$/u;

interface RowCase {
  readonly row: string;
  readonly kind: 'fires' | 'level' | 'near';
}

function rowCaseOf({ id }: WorkedCase): RowCase | undefined {
  const { row = '', kind = '' } = rowId.exec(id)?.groups ?? {};
  if (kind !== 'fires' && kind !== 'level' && kind !== 'near') return undefined;
  return { row, kind };
}

/** What is wrong with what was seen of the row that the case is about. */
function rowDifferences(one: WorkedCase, { rows }: Sightings): readonly string[] {
  const about = rowCaseOf(one);
  if (about === undefined) return [];
  const { row, kind } = about;
  const seen = rows.get(row) ?? [];
  if (kind === 'near') return seen.length === 0 ? [] : [`row ${row} matched: ${JSON.stringify(seen)}`];
  if (seen.some((levels) => hasLevel(levels, one.level))) return [];
  return [`row ${row}: ${JSON.stringify(seen)}, expected ${JSON.stringify(one.level)}`];
}

function hasLevel(seen: SeenLevels, wanted: WorkedCase['level']): boolean {
  if (wanted === undefined) return false;
  if (typeof wanted === 'string') return Object.values(seen).includes(wanted);
  return Object.entries(wanted).every(([scale, level]) => seen[scale] === level);
}

describe('rows of the catalogue', () => {
  // Its own engine, since it is listened to.
  let engine: Engine;
  let service: CalledService;
  let take: () => Sightings;
  const cases = rowCases();
  const seenTables = new Set<string>();
  const seenPoints = new Set<string>();

  before(() => {
    engine = createEngine(loadKnowledge(hooksFolder));
    service = caseService(engine);
    take = watch(engine).take;
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

  it('stand in hooks/, all of them and no others', () => {
    const written = engine.rulebook.scaleFiles.flatMap(({ rows }) => rows.map(({ id }) => id));
    expect(written.toSorted()).to.deep.equal(catalogueRows.toSorted());
  });

  it('name the row that a case is about', () => {
    const strange = cases.flatMap((one) => rowCaseOf(one)?.row ?? []).filter((row) => !catalogueRows.includes(row));
    expect(strange).to.deep.equal([]);
  });

  for (const kind of ['fires', 'near'] as const) {
    it(`have a case each: ${kind}`, () => {
      const reached = new Set(cases.map(rowCaseOf).flatMap((about) => (about?.kind === kind ? [about.row] : [])));
      expect(catalogueRows.filter((row) => !reached.has(row))).to.deep.equal([]);
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
      const rows = [...tables.values()].flatMap(({ id, source }) => source.rows.map((row) => `${id}/${row.id}`));
      const points = [...tallies.values()].flatMap(({ id, source }) =>
        source.points.map((point) => `${id}/${point.id}`),
      );
      expect(catalogueTableRows.filter((row) => !rows.includes(row))).to.deep.equal([]);
      expect(cataloguePoints.filter((point) => !points.includes(point))).to.deep.equal([]);
      expect(rows.filter((row) => !seenTables.has(row))).to.deep.equal(unreachableTableRows);
      expect(points.filter((point) => !seenPoints.has(point))).to.deep.equal([]);
    });
  });
});
