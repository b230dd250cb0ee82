import { expect } from 'chai';
import { zoneOffsets } from '../../src/base/zone-offset.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const MOST_CPU_MS = 500;
const NEW_YORK = 'America/New_York';

const formats = new Map<string, Intl.DateTimeFormat>();

/** What the runtime says, asked at every instant. */
function asked(timeZone: string, instantMs: number): number {
  const format = formats.get(timeZone) ?? new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' });
  formats.set(timeZone, format);
  const [, sign, hours, minutes, seconds] =
    /GMT(?:([+-])(\d\d):(\d\d)(?::(\d\d))?)?$/.exec(format.format(instantMs)) ?? [];
  const size = Number(hours ?? 0) * 3600 + Number(minutes ?? 0) * 60 + Number(seconds ?? 0);
  return (sign === '-' ? -size : size) * 1000 + 0;
}

describe('the offset of a zone', () => {
  it('is exact to the millisecond over a change', () => {
    const offsetAt = zoneOffsets(NEW_YORK);
    for (const change of ['2026-03-08T07:00:00Z', '2026-11-01T06:00:00Z', '2425-03-09T07:00:00Z']) {
      const at = Date.parse(change);
      for (const instant of [at - 1, at, at - HOUR_MS, at + HOUR_MS]) {
        expect(offsetAt(instant), `${change} ${instant - at}`).to.equal(asked(NEW_YORK, instant));
      }
      expect(offsetAt(at)).to.not.equal(offsetAt(at - 1));
    }
  });

  it('is exact where a change was not on a whole minute', () => {
    // Local mean time ended in New York at noon of the old time, 4:56:02 behind.
    const at = Date.parse('1883-11-18T17:00:00Z');
    const offsetAt = zoneOffsets(NEW_YORK);
    for (let instant = at - HOUR_MS; instant <= at + HOUR_MS; instant += 61_000) {
      expect(offsetAt(instant)).to.equal(asked(NEW_YORK, instant));
    }
  });

  for (const timeZone of [NEW_YORK, 'Europe/Berlin', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'UTC']) {
    it(`is the runtime's own from the year 1 to 9999: ${timeZone}`, () => {
      const offsetAt = zoneOffsets(timeZone);
      for (let year = 1; year < 10_000; year += 37) {
        for (let month = 0; month < 12; month += 1) {
          const instant = Date.UTC(2000, month, 1 + (year % 28), 1, 59) + Math.round((year - 2000) * 365.2425) * DAY_MS;
          expect(offsetAt(instant), new Date(instant).toISOString()).to.equal(asked(timeZone, instant));
        }
      }
    });
  }

  it('F5 costs little for every change to and from summer time up to the year 9999', () => {
    const offsetAt = zoneOffsets(NEW_YORK);
    const start = process.cpuUsage();
    for (let year = 2007; year < 10_000; year += 1) {
      for (const [month, first] of [
        [2, 8],
        [10, 1],
      ] as const) {
        const weekday = new Date(Date.UTC(year, month, first)).getUTCDay();
        offsetAt(Date.UTC(year, month, first + ((7 - weekday) % 7), 12));
      }
    }
    expect(process.cpuUsage(start).user / 1000).to.be.lessThan(MOST_CPU_MS);
  });
});
