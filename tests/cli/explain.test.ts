import { expect } from 'chai';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CommandError } from '../../src/cli/command-error.ts';
import { commandText } from '../../src/cli/command-line.ts';
import type { ExplanationReport } from '../../src/cli/explanation-report.ts';
import { caseClock, caseTimeZone, type WorkedCase } from '../support/case-model.ts';
import { requestFor, workedCases } from '../support/case-request.ts';

const AT = ['--clock', caseClock, '--time-zone', caseTimeZone];

describe('midback-cds explain', function () {
  this.timeout(20_000);
  let folder: string;
  let cases: readonly WorkedCase[];

  before(() => {
    cases = workedCases();
    folder = mkdtempSync(join(tmpdir(), 'explain-'));
  });

  after(() => {
    rmSync(folder, { recursive: true });
  });

  function fileWith(content: unknown): string {
    const path = join(folder, 'request.json');
    writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
    return path;
  }

  function bodyOf(id: string) {
    const one = cases.find((candidate) => candidate.id === id);
    if (one === undefined) throw new Error(`no case ${id}`);
    return requestFor(one);
  }

  const textOf = (id: string): string => commandText(['explain', fileWith(bodyOf(id)), ...AT], {});

  function reportFor(id: string): ExplanationReport {
    const text = commandText(['explain', fileWith(bodyOf(id)), ...AT, '--json'], {});
    return JSON.parse(text) as ExplanationReport;
  }

  function failure(words: readonly string[]): { readonly message: string; readonly exitCode: number } {
    try {
      commandText(words, {});
    } catch (error) {
      if (error instanceof CommandError) return error;
      throw error;
    }
    throw new Error('the command did not fail');
  }

  it('prints the card that fired, the rows behind it and why others stay silent', () => {
    const text = textOf('C36');
    expect(text).to.match(/^Cards that fired\n {2}topical-nsaid-first-line {2}info {2}shown {2}variant base$/m);
    expect(text).to.match(/^ {2}present +MA\d +consider +consider /m);
    expect(text).to.match(/^ {2}red-flag-evaluation: its condition does not hold$/m);
    expect(text).to.match(/^ {2}avoid-bed-rest: not for this hook$/m);
  });

  it('aligns its columns and writes no control characters', () => {
    const lines = textOf('C01').split('\n');
    const starts = lines.filter((line) => / {2}row \S|no row/.test(line)).map((line) => line.search(/(no )?row/));
    expect(new Set(starts).size).to.equal(1);
    // eslint-disable-next-line no-control-regex
    expect(lines.join('')).to.not.match(/[\u0000-\u001f\u007f]/);
  });

  it('tells level alone and after combination', () => {
    const row = reportFor('C30').rows.find(({ id }) => id === 'IN2');
    expect([row?.alone, row?.levels]).to.deep.equal([{ 'red-flag': 'urgent' }, { 'red-flag': 'emergent' }]);
    expect(row?.evidence[0]).to.include({ date: '2026-03-01' });
  });

  it('tells the draft, the variant and the indicator as sent, caps included', () => {
    const told = reportFor('C41').fired.map(({ due, ...card }) => ({
      ...card,
      due: due.map(({ because, ...one }) => ({ ...one, because: because.state })),
    }));
    expect(told).to.deep.equal([
      {
        card: 'opioid-order-msk',
        title: 'Opioid ordered for musculoskeletal pain',
        shown: true,
        limitedAway: false,
        onTrial: false,
        indicator: 'warning',
        due: [{ about: 'MedicationRequest/draft-1', variant: 'amplified', indicator: 'warning', because: 'present' }],
      },
    ]);
  });

  it('tells tallies with their points and tables with their row', () => {
    const { tallies, tables } = reportFor('C15');
    expect(tallies.find(({ id }) => id === 'gi-risk')?.points.map(({ id }) => id)).to.deep.equal([
      'age',
      'antiplatelet',
    ]);
    const ladder = tables.find(({ id }) => id === 'therapy-ladder');
    expect(ladder?.outcome).to.equal('oral-nsaid-step-up');
    expect(ladder?.row).to.be.a('string');
  });

  it('tells the part of the gate that is closed', () => {
    const { gate, fired, silent } = reportFor('C06');
    expect(gate.state).to.equal('absent');
    expect(JSON.stringify(gate)).to.include('adult');
    expect(fired).to.deep.equal([]);
    expect(new Set(silent.map(({ by }) => by))).to.deep.equal(new Set(['gate', 'audience']));
  });

  it('prints references and dates, but nothing that the record says in words', () => {
    const canary = 'CANARY';
    const body = JSON.stringify(bodyOf('C40'))
      .replaceAll(/"(text|display|family)":"[^"]*/g, `"$1":"${canary}`)
      .replaceAll('"resourceType":"Patient"', `"resourceType":"Patient","name":[{"family":"${canary}"}]`);
    const file = fileWith(body);
    for (const json of [[], ['--json']]) {
      expect(commandText(['explain', file, ...AT, ...json], {})).to.not.include(canary);
    }
  });

  it('refuses a file that is not there or is no JSON, without quoting it', () => {
    expect(failure(['explain', join(folder, 'none.json')])).to.include({ exitCode: 3 });
    const broken = failure(['explain', fileWith('{"patient": CANARY')]);
    expect(broken.exitCode).to.equal(3);
    expect(broken.message).to.match(/request\.json is not JSON$/);
  });

  it('refuses an invalid request in one line with the place of each problem', () => {
    const { message, exitCode } = failure(['explain', fileWith({ hook: 'patient-view', context: {} })]);
    expect(exitCode).to.equal(4);
    expect(message).to.include('400 REQUEST_INVALID').and.to.include('/hookInstance is required');
    expect(message).to.not.include('\n');
  });

  it('tells which data is missing when nothing can be said', () => {
    const { message, exitCode } = failure(['explain', fileWith(bodyOf('C75')), ...AT]);
    expect(exitCode).to.equal(5);
    expect(message).to.include('412 DATA_UNAVAILABLE').and.to.include('/prefetch/conditions');
  });

  it('refuses wrong options by their name on the command line', () => {
    const file = fileWith(bodyOf('C01'));
    expect(failure(['explain', file, '--clock', 'now'])).to.include({ exitCode: 2 });
    expect(failure(['explain', file, '--clock', 'now']).message).to.match(/^--clock: expected an instant/);
    expect(failure(['explain', file, '--time-zone', 'Nowhere']).message).to.match(/^--time-zone: expected/);
    expect(failure(['explain', file, '--hooks', join(folder, 'none')]).message).to.match(/^--hooks: expected/);
    expect(failure(['explain', file, '--loud'])).to.include({ exitCode: 2 });
    expect(failure(['explain'])).to.include({ exitCode: 2 });
    expect(failure(['explain', file, file])).to.include({ exitCode: 2 });
  });

  it('takes clock and time zone from the environment when no option says otherwise', () => {
    const environment = { CDS_CLOCK: '2026-03-02T23:30:00-05:00', CDS_TIME_ZONE: 'America/New_York', HOST: '0.0.0.0' };
    const file = fileWith(bodyOf('C01'));
    expect(commandText(['explain', file], environment)).to.include('2026-03-02 (America/New_York)');
    expect(commandText(['explain', file, '--time-zone', 'UTC'], environment)).to.include('2026-03-03 (UTC)');
  });
});
