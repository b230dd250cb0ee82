import { expect } from 'chai';
import { createLog, type EventFields, type LogLevel } from '../../src/base/log.ts';

describe('log', () => {
  let lines: string[];
  const open = (level: LogLevel) => createLog(level, { write: (line) => lines.push(line) });
  const only = (): Record<string, unknown> => JSON.parse(lines.join('')) as Record<string, unknown>;

  beforeEach(() => {
    lines = [];
  });

  it('writes an event as one JSON line with name, level and time', () => {
    open('info').event('hook.answered', { service: 'midback-pain', cards: 2 });
    expect(lines.join('')).to.match(/^[^\n]*\n$/);
    expect(only()).to.include({ event: 'hook.answered', level: 'info', service: 'midback-pain', cards: 2 });
    expect(only()['time']).to.match(/^\d{4}-\d\d-\d\dT/);
  });

  it('leaves out a field that is not on the list', () => {
    open('info').event('x', { patient: 'CANARY', service: 'a' } as EventFields);
    expect(only()).to.include({ service: 'a' }).and.to.not.have.property('patient');
  });

  it('leaves out text that is no label, and values of another type', () => {
    const fields = { service: 'two\nlines', reason: 'x'.repeat(201), cards: '3', hook: { a: 1 } };
    open('info').event('x', fields as unknown as EventFields);
    expect(Object.keys(only())).to.deep.equal(['level', 'time', 'event']);
  });

  it('leaves out names that every object has', () => {
    open('info').event('x', { constructor: 'a', toString: 'b' } as EventFields);
    expect(Object.keys(only())).to.deep.equal(['level', 'time', 'event']);
  });

  it('keeps quiet below its level', () => {
    const log = open('warn');
    log.event('quiet');
    log.event('loud', {}, 'error');
    expect(only()).to.include({ event: 'loud', level: 'error' });
  });

  it('keeps quiet altogether when silent', () => {
    open('silent').event('x', {}, 'error');
    expect(lines).to.deep.equal([]);
  });
});
