import { expect } from 'chai';
import { createShopTime } from '../../../src/shop/calendar.ts';
import { addDays } from '../../../src/shop/dates.ts';

const shop = createShopTime({ zone: 'America/New_York' });
/** A Monday, 8:05 AM in New York. */
const NOW = new Date('2026-11-30T08:05:00-05:00');

function at(text: string): Date {
  const instant = shop.read(text);
  if (!instant) throw new Error(`expected a time, got ${text}`);
  return instant;
}

describe("the shop's slots", () => {
  it('lie every half hour from opening and end by closing', () => {
    const tuesday = shop.slots('2026-12-01', 30, NOW).map(shop.iso);
    expect(tuesday).to.have.length(20);
    expect([tuesday[0], tuesday[1], tuesday.at(-1)]).to.deep.equal([
      '2026-12-01T08:00:00-05:00',
      '2026-12-01T08:30:00-05:00',
      '2026-12-01T17:30:00-05:00',
    ]);
  });

  it('stop earlier for what takes longer', () => {
    const last = (minutes: number) => shop.slots('2026-12-05', minutes, NOW).map(shop.iso).at(-1);
    expect([30, 45, 60, 90].map(last)).to.deep.equal([
      '2026-12-05T14:30:00-05:00',
      '2026-12-05T14:00:00-05:00',
      '2026-12-05T14:00:00-05:00',
      '2026-12-05T13:30:00-05:00',
    ]);
  });

  it('begin today an hour from now at the earliest', () => {
    expect(shop.slots('2026-11-30', 30, NOW).map(shop.iso)[0]).to.equal('2026-11-30T09:30:00-05:00');
  });

  it('are none on Sundays, holidays, past days and beyond sixty days', () => {
    const days = ['2026-12-06', '2026-12-25', '2026-11-27', '2027-02-01'];
    expect(days.map((day) => shop.slots(day, 30, NOW))).to.deep.equal([[], [], [], []]);
  });

  it('reach to the sixtieth day, to the hour', () => {
    const last = shop.slots('2027-01-29', 30, NOW).map(shop.iso).at(-1);
    expect(last).to.equal('2027-01-29T08:00:00-05:00');
  });

  it('keep their wall time over a change of the clocks', () => {
    const now = at('2026-03-06T08:00:00');
    expect(
      [shop.slots('2026-03-07', 30, now)[0], shop.slots('2026-03-09', 30, now)[0]].map((s) => s && shop.iso(s)),
    ).to.deep.equal(['2026-03-07T09:00:00-05:00', '2026-03-09T08:00:00-04:00']);
  });

  it('have neither a hole nor a double where the clocks change within the opening hours', () => {
    const night = createShopTime({
      zone: 'America/New_York',
      hours: { Sunday: { opens: '01:00', closes: '04:00' } },
      holidays: () => null,
    });
    const now = at('2026-03-01T00:00:00');
    expect(night.slots('2026-03-08', 30, now).map(night.iso)).to.deep.equal([
      '2026-03-08T01:00:00-05:00',
      '2026-03-08T01:30:00-05:00',
      '2026-03-08T03:00:00-04:00',
      '2026-03-08T03:30:00-04:00',
    ]);
    const autumn = night.slots('2026-11-01', 60, at('2026-10-25T00:00:00')).map(night.iso);
    expect(autumn).to.deep.equal([
      '2026-11-01T01:00:00-04:00',
      '2026-11-01T01:30:00-04:00',
      '2026-11-01T01:00:00-05:00',
      '2026-11-01T01:30:00-05:00',
      '2026-11-01T02:00:00-05:00',
      '2026-11-01T02:30:00-05:00',
      '2026-11-01T03:00:00-05:00',
    ]);
  });
});

