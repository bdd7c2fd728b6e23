import { expect } from 'chai';
import { createDoubts, type Doubts } from '../../../src/calendar/doubts.ts';
import { createPatrol, PATROL } from '../../../src/calendar/patrol.ts';
import { openJobs } from '../../../src/jobs/jobs.ts';
import { silentLog } from '../../../src/log.ts';
import { type CalendarDesk, useCalendarDesk } from '../../kit/calendar-desk.ts';
import { at, BAY_1, SHOP, span, ZONE } from '../../kit/calendar-google.ts';

describe('looking for what people put over bookings later', () => {
  let desk: CalendarDesk;
  let doubts: Doubts;
  useCalendarDesk((fresh) => {
    desk = fresh;
    doubts = createDoubts(here());
  });
  const here = () => {
    const { dataSource, shop, newId } = desk.base;
    return { db: dataSource, shopId: shop.shopId, clock: desk.google.clock, newId, log: silentLog };
  };
  /** As a server does it. */
  const patrol = () => {
    const calendars = { shop: SHOP, bays: new Map([[1, BAY_1]]) };
    const options = { ...here(), timeZone: ZONE, google: desk.google.google, calendars, bays: 4 };
    return createPatrol({ ...options, onUnreadable: doubts.seen });
  };
  const look = () => patrol().look();
  const conflicts = async () => (await desk.tasks()).map(({ payload }) => [payload.appointment_id, payload.busy]);
  const told = (from: string, to: string, bay: number | null = null) => ({
    from: at(from).toISOString(),
    to: at(to).toISOString(),
    bay,
  });

  it('asks Google nothing while nothing is booked', async () => {
    await look();
    expect(desk.google.asked()).to.deep.equal([]);
  });

  it('tells staff of each pair once, whoever looks and however often, also when staff has seen to it', async () => {
    const first = await desk.books('09:30', { bays: [1] });
    const second = await desk.books('11:00', { car: 1, bays: [2] });
    await desk.brings();
    expect(await conflicts()).to.deep.equal([]);

    desk.google.simulator.put(SHOP, span(at('09:00'), at('10:00')));
    desk.google.simulator.put(BAY_1, span(at('10:45'), at('11:15')));
    await Promise.all([look(), look()]);
    await look();
    expect(await conflicts()).to.deep.equal([[first.appointmentId, [told('09:00', '10:00')]]]);

    await desk.base.dataSource.query(`UPDATE staff_tasks SET status = 'done'`);
    await look();
    expect(await conflicts()).to.deep.equal([]);

    desk.google.simulator.put(SHOP, span(at('11:15'), at('12:00')));
    await look();
    expect(await conflicts()).to.deep.equal([[second.appointmentId, [told('11:15', '12:00')]]]);
  });

  it('adds what comes later to the task that is open', async () => {
    const { appointmentId } = await desk.books('09:30', { bays: [1] });
    desk.google.simulator.put(SHOP, span(at('09:00'), at('09:40')));
    await look();
    desk.google.simulator.put(BAY_1, span(at('09:50'), at('10:00')));
    await look();
    expect(await conflicts()).to.deep.equal([[appointmentId, [told('09:00', '09:40'), told('09:50', '10:00', 1)]]]);
  });

  it('says nothing of bookings that are over, cancelled, or weeks ahead', async () => {
    const cancelled = await desk.books('09:30');
    await desk.cancels(cancelled);
    await desk.books('11:00');
    desk.google.simulator.put(SHOP, { start: { date: '2026-12-01' }, end: { date: '2026-12-02' } });
    for (const now of ['2026-11-16T12:00:00Z', '2026-12-01T16:30:00Z']) {
      desk.google.clock.advance(Date.parse(now) - desk.google.clock.now());
      await look();
    }
    expect(await conflicts()).to.deep.equal([]);
  });

  it('takes a calendar that cannot be read for no conflict and for no freedom: staff is told of it once', async () => {
    await desk.books('09:30', { bays: [1] });
    const unreadable = { kind: 'calendar-error', calendarId: BAY_1, reason: 'notFound' } as const;
    desk.google.failsAlways(unreadable);
    await Promise.all([look(), look()]);
    await doubts.settled();
    // Another server has told nobody yet; this one can read it again, and then no more.
    const another = createDoubts(here());
    another.seen([{ calendarId: BAY_1, bay: 1, reason: 'notFound' }]);
    await another.settled();
    desk.google.failsAlways(null);
    await look();
    desk.google.failsAlways(unreadable);
    await look();
    await doubts.settled();
    expect(await desk.tasks()).to.deep.equal([
      {
        kind: 'failed',
        customerId: null,
        payload: { problem: 'a calendar cannot be read', calendar: 'bay 1', code: 'notFound' },
      },
    ]);
  });

  it('happens by itself, as a job that one server is given', async () => {
    const { dataSource } = desk.base;
    const { appointmentId } = await desk.books('09:30');
    desk.google.simulator.put(SHOP, span(at('09:00'), at('10:00')));
    const jobs = await openJobs(dataSource, desk.google.clock, silentLog, [{ name: PATROL, oneAtATime: true }]);
    await patrol().start(jobs);
    const asked = desk.google.arrives('freebusy');
    await jobs.add(dataSource, PATROL, {});
    desk.google.clock.advance(1_000);
    await asked;
    await jobs.close();
    expect(await conflicts()).to.deep.equal([[appointmentId, [told('09:00', '10:00')]]]);
  });
});
