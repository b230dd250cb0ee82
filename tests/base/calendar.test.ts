// Calendar days in a zone, partial dates, ages: catalogue 0.1.
import { expect } from 'chai';
import fc from 'fast-check';
import {
  ageInYears,
  createCalendar,
  formatDay,
  instantOf,
  maxDays,
  minDays,
  readDate,
  readDateRange,
  type Calendar,
  type Day,
} from '../../src/base/calendar.ts';
import { civilFromDays, daysFromCivil } from '../../src/base/civil-date.ts';

const NOW = new Date('2026-03-02T10:00:00-05:00');

function day(text: string): Day {
  return Date.parse(`${text}T00:00:00Z`) / 86_400_000;
}

function calendarIn(timeZone: string, now = NOW): Calendar {
  return createCalendar(now, timeZone);
}

const newYork = calendarIn('America/New_York');

function rangeOf(value: unknown, calendar = newYork): readonly [string | null, string] | string {
  const reading = readDate(value, calendar);
  if (reading.kind !== 'range') return reading.kind;
  return [reading.range.lo === null ? null : formatDay(reading.range.lo), formatDay(reading.range.hi)];
}

describe('calendar dates', () => {
  it('agree with the runtime for every day of 400 years', () => {
    for (let days = day('1800-01-01'); days < day('2200-01-01'); days += 1) {
      const text = new Date(days * 86_400_000).toISOString().slice(0, 10);
      if (formatDay(days) !== text) expect.fail(`${days}: ${formatDay(days)} is not ${text}`);
    }
  });

  it('survive the way there and back', () => {
    fc.assert(
      fc.property(fc.integer({ min: -800_000, max: 3_000_000 }), (days) => {
        const { year, month, day: dayOfMonth } = civilFromDays(days);
        return daysFromCivil(year, month, dayOfMonth) === days;
      }),
    );
  });

  it('are written with four digits of year', () => {
    expect(formatDay(daysFromCivil(33, 4, 3))).to.equal('0033-04-03');
  });
});

describe('a calendar', () => {
  it('takes today from the wall clock of its zone, not of the process', () => {
    const lateEvening = new Date('2026-03-03T04:30:00Z');
    expect(formatDay(calendarIn('America/New_York', lateEvening).today)).to.equal('2026-03-02');
    expect(formatDay(calendarIn('UTC', lateEvening).today)).to.equal('2026-03-03');
    expect(formatDay(calendarIn('Pacific/Kiritimati', lateEvening).today)).to.equal('2026-03-03');
    expect(formatDay(calendarIn('Pacific/Auckland', new Date('2026-03-02T11:00:00Z')).today)).to.equal('2026-03-03');
  });

  it('refuses a zone that does not exist', () => {
    expect(() => calendarIn('Mars/Olympus')).to.throw(RangeError);
  });

  // 2026-03-08 07:00Z: New York goes from UTC-5 to UTC-4; 2026-11-01 06:00Z: back.
  const rows: readonly (readonly [string, string, string])[] = [
    ['America/New_York', '2026-03-08T04:59:59.999Z', '2026-03-07'],
    ['America/New_York', '2026-03-08T05:00:00Z', '2026-03-08'],
    ['America/New_York', '2026-03-09T03:59:59.999Z', '2026-03-08'],
    ['America/New_York', '2026-03-09T04:00:00Z', '2026-03-09'],
    ['America/New_York', '2026-11-01T03:59:59Z', '2026-10-31'],
    ['America/New_York', '2026-11-01T04:00:00Z', '2026-11-01'],
    ['America/New_York', '2026-11-02T04:59:59Z', '2026-11-01'],
    ['America/New_York', '2026-11-02T05:00:00Z', '2026-11-02'],
    ['Asia/Kolkata', '2026-01-01T18:29:59Z', '2026-01-01'],
    ['Asia/Kolkata', '2026-01-01T18:30:00Z', '2026-01-02'],
    // Cairo changes at midnight: 2024-04-26 begins at 01:00.
    ['Africa/Cairo', '2024-04-25T21:59:59.999Z', '2024-04-25'],
    ['Africa/Cairo', '2024-04-25T22:00:00Z', '2024-04-26'],
    // Samoa had no 30 December 2011.
    ['Pacific/Apia', '2011-12-30T09:59:59.999Z', '2011-12-29'],
    ['Pacific/Apia', '2011-12-30T10:00:00Z', '2011-12-31'],
    // Liberia kept 44 minutes 30 seconds until 1972.
    ['Africa/Monrovia', '1971-06-01T00:44:29Z', '1971-05-31'],
    ['Africa/Monrovia', '1971-06-01T00:44:30Z', '1971-06-01'],
  ];
  for (const [zone, instant, expected] of rows) {
    it(`sees ${instant} in ${zone} as ${expected}`, () => {
      expect(formatDay(calendarIn(zone).dayOf(Date.parse(instant)))).to.equal(expected);
    });
  }

  it('agrees with the runtime at any instant', () => {
    for (const timeZone of ['America/New_York', 'Pacific/Auckland', 'Europe/London', 'Australia/Lord_Howe']) {
      const calendar = calendarIn(timeZone);
      const format = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
      fc.assert(
        fc.property(fc.integer({ min: Date.UTC(1971, 0), max: Date.UTC(2036, 0) }), (instant) => {
          expect(formatDay(calendar.dayOf(instant))).to.equal(format.format(instant));
        }),
        { seed: 20260302, numRuns: 300 },
      );
    }
  });

  it('turns a wall clock into the instant that shows it', () => {
    for (const instant of [
      '2026-03-08T06:59:00Z',
      '2026-03-08T07:00:00Z',
      '2026-07-01T12:00:00Z',
      '2026-12-01T12:00:00Z',
    ]) {
      const summer =
        Date.parse(instant) >= Date.parse('2026-03-08T07:00:00Z') &&
        Date.parse(instant) < Date.parse('2026-11-01T06:00:00Z');
      const local = Date.parse(instant) - (summer ? 4 : 5) * 3_600_000;
      expect(newYork.instantOfLocal(local)).to.equal(Date.parse(instant));
    }
  });

  it('keeps answering after more days than it remembers', () => {
    const calendar = calendarIn('America/New_York');
    for (let index = 0; index < 20_000; index += 1) calendar.dayOf(index * 86_400_000);
    expect(formatDay(calendar.dayOf(Date.parse('2026-03-08T04:59:59Z')))).to.equal('2026-03-07');
  });
});

