import { expect } from 'chai';
import { createBusyTimes } from '../../../src/calendar/busy.ts';
import { OutsideError } from '../../../src/errors.ts';
import { silentLog } from '../../../src/log.ts';
import type { BusyTimes } from '../../../src/shop/availability.ts';
import { createShopTime } from '../../../src/shop/calendar.ts';
import { aGoogle, at, BAY_1, BAY_2, type Google, SHOP, span, ZONE } from '../../kit/calendar-google.ts';

describe('busy times', () => {
  let calendar: Google;
  let busy: BusyTimes;
  const shopTime = createShopTime({ zone: ZONE });
  beforeEach(async () => {
    calendar = await aGoogle();
    const { google, clock } = calendar;
    const calendars = {
      shop: SHOP,
      bays: new Map([
        [1, BAY_1],
        [2, BAY_2],
      ]),
    };
    busy = createBusyTimes({ google, calendars, bays: 4, clock, log: silentLog });
  });
  afterEach(() => calendar.close());
  const questions = () => calendar.simulator.requests.filter(({ operation }) => operation === 'freebusy');

  it("are asked of all the shop's calendars in one question", async () => {
    calendar.simulator.put(SHOP, span(at('12:00'), at('13:00')));
    calendar.simulator.put(BAY_2, span(at('09:00'), at('10:00')));
    expect(await busy(at('08:00'), at('18:00'))).to.deep.equal([
      { from: at('12:00'), to: at('13:00'), bay: null },
      { from: at('09:00'), to: at('10:00'), bay: 2 },
    ]);
    expect(questions().map(({ body }) => body)).to.deep.equal([
      {
        timeMin: at('08:00').toISOString(),
        timeMax: at('18:00').toISOString(),
        items: [{ id: SHOP }, { id: BAY_1 }, { id: BAY_2 }],
      },
    ]);
  });

  it('are kept for half a minute, also for a part of what was asked', async () => {
    calendar.simulator.put(SHOP, span(at('12:00'), at('13:00')));
    await busy(at('08:00'), at('18:00'));
    calendar.clock.advance(29_999);
    expect(await busy(at('12:30'), at('14:00'))).to.deep.equal([{ from: at('12:00'), to: at('13:00'), bay: null }]);
    expect(await busy(at('13:00'), at('14:00'))).to.deep.equal([]);
    expect(questions()).to.have.length(1);
    await busy(at('07:59'), at('14:00'));
    expect(questions()).to.have.length(2);
    calendar.clock.advance(1);
    calendar.simulator.put(SHOP, span(at('16:00'), at('17:00')));
    expect(await busy(at('16:30'), at('17:00'))).to.deep.equal([{ from: at('16:30'), to: at('17:00'), bay: null }]);
  });

  it('are none when Google is down, and are asked for again at once', async () => {
    calendar.simulator.put(SHOP, span(at('12:00'), at('13:00')));
    calendar.fails('freebusy', { kind: 'refuse', status: 503, reason: 'backendError' });
    expect(await busy(at('08:00'), at('18:00'))).to.deep.equal([]);
    expect(await busy(at('08:00'), at('18:00'))).to.deep.equal([{ from: at('12:00'), to: at('13:00'), bay: null }]);
  });

  it('are none a second after the question when Google is slow', async () => {
    calendar.fails('freebusy', { kind: 'stall' });
    const arrived = calendar.arrives('freebusy');
    const answer = busy(at('08:00'), at('18:00'));
    await arrived;
    calendar.clock.advance(1_000);
    expect(await answer).to.deep.equal([]);
  });

  it('are not kept when one of the calendars could not be read', async () => {
    calendar.fails('freebusy', { kind: 'calendar-error', calendarId: BAY_1, reason: 'internalError' });
    expect(await busy(at('08:00'), at('18:00'))).to.deep.equal([{ from: at('08:00'), to: at('18:00'), bay: 1 }]);
    expect(await busy(at('08:00'), at('18:00'))).to.deep.equal([]);
    expect(questions()).to.have.length(2);
  });

  it("cannot be told when the shop's own calendar could not be read: none are made up, and none are kept", async () => {
    calendar.fails('freebusy', { kind: 'calendar-error', calendarId: SHOP, reason: 'notFound' });
    const failure = await busy(at('08:00'), at('18:00')).catch((thrown: unknown) => thrown);
    expect(failure).to.be.instanceOf(OutsideError).that.includes({ provider: 'calendar', code: 'unreadable' });
    expect(await busy(at('08:00'), at('18:00'))).to.deep.equal([]);
  });

  for (const [date, hours, what] of [
    ['2027-03-14', 23, 'spring'],
    ['2026-11-01', 25, 'autumn'],
  ] as const)
    it(`cover the ${hours} hours of the day on which clocks change in ${what}`, async () => {
      const { from, to } = shopTime.dayBounds(date);
      expect((to.getTime() - from.getTime()) / 3_600_000).to.equal(hours);
      const next = shopTime.dateOf(to);
      calendar.simulator.put(SHOP, { start: { date }, end: { date: next } });
      // A wall time without an offset is the calendar's own: 08:00 after the change.
      const local = (time: string) => ({ dateTime: `${date}T${time}:00`, timeZone: ZONE });
      calendar.simulator.put(BAY_1, { start: local('08:00'), end: local('09:00') });
      const eight = shopTime.read(`${date}T08:00`) ?? from;
      expect(await busy(from, to)).to.deep.equal([
        { from, to, bay: null },
        { from: eight, to: new Date(eight.getTime() + 3_600_000), bay: 1 },
      ]);
    });
});
