// Explaining what a site changes, what another reader would get, and records that hold hostile or odd text.
import { expect } from 'chai';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CommandError } from '../../src/cli/command-error.ts';
import { commandText } from '../../src/cli/command-line.ts';
import type { ExplanationReport } from '../../src/cli/explanation-report.ts';
import { printable, printableLines } from '../../src/cli/printable.ts';
import { runCommand } from '../../src/cli/run-command.ts';
import type { Environment } from '../../src/config.ts';
import { caseClock, caseTimeZone } from '../support/case-model.ts';
import { requestFor, workedCases } from '../support/case-request.ts';

const AT = ['--clock', caseClock, '--time-zone', caseTimeZone];
const SITES = fileURLToPath(new URL('../../fixtures/sites', import.meta.url));
const QUIET = join(SITES, 'quiet-start');
const CLINIC = join(SITES, 'example-clinic');
// eslint-disable-next-line no-control-regex
const OBEYED = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;

describe('midback-cds explain', function () {
  this.timeout(60_000);
  let folder: string;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'explain-'));
  });

  after(() => {
    rmSync(folder, { recursive: true });
  });

  function bodyOf(id: string) {
    const one = workedCases().find((candidate) => candidate.id === id);
    if (one === undefined) throw new Error(`no case ${id}`);
    return requestFor(one);
  }

  function explained(content: unknown, words: readonly string[] = [], environment: Environment = {}): string {
    const path = join(folder, 'request.json');
    writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
    return commandText(['explain', path, ...AT, ...words], environment);
  }

  function report(content: unknown, words: readonly string[] = [], environment: Environment = {}): ExplanationReport {
    return JSON.parse(explained(content, [...words, '--json'], environment)) as ExplanationReport;
  }

  describe('at a site', () => {
    it('shows a silent card with indicator, variant, draft and reason, and why nobody saw it', () => {
      const text = explained(bodyOf('C41'), ['--site', QUIET]);
      expect(text).to.match(
        /^ {2}opioid-order-msk {2}warning {2}not shown: the status of the rule is silent {2}variant amplified \[MedicationRequest\/draft-1\]\n {4}present: /m,
      );
      const [card] = report(bodyOf('C41'), ['--site', QUIET]).fired;
      expect(card).to.include({ card: 'opioid-order-msk', onTrial: true, shown: false, indicator: 'warning' });
      expect(card?.due[0]).to.include({ about: 'MedicationRequest/draft-1', variant: 'amplified' });
    });

    it('lists what the site changes, by option or by CDS_SITE_DIR', () => {
      const text = explained(bodyOf('C01'), [], { CDS_SITE_DIR: QUIET });
      expect(text).to.match(/^Site changes\n {2}\S+ \S+: on -> silent$/m);
      const { siteChanges } = report(bodyOf('C01'), ['--site', CLINIC], { CDS_SITE_DIR: QUIET });
      expect(siteChanges.map(({ where }) => where)).to.include('cards/avoid.yaml avoid-glucosamine-chondroitin.status');
      expect(explained(bodyOf('C01'))).to.not.include('Site changes');
    });

    it('speaks a language of the site', () => {
      const english = report(bodyOf('C01'), ['--site', CLINIC]);
      const german = report(bodyOf('C01'), ['--site', CLINIC, '--language', 'de-AT']);
      const titles = ({ fired }: ExplanationReport) => fired.map(({ title }) => title);
      expect([english.language, german.language]).to.deep.equal(['en', 'de']);
      expect(titles(german)).to.have.lengthOf(1).and.to.not.deep.equal(titles(english));
      expect(german.siteChanges).to.deep.equal(english.siteChanges);
      expect(report(bodyOf('C01'), ['--language', 'en-GB']).language).to.equal('en');
    });

    it('refuses a language that there is not, and a folder that there is not', () => {
      expect(() => explained(bodyOf('C01'), ['--language', 'de'])).to.throw(
        CommandError,
        '--language: expected one of en, got "de"',
      );
      expect(() => explained(bodyOf('C01'), ['--site', join(folder, 'none')])).to.throw(CommandError, /^--site: /);
    });
  });

  describe('for a reader', () => {
    const lay = () => {
      const body = bodyOf('C01');
      return { ...body, context: { ...body.context, userId: `Patient/${body.context.patientId}` } };
    };

    it('lists the cards in plain words among those that stay silent for a professional', () => {
      const { silent } = report(bodyOf('C01'));
      expect(silent.filter(({ by }) => by === 'audience').map(({ audience }) => audience))
        .to.have.lengthOf.above(0)
        .and.to.satisfy((all: readonly string[]) => all.every((one) => one === 'patient'));
      expect(explained(bodyOf('C01'))).to.match(
        /^ {2}plain-\S+: written for other readers \(patients and relatives\)$/m,
      );
    });

    it('lists them among those that fired for a patient', () => {
      const { fired, silent } = report(lay());
      expect(fired.map(({ card, shown }) => [card.startsWith('plain-'), shown])).to.deep.include([true, true]);
      expect(silent).to.deep.include({ card: 'topical-nsaid-first-line', by: 'audience', audience: 'professional' });
    });
  });

  describe('from outside', () => {
    const HOSTILE = 'x\u001b]0;owned\u0007\u009b2J\u202e\r\n  forged: line';

    const hostile = () => {
      return JSON.stringify(bodyOf('C41')).replaceAll('draft-1', JSON.stringify(HOSTILE).slice(1, -1));
    };

    it('never lets an escape sequence of a record reach the terminal, nor a line of its own', () => {
      const text = explained(hostile());
      expect(text).to.not.match(OBEYED);
      expect(text).to.include(
        '[MedicationRequest/x\\u001b]0;owned\\u0007\\u009b2J\\u202e\\u000d\\u000a  forged: line]',
      );
      expect(text).to.not.match(/^ *forged/m);
    });

    it('writes JSON that reads back the same and holds no such character either', () => {
      const text = explained(hostile(), ['--json']);
      expect(text).to.not.match(OBEYED);
      expect((JSON.parse(text) as ExplanationReport).fired[0]?.due[0]?.about).to.equal(`MedicationRequest/${HOSTILE}`);
    });

    it('shows mistakes in the same way, one line for one line', () => {
      let err = '';
      const fail = (): never => {
        throw new CommandError('refused', `${HOSTILE.replaceAll('\n', '')}\nsecond`);
      };
      runCommand('x', fail, { out: () => undefined, err: (text) => (err += text) });
      expect(err)
        .to.match(/^x: x\\u001b.*\nsecond\n$/)
        .and.to.not.match(OBEYED);
    });

    it('writes characters beyond the first plane as JSON does', () => {
      expect(printable('a\u{e0041}b – ü')).to.equal('a\\udb40\\udc41b – ü');
      expect(printableLines('a\nb\t')).to.equal('a\nb\\u0009');
    });

    it('reads a file that begins with a byte order mark', () => {
      expect(explained(`\uFEFF${JSON.stringify(bodyOf('C01'))}`)).to.equal(explained(bodyOf('C01')));
    });

    it('asks nothing of variables that concern a server', () => {
      const environment = { PORT: 'http', HOST: '0.0.0.0', CDS_BODY_LIMIT: '-1', LOG_LEVEL: 'loud', CDS_BASE_URL: 'x' };
      expect(explained(bodyOf('C01'), [], environment)).to.equal(explained(bodyOf('C01')));
    });

    it('names a resource without an id as such', () => {
      const body = JSON.stringify(bodyOf('C36')).replaceAll(/("resourceType":"Condition"),"id":"[^"]*"/g, '$1');
      expect(explained(body)).to.match(/^ {2}present +MA\d .*Condition \(no id\), /m);
    });
  });
});
