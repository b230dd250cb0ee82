// One JSON line per event. What is not in the allow-list below cannot be written: no sentence, no resource, no body.
import { pino } from 'pino';

const LABEL = /^[\w.:/@+ -]{1,200}$/;

/** Every field that an event may carry. A label is short and plain; anything else in its place is left out. */
const FIELDS = {
  requestId: 'label',
  method: 'label',
  route: 'label',
  service: 'label',
  hook: 'label',
  status: 'number',
  code: 'label',
  ms: 'number',
  cards: 'number',
  rule: 'label',
  finding: 'label',
  prefetchKey: 'label',
  reason: 'label',
  issuer: 'label',
  tenant: 'label',
  count: 'number',
  errorName: 'label',
  errorAt: 'label',
  knowledgeVersion: 'label',
  services: 'number',
  rules: 'number',
  valueSets: 'number',
  url: 'label',
  node: 'label',
  signal: 'label',
  timeZone: 'label',
  fixedClock: 'label',
} as const;

type FieldKinds = typeof FIELDS;

/** The fields of one event. */
export type EventFields = {
  readonly [Name in keyof FieldKinds]?: (FieldKinds[Name] extends 'number' ? number : string) | undefined;
};

/** How much an event matters. */
export type Severity = 'debug' | 'info' | 'warn' | 'error';

/** Thresholds that a log can be set to. */
export const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const;

/** A threshold: events below it are not written. */
export type LogLevel = (typeof LOG_LEVELS)[number];

/** The only way to write to the log. */
export interface EventLog {
  event(name: string, fields?: EventFields, severity?: Severity): void;
}

/** Where lines go; standard output unless a test says otherwise. */
export interface LogDestination {
  write(line: string): void;
}

/** Opens a log. */
export function createLog(level: LogLevel, destination?: LogDestination): EventLog {
  const options = { level, base: null, timestamp: pino.stdTimeFunctions.isoTime, formatters: { level: levelName } };
  const lines = destination === undefined ? pino(options) : pino(options, destination);
  return {
    event(name, fields = {}, severity = 'info') {
      lines[severity]({ event: name, ...allowed(fields) });
    },
  };
}

function levelName(label: string): { level: string } {
  return { level: label };
}

function allowed(fields: EventFields): Record<string, string | number> {
  const kept: Record<string, string | number> = {};
  for (const [name, value] of Object.entries(fields)) {
    if (isAllowed(name, value)) kept[name] = value;
  }
  return kept;
}

function isAllowed(name: string, value: unknown): value is string | number {
  if (!Object.hasOwn(FIELDS, name)) return false;
  if (FIELDS[name as keyof FieldKinds] === 'number') return typeof value === 'number';
  return typeof value === 'string' && LABEL.test(value);
}