describe('a FHIR date', () => {
  const rows: readonly (readonly [string, unknown, ReturnType<typeof rangeOf>])[] = [
    ['a year', '2025', ['2025-01-01', '2025-12-31']],
    ['the current year, capped at today', '2026', ['2026-01-01', '2026-03-02']],
    ['a month', '2025-09', ['2025-09-01', '2025-09-30']],
    ['a February of a leap year', '2024-02', ['2024-02-01', '2024-02-29']],
    ['the current month, capped at today', '2026-03', ['2026-03-01', '2026-03-02']],
    ['a day', '2026-02-27', ['2026-02-27', '2026-02-27']],
    ['a leap day', '2024-02-29', ['2024-02-29', '2024-02-29']],
    ['a leap day of a leap century', '2000-02-29', ['2000-02-29', '2000-02-29']],
    ['an instant in UTC, brought into the zone', '2026-03-01T02:00:00Z', ['2026-02-28', '2026-02-28']],
    ['an instant with offset', '2026-02-28T23:30:00-05:00', ['2026-02-28', '2026-02-28']],
    ['an instant of another zone', '2026-03-01T01:00:00+13:00', ['2026-02-28', '2026-02-28']],
    ['fractions of a second', '2026-02-28T23:30:00.123456-05:00', ['2026-02-28', '2026-02-28']],
    ['no seconds', '2026-02-28T23:30-05:00', ['2026-02-28', '2026-02-28']],
    ['a leap second', '2016-12-31T23:59:60Z', ['2016-12-31', '2016-12-31']],
    ['no offset, as written', '2026-02-28T23:59:00', ['2026-02-28', '2026-02-28']],
    ['tomorrow, as today', '2026-03-03', ['2026-03-02', '2026-03-02']],
    ['the day after tomorrow', '2026-03-04', 'future'],
    ['a later month', '2026-04', 'future'],
    ['a later year', '2027', 'future'],
    ['a future instant', '2026-05-01T00:00:00Z', 'future'],
    ['30 February', '2026-02-30', 'unusable'],
    ['29 February of a common year', '2026-02-29', 'unusable'],
    ['29 February 1900', '1900-02-29', 'unusable'],
    ['31 April', '2026-04-31', 'unusable'],
    ['month 13', '2025-13', 'unusable'],
    ['month 0', '2025-00-10', 'unusable'],
    ['day 0', '2025-10-00', 'unusable'],
    ['year 0', '0000', 'unusable'],
    ['24:00', '2026-02-28T24:00:00Z', 'unusable'],
    ['minute 60', '2026-02-28T12:60:00Z', 'unusable'],
    ['an offset beyond 14 hours', '2026-02-28T12:00:00+14:01', 'unusable'],
    ['an hour without minutes', '2026-02-28T12', 'unusable'],
    ['a time on a month', '2026-02T12:00:00Z', 'unusable'],
    ['American order', '02/27/2026', 'unusable'],
    ['words', 'yesterday', 'unusable'],
    ['text after the date', '2026-02-27 or so', 'unusable'],
    ['a very long text', `2026-02-28T12:00:00.${'1'.repeat(100_000)}Z`, 'unusable'],
    ['an empty text', '', 'unusable'],
    ['a number', 2026, 'unusable'],
    ['an object', { year: 2026 }, 'unusable'],
    ['a list', ['2026-02-27'], 'unusable'],
    ['null', null, 'unusable'],
    ['nothing', undefined, 'unusable'],
  ];
  for (const [what, value, expected] of rows) {
    it(`reads ${what}`, () => {
      expect(rangeOf(value)).to.deep.equal(expected);
    });
  }

  it('is read for any text without throwing', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => ['range', 'future', 'unusable'].includes(readDate(value, newYork).kind)),
    );
  });

  it('is left where it lies when it may be in the future', () => {
    expect(readDateRange('2026-06', newYork)).to.deep.equal({ lo: day('2026-06-01'), hi: day('2026-06-30') });
    expect(readDateRange('2026-06-31', newYork)).to.equal(undefined);
  });
});

