// midback-cds <command>: which words run which command.
import { readFileSync } from 'node:fs';
import { ConfigError, loadKnowledgeConfig, type Environment } from '../config.ts';
import { readArguments } from './arguments.ts';
import { CommandError, EXIT_CODES } from './command-error.ts';
import { explainRequest, type ExplainSettings } from './explain-request.ts';
import { reportOf } from './explanation-report.ts';
import { explanationText } from './explanation-text.ts';
import { printableLines } from './printable.ts';

const codes = Object.entries(EXIT_CODES).map(([name, code]) => `${String(code)} ${name}`);

/** What `--help` prints. */
export const HELP = `midback-cds serve                  start the service (settings: environment, see the README)
midback-cds explain REQUEST.json   tell what the rules see in a request and why each card fires or stays silent
  --json            the same as JSON (shape: src/cli/explanation-report.ts)
  --clock ISO       the instant of the call, such as 2026-03-02T10:00:00-05:00 (else CDS_CLOCK, else now)
  --time-zone TZ    IANA name (else CDS_TIME_ZONE, else the machine's)
  --hooks DIR       the knowledge (else HOOKS_DIR, else the shipped one)
  --site DIR        a site's own folder, laid over the knowledge (else CDS_SITE_DIR, else none)
  --language TAG    a language of the site, such as de (else en)
midback-cds --help | --version

References and dates only: no name and no free text of the record is printed.
Exit codes: 0 done, ${codes.join(', ')}
`;

/** Options of `explain` that stand for a variable of the environment. */
const VARIABLES: Readonly<Record<string, string>> = {
  clock: 'CDS_CLOCK',
  'time-zone': 'CDS_TIME_ZONE',
  hooks: 'HOOKS_DIR',
  site: 'CDS_SITE_DIR',
};

const LANGUAGE = 'language';

/** The text of a command other than `serve`. Throws CommandError, ConfigError or KnowledgeError. */
export function commandText(words: readonly string[], environment: Environment): string {
  const [command, ...rest] = words;
  if (command === 'explain') return explainText(rest, environment);
  if (command === '--version') return `${packageVersion()}\n`;
  if (command === '--help' || command === undefined) return HELP;
  throw new CommandError('usage', `there is no command "${command}"; see midback-cds --help`);
}

function explainText(words: readonly string[], environment: Environment): string {
  const { values, switches, rest } = readArguments(words, [...Object.keys(VARIABLES), LANGUAGE], ['json', 'help']);
  if (switches.has('help')) return HELP;
  const [file, ...others] = rest;
  if (file === undefined || others.length > 0) throw new CommandError('usage', 'explain needs one file with a request');
  const report = reportOf(explainRequest(file, settingsOf(values, environment)));
  // JSON escapes some control characters by itself, but not all that a terminal obeys.
  return switches.has('json') ? `${printableLines(JSON.stringify(report, undefined, 2))}\n` : explanationText(report);
}

function settingsOf(values: ReadonlyMap<string, string>, environment: Environment): ExplainSettings {
  const given = Object.entries(VARIABLES).map(([option, name]) => [name, values.get(option) ?? environment[name]]);
  try {
    const config = loadKnowledgeConfig(Object.fromEntries(given) as Environment);
    return { ...config, language: values.get(LANGUAGE) };
  } catch (error) {
    if (error instanceof ConfigError) throw new CommandError('usage', error.mistakes.map(asOption).join('; '));
    throw error;
  }
}

function asOption(mistake: string): string {
  const option = Object.entries(VARIABLES).find(([, variable]) => mistake.startsWith(`${variable}:`));
  return option === undefined ? mistake : mistake.replace(option[1], `--${option[0]}`);
}

function packageVersion(): string {
  const file = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(file) as { readonly version: string }).version;
}