describe('why nothing can begin at a time', () => {
  const cases: [what: string, start: string, minutes: number, code: string | null][] = [
    ['on the grid', '2026-12-01T09:30:00', 30, null],
    ['the last that fits', '2026-12-01T17:30:00', 30, null],
    ['past', '2026-11-30T08:00:00', 30, 'in_the_past'],
    ['past, and a Sunday besides', '2026-11-29T10:00:00', 30, 'in_the_past'],
    ['now', '2026-11-30T08:05:00', 30, 'in_the_past'],
    ['before opening', '2026-12-01T07:30:00', 30, 'outside_hours'],
    ['too long for closing', '2026-12-01T17:30:00', 45, 'outside_hours'],
    ['at closing', '2026-12-01T18:00:00', 30, 'outside_hours'],
    ['before opening on a Saturday', '2026-12-05T08:30:00', 30, 'outside_hours'],
    ['a Sunday', '2026-12-06T10:00:00', 30, 'outside_hours'],
    ['a holiday', '2026-12-25T10:00:00', 30, 'outside_hours'],
    ['an observed holiday', '2026-07-03T10:00:00', 30, 'in_the_past'],
    ['off the grid', '2026-12-01T09:15:00', 30, 'slot_unavailable'],
    ['off the grid by seconds', '2026-12-01T09:30:30', 30, 'slot_unavailable'],
    ['too soon', '2026-11-30T09:00:00', 30, 'slot_unavailable'],
    ['too far', '2027-02-03T09:00:00', 30, 'slot_unavailable'],
    ['too far on a Sunday', '2027-02-07T09:00:00', 30, 'outside_hours'],
    ['in hours elsewhere only', '2026-12-01T09:00:00+01:00', 30, 'outside_hours'],
    ['the same instant in another zone', '2026-12-01T14:30:00Z', 30, null],
  ];
  for (const [what, start, minutes, code] of cases)
    it(`is ${code ?? 'nothing'}: ${what}`, () => {
      expect(shop.whyNot(at(start), minutes, NOW)?.code ?? null).to.equal(code);
    });

  it('says what was expected', () => {
    expect([
      shop.whyNot(at('2026-12-25T10:00:00'), 30, NOW),
      shop.whyNot(at('2026-12-06T10:00:00'), 30, NOW),
      shop.whyNot(at('2026-12-01T07:00:00'), 45, NOW),
    ]).to.deep.equal([
      { code: 'outside_hours', message: 'the shop is closed for Christmas Day' },
      { code: 'outside_hours', message: 'the shop is closed on Sundays' },
      {
        code: 'outside_hours',
        message:
          'on 2026-12-01 the shop is open from 2026-12-01T08:00:00-05:00 to 2026-12-01T18:00:00-05:00, and 45 minutes have to fit in',
      },
    ]);
  });
});

describe('times as they are written and spoken', () => {
  const read: [text: string, iso: string | null][] = [
    ['2026-12-01T09:00:00-05:00', '2026-12-01T09:00:00-05:00'],
    ['2026-12-01T14:00:00Z', '2026-12-01T09:00:00-05:00'],
    ['2026-12-01T14:00:00.000z', '2026-12-01T09:00:00-05:00'],
    ['2026-12-01T15:00+0100', '2026-12-01T09:00:00-05:00'],
    ['2026-12-01T09:00', '2026-12-01T09:00:00-05:00'],
    [' 2026-07-01 09:00:00 ', '2026-07-01T09:00:00-04:00'],
    ['2026-11-01T01:30', '2026-11-01T01:30:00-04:00'],
    ['2026-11-01T01:30-05:00', '2026-11-01T01:30:00-05:00'],
    ['2026-03-08T02:00', null],
    ['2026-03-08T02:59:59', null],
    ['2026-03-08T02:30-05:00', '2026-03-08T03:30:00-04:00'],
    ['2026-12-01', null],
    ['2026-11-31T09:00', null],
    ['2027-02-29T09:00', null],
    ['2028-02-29T09:00', '2028-02-29T09:00:00-05:00'],
    ['2026-00-10T09:00', null],
    ['2026-02-30T09:00:00', null],
    ['2026-12-01T24:00:00', null],
    ['2026-12-01T09:60:00', null],
    ['2026-12-01T09:00:00+25:00', null],
    ['tomorrow at nine', null],
    ['', null],
  ];
  for (const [text, iso] of read)
    it(`reads "${text}" as ${iso ?? 'no time'}`, () => {
      const instant = shop.read(text);
      expect(instant && shop.iso(instant)).to.equal(iso);
    });

  it('speaks them as a person does', () => {
    const said = ['2026-12-01T09:30', '2026-12-02T12:00', '2026-12-03T13:05', '2026-12-11T00:00', '2026-12-22T17:30'];
    expect(said.map((text) => shop.spoken(at(text)))).to.deep.equal([
      'Tuesday, December 1st at 9:30 AM',
      'Wednesday, December 2nd at 12 PM',
      'Thursday, December 3rd at 1:05 PM',
      'Friday, December 11th at 12 AM',
      'Tuesday, December 22nd at 5:30 PM',
    ]);
  });

  it('bounds a day by its own midnights, also when it has 23 or 25 hours', () => {
    const hours = (date: string) => {
      const { from, to } = shop.dayBounds(date);
      return (to.getTime() - from.getTime()) / 3_600_000;
    };
    expect(['2026-03-08', '2026-11-01', '2026-12-01'].map(hours)).to.deep.equal([23, 25, 24]);
  });
});