describe('days since a date', () => {
  it('count from the latest and the earliest possible day', () => {
    const range = { lo: day('2026-01-01'), hi: day('2026-02-28') };
    expect(minDays(range, newYork.today)).to.equal(2);
    expect(maxDays(range, newYork.today)).to.equal(60);
  });

  it('have no upper bound when the beginning is unknown', () => {
    expect(maxDays({ lo: null, hi: day('2026-02-28') }, newYork.today)).to.equal(null);
  });

  it('count calendar days over the change to summer time', () => {
    const calendar = calendarIn('America/New_York', new Date('2026-03-09T00:30:00-04:00'));
    const reading = readDate('2026-03-07T23:30:00-05:00', calendar);
    expect(reading.kind === 'range' && minDays(reading.range, calendar.today)).to.equal(2);
  });
});

describe('age', () => {
  const age = (birth: string, today: string) => {
    const range = readDateRange(birth, newYork);
    return range && ageInYears(range, day(today));
  };
  const rows: readonly (readonly [string, string, number, number])[] = [
    ['2008-03-02', '2026-03-02', 18, 18],
    ['2008-03-03', '2026-03-02', 17, 17],
    ['2008-02-29', '2026-02-28', 17, 17],
    ['2008-02-29', '2026-03-01', 18, 18],
    ['2004-02-29', '2024-02-29', 20, 20],
    ['2004-02-29', '2024-02-28', 19, 19],
    ['1975', '2026-03-02', 50, 51],
    ['2008-03', '2026-03-02', 17, 18],
    ['2008', '2025-12-31', 17, 17],
  ];
  for (const [birth, today, youngest, oldest] of rows) {
    it(`is ${youngest} to ${oldest} on ${today} for a birth in ${birth}`, () => {
      expect(age(birth, today)).to.deep.equal({ youngest, oldest });
    });
  }

  it('has no upper bound when the earliest birth date is unknown', () => {
    expect(ageInYears({ lo: null, hi: day('1975-06-01') }, day('2026-03-02'))).to.deep.equal({
      youngest: 50,
      oldest: Infinity,
    });
  });
});

describe('order in time', () => {
  it('of instants is exact', () => {
    expect(instantOf('2026-03-01T10:00:00.250-05:00', newYork)).to.equal(Date.parse('2026-03-01T15:00:00.250Z'));
  });

  it('reads a time without offset on the wall clock of the zone', () => {
    expect(instantOf('2026-03-01T10:00:00', newYork)).to.equal(Date.parse('2026-03-01T15:00:00Z'));
  });

  it('puts a bare date at the end of its day', () => {
    expect(instantOf('2026-03-01', newYork)).to.equal(Date.parse('2026-03-02T05:00:00Z') - 1);
  });

  it('puts a month that is not over at the end of today', () => {
    expect(instantOf('2026-03', newYork)).to.equal(instantOf('2026-03-02', newYork));
  });

  it('knows no instant for what is no date', () => {
    expect(instantOf('soon', newYork)).to.equal(undefined);
    expect(instantOf(undefined, newYork)).to.equal(undefined);
  });
});