describe('what day it is', () => {
  const cases: [now: string, today: string, tomorrow: string, lateTomorrow: string][] = [
    // The clocks go forward in the night, and tomorrow has 23 hours.
    ['2026-03-08T04:59:00Z', 'Saturday, 2026-03-07', '2026-03-08', '2026-03-08T23:59:00-04:00'],
    ['2026-03-09T03:59:00Z', 'Sunday, 2026-03-08', '2026-03-09', '2026-03-09T23:59:00-04:00'],
    // They go back, and tomorrow has 25.
    ['2026-11-01T03:59:00Z', 'Saturday, 2026-10-31', '2026-11-01', '2026-11-01T23:59:00-05:00'],
    ['2026-11-02T04:59:00Z', 'Sunday, 2026-11-01', '2026-11-02', '2026-11-02T23:59:00-05:00'],
    ['2026-11-02T05:00:00Z', 'Monday, 2026-11-02', '2026-11-03', '2026-11-03T23:59:00-05:00'],
    // The year ends, and a February that has a day more.
    ['2027-01-01T04:59:00Z', 'Thursday, 2026-12-31', '2027-01-01', '2027-01-01T23:59:00-05:00'],
    ['2028-02-29T04:59:00Z', 'Monday, 2028-02-28', '2028-02-29', '2028-02-29T23:59:00-05:00'],
  ];
  for (const [now, today, tomorrow, late] of cases)
    it(`is the shop's day, not the world's: ${now}`, () => {
      const instant = new Date(now);
      expect(shop.today(instant)).to.equal(`today is ${today}, in America/New_York`);
      const next = addDays(shop.dateOf(instant), 1);
      expect([next, shop.iso(at(`${next}T23:59`))]).to.deep.equal([tomorrow, late]);
    });

  it('offers from just before midnight what begins on the next day, also when the clocks change between', () => {
    const first = (now: string, date: string) => shop.slots(date, 30, new Date(now)).map(shop.iso)[0];
    expect([
      first('2026-03-07T23:59:00-05:00', '2026-03-08'),
      first('2026-03-08T23:59:00-04:00', '2026-03-09'),
      first('2026-10-31T23:59:00-04:00', '2026-11-02'),
    ]).to.deep.equal([undefined, '2026-03-09T08:00:00-04:00', '2026-11-02T08:00:00-05:00']);
  });

  it('is told with a time that lies too far ahead', () => {
    expect(shop.whyNot(at('2062-12-01T09:00'), 30, NOW)).to.deep.equal({
      code: 'slot_unavailable',
      message: 'expected a time within 60 days; today is Monday, 2026-11-30, in America/New_York',
    });
  });
});
