import { expect } from 'chai';
import { inTransaction } from '../../../src/crm/writing.ts';
import { OutsideError } from '../../../src/errors.ts';
import type { GoogleFault } from '../../../src/simulators/google/server.ts';
import { type CalendarDesk, useCalendarDesk } from '../../kit/calendar-desk.ts';
import { at, BAY_1, SHOP, span } from '../../kit/calendar-google.ts';

const refuse = (reason: string, status = 403): GoogleFault => ({ kind: 'refuse', status, reason });
const NINE_THIRTY = '2026-12-01T09:30:00-05:00';
const CIVIC = 'Oil change, 2019 Honda Civic (bay 1)';

describe('a booking on its way to the calendar', () => {
  let desk: CalendarDesk;
  useCalendarDesk((fresh) => {
    desk = fresh;
  });
  const idOf = (uuid: string) => uuid.replaceAll('-', '');

  it('is marked as awaiting the calendar, and is then found there without a word of whose it is', async () => {
    const appointment = await desk.books('09:30');
    expect(await desk.known(appointment)).to.deep.equal({ calendarStatus: 'awaiting', calendarEventId: null });
    expect(desk.shown()).to.deep.equal([]);
    await desk.brings();
    const id = idOf(appointment.appointmentId);
    expect(await desk.known(appointment)).to.deep.equal({ calendarStatus: 'written', calendarEventId: id });
    const [event] = desk.google.simulator.events(SHOP);
    expect(event).to.deep.include({
      id,
      summary: CIVIC,
      start: { dateTime: NINE_THIRTY, timeZone: 'America/New_York' },
      end: { dateTime: '2026-12-01T10:00:00-05:00', timeZone: 'America/New_York' },
      transparency: 'transparent',
      extendedProperties: { private: { appointment_id: appointment.appointmentId } },
    });
    expect(event).to.not.have.any.keys('description', 'attendees', 'location');
    expect(await desk.tasks()).to.deep.equal([]);
    expect(await desk.waiting()).to.deep.equal([]);
  });

  it('does not close the shop with its own event', async () => {
    await desk.books('09:30');
    await desk.brings();
    const answers = await desk.google.google.freeBusy([SHOP], at('08:00'), at('18:00'));
    expect(answers.get(SHOP)).to.deep.equal({ busy: [] });
  });

  it('leaves no job behind when it is not committed', async () => {
    await inTransaction(
      desk.base.dataSource,
      (tx) => desk.outbox.afterWrite(tx, desk.base.newId()),
      AbortSignal.abort(),
    ).catch(() => undefined);
    expect(await desk.waiting()).to.deep.equal([]);
  });

  it('is moved, and is taken out when it is cancelled', async () => {
    const appointment = await desk.books('09:30');
    await desk.brings();
    await desk.moves(appointment, '14:00');
    await desk.brings();
    expect(desk.shown()).to.deep.equal([{ summary: CIVIC, start: '2026-12-01T14:00:00-05:00', status: 'confirmed' }]);
    await desk.cancels(appointment);
    await desk.brings();
    expect(desk.shown()).to.deep.equal([{ summary: CIVIC, start: '2026-12-01T14:00:00-05:00', status: 'cancelled' }]);
    expect(await desk.known(appointment)).to.deep.equal({ calendarStatus: 'written', calendarEventId: null });
  });

  it('is written as it is now, however much has happened since, and once more changes nothing', async () => {
    const appointment = await desk.books('09:30');
    await desk.moves(appointment, '11:00');
    await desk.moves(appointment, '14:00');
    await desk.brings();
    expect(desk.shown()).to.deep.equal([{ summary: CIVIC, start: '2026-12-01T14:00:00-05:00', status: 'confirmed' }]);
    // The first job has done all the work: the others look and find it done.
    const writes = desk.google.asked().filter((operation) => operation === 'insert' || operation === 'patch');
    expect(writes).to.deep.equal(['insert']);
  });

  it('never comes there when it is cancelled before', async () => {
    const appointment = await desk.books('09:30');
    await desk.cancels(appointment);
    await desk.brings();
    expect(desk.shown()).to.deep.equal([]);
    expect((await desk.known(appointment)).calendarStatus).to.equal('written');
  });

  it('makes one event when the answer to the first try is lost', async () => {
    desk.google.fails('insert', { kind: 'lost' });
    const appointment = await desk.books('09:30');
    await desk.brings();
    expect(await desk.known(appointment)).to.deep.equal({ calendarStatus: 'awaiting', calendarEventId: null });
    await desk.brings('later');
    expect(desk.shown()).to.deep.equal([{ summary: CIVIC, start: NINE_THIRTY, status: 'confirmed' }]);
    expect((await desk.known(appointment)).calendarStatus).to.equal('written');
  });

  it('is put right when what is already there under its id is something else', async () => {
    desk.google.fails('insert', { kind: 'lost' });
    const appointment = await desk.books('09:30');
    await desk.brings();
    await desk.moves(appointment, '14:00');
    await desk.brings('later');
    expect(desk.shown()).to.deep.equal([{ summary: CIVIC, start: '2026-12-01T14:00:00-05:00', status: 'confirmed' }]);
  });

  it('is put back when somebody has deleted its event, or emptied the calendar', async () => {
    const appointment = await desk.books('09:30');
    await desk.brings();
    await desk.google.google.remove(SHOP, idOf(appointment.appointmentId));
    await desk.moves(appointment, '14:00');
    await desk.brings();
    expect(desk.shown()).to.deep.equal([{ summary: CIVIC, start: '2026-12-01T14:00:00-05:00', status: 'confirmed' }]);
    // Known to have an event that is not there: as in another calendar.
    const other = await desk.books('16:00', { car: 1 });
    await desk.base.dataSource.query(
      `UPDATE appointments SET calendar_event_id = 'elsewhere' WHERE appointment_id = $1`,
      [other.appointmentId],
    );
    await desk.brings();
    expect(desk.shown()).to.have.length(2);
  });

  for (const [what, fault] of [
    ['it had never been there', undefined],
    ['it is deleted already', refuse('deleted', 410)],
    ['the answer was lost', { kind: 'lost' }],
  ] as const)
    it(`is out of the calendar when it is deleted there and ${what}`, async () => {
      const appointment = await desk.books('09:30');
      if (fault) await desk.brings();
      desk.google.fails('delete', fault);
      await desk.cancels(appointment);
      await desk.brings();
      await desk.brings('later');
      expect(await desk.known(appointment)).to.deep.equal({ calendarStatus: 'written', calendarEventId: null });
      expect(await desk.tasks()).to.deep.equal([]);
    });

  const waits: [reason: string, fault: GoogleFault, seconds: number][] = [
    ['the rate is limited', refuse('rateLimitExceeded'), 2],
    ['the rate is limited, as 429', refuse('rateLimitExceeded', 429), 2],
    ['Google fails', refuse('backendError', 500), 2],
    ['a quota is used up', refuse('quotaExceeded'), 3_600],
    ['the calendar is not found', refuse('notFound', 404), 2],
    ['the line is cut', { kind: 'reset' }, 2],
  ];
  for (const [reason, fault, seconds] of waits)
    it(`waits ${seconds} s when ${reason}, and then gets there`, async () => {
      desk.google.fails('insert', fault);
      const appointment = await desk.books('09:30');
      await desk.brings();
      expect(await desk.waiting()).to.deep.equal([{ seconds, tries: 1 }]);
      expect((await desk.known(appointment)).calendarStatus).to.equal('awaiting');
      await desk.brings('later');
      expect((await desk.known(appointment)).calendarStatus).to.equal('written');
    });

  it('is given up when it is refused for good, staff is told once, and a new start tries again', async () => {
    desk.google.fails('insert', refuse('forbidden'), refuse('forbidden'));
    const appointments = [await desk.books('09:30'), await desk.books('09:30', { car: 1 })];
    await desk.brings();
    const payload = {
      problem: 'appointments could not be brought to the calendar',
      code: 'forbidden',
      appointment_id: appointments[0]?.appointmentId,
    };
    expect(await desk.tasks()).to.deep.equal([{ kind: 'failed', payload, customerId: null }]);
    for (const appointment of appointments) expect((await desk.known(appointment)).calendarStatus).to.equal('failed');
    expect(await desk.waiting()).to.deep.equal([]);
    const { outbox } = await desk.another();
    await outbox.start();
    await outbox.drain();
    await outbox.close();
    for (const appointment of appointments) expect((await desk.known(appointment)).calendarStatus).to.equal('written');
  });

  it('stops at a refresh token that is worth nothing', async () => {
    desk.google.fails('token', { kind: 'invalid-grant' });
    await desk.books('09:30');
    await desk.brings();
    expect((await desk.tasks()).map(({ payload }) => payload.code)).to.deep.equal(['invalid_grant']);
    expect(desk.google.asked()).to.deep.equal(['token']);
  });

  it('is given to one worker only, however many servers there are', async () => {
    const other = await desk.another();
    for (const [index, time] of ['09:30', '10:30', '11:30', '12:30', '13:30', '14:30'].entries())
      await desk.books(time, { car: index % 3 });
    await Promise.all([desk.brings(), other.outbox.drain()]);
    expect(desk.shown()).to.have.length(6);
    expect(desk.google.asked().filter((operation) => operation === 'insert')).to.have.length(6);
  });

  it('is not overtaken by an older state of itself when two workers are at it', async () => {
    const other = await desk.another();
    const appointment = await desk.books('09:30');
    await desk.brings();
    await desk.moves(appointment, '11:00');
    desk.google.fails('patch', { kind: 'stall', ms: 3_000 });
    const arrived = desk.google.arrives('patch');
    const first = desk.brings();
    await arrived;
    // The first has read 11:00 and is on its way with it.
    await desk.moves(appointment, '14:00');
    await other.outbox.drain();
    expect(await desk.waiting()).to.deep.equal([{ seconds: 2, tries: 0 }]);
    desk.google.clock.advance(3_000);
    await first;
    expect((await desk.known(appointment)).calendarStatus).to.equal('awaiting');
    await desk.brings('later');
    expect(desk.shown()).to.deep.equal([{ summary: CIVIC, start: '2026-12-01T14:00:00-05:00', status: 'confirmed' }]);
    expect((await desk.known(appointment)).calendarStatus).to.equal('written');
  });

  it('arrives when the server that booked it died right after the commit', async () => {
    const appointment = await desk.books('09:30');
    const { outbox } = await desk.another();
    await outbox.drain();
    expect((await desk.known(appointment)).calendarStatus).to.equal('written');
  });

  it('arrives when the worker that had taken it died', async () => {
    const appointment = await desk.books('09:30');
    await desk.diesWithJobs(61);
    const { queue, outbox } = await desk.another();
    await queue.tidy();
    await desk.base.dataSource.query(`UPDATE pgboss.job SET start_after = now() - interval '1 second'`);
    await outbox.drain();
    expect((await desk.known(appointment)).calendarStatus).to.equal('written');
  });

  it('is brought within a second by a server that runs', async () => {
    await desk.outbox.start();
    const arrived = desk.google.arrives('freebusy');
    await desk.books('09:30');
    const timer = setInterval(() => desk.google.clock.advance(1_000), 5);
    await arrived.finally(() => clearInterval(timer));
    await desk.outbox.close();
    expect(desk.shown()).to.deep.equal([{ summary: CIVIC, start: NINE_THIRTY, status: 'confirmed' }]);
    expect(desk.google.clock.pending).to.equal(0);
  });

  it('stays in the queue when it is the database that fails', async () => {
    const appointment = await desk.books('09:30');
    const failure = new OutsideError('database', 'timeout', 'PostgreSQL: late', { retryable: true });
    const { outbox, queue } = await desk.another(async () => {
      throw failure;
    });
    await outbox.drain();
    expect([await desk.tasks(), await desk.waiting()]).to.deep.equal([[], []]);
    expect((await desk.known(appointment)).calendarStatus).to.equal('awaiting');
    await desk.base.dataSource.query(`UPDATE pgboss.job SET started_on = started_on - interval '61 seconds'`);
    await queue.tidy();
    expect(await desk.waiting()).to.have.length(1);
  });

  it('is given up, and told to staff, when we are wrong ourselves', async () => {
    const appointment = await desk.books('09:30');
    const { outbox } = await desk.another(async () => {
      throw new TypeError('undefined is not a calendar');
    });
    await outbox.drain();
    expect((await desk.tasks()).map(({ payload }) => payload.code)).to.deep.equal(['wrong']);
    expect((await desk.known(appointment)).calendarStatus).to.equal('failed');
  });

  it('waits out an outage of Google, and is then there once', async () => {
    desk.google.failsAlways({ kind: 'reset' });
    const appointment = await desk.books('09:30');
    await desk.brings();
    for (let i = 0; i < 9; i++) await desk.brings('later');
    expect(await desk.waiting()).to.deep.equal([{ seconds: 300, tries: 10 }]);
    expect(await desk.known(appointment)).to.deep.equal({ calendarStatus: 'awaiting', calendarEventId: null });
    desk.google.failsAlways(null);
    await desk.brings('later');
    expect(desk.shown()).to.deep.equal([{ summary: CIVIC, start: NINE_THIRTY, status: 'confirmed' }]);
    expect(await desk.tasks()).to.deep.equal([]);
  });
});

describe('a booking over what people have put into the calendar', () => {
  let desk: CalendarDesk;
  useCalendarDesk((fresh) => {
    desk = fresh;
  });

  it('is raised to staff once, with what stands there', async () => {
    desk.google.simulator.put(SHOP, span(at('09:00'), at('09:45')));
    const appointment = await desk.books('09:30');
    await desk.brings();
    const { appointmentId, customerId } = appointment;
    const task = {
      kind: 'calendar_conflict',
      customerId,
      payload: {
        appointment_id: appointmentId,
        start_time: '2026-12-01T14:30:00.000Z',
        end_time: '2026-12-01T15:00:00.000Z',
        bay: 1,
        busy: [{ from: '2026-12-01T14:30:00.000Z', to: '2026-12-01T14:45:00.000Z', bay: null }],
      },
    };
    expect(await desk.tasks()).to.deep.equal([task]);
    expect((await desk.known(appointment)).calendarStatus).to.equal('written');
    // Whatever has it looked at again, also after staff has seen to it.
    await desk.base.dataSource.query(`UPDATE staff_tasks SET status = 'done'`);
    await inTransaction(desk.base.dataSource, (tx) => desk.outbox.afterWrite(tx, appointmentId));
    await desk.brings();
    expect(await desk.tasks()).to.deep.equal([]);
  });

  it('is raised for its own bay, not for another', async () => {
    desk.google.simulator.put(BAY_1, span(at('09:00'), at('12:00')));
    const first = await desk.books('09:30', { bays: [1] });
    await desk.books('09:30', { car: 1, bays: [2] });
    await desk.brings();
    expect((await desk.tasks()).map(({ payload }) => [payload.appointment_id, payload.bay])).to.deep.equal([
      [first.appointmentId, 1],
    ]);
  });

  it('is raised anew when it is moved onto something else', async () => {
    desk.google.simulator.put(SHOP, span(at('09:00'), at('10:00')));
    desk.google.simulator.put(SHOP, span(at('14:00'), at('15:00')));
    const appointment = await desk.books('09:30');
    await desk.brings();
    await desk.moves(appointment, '14:00');
    await desk.brings();
    expect((await desk.tasks()).map(({ payload }) => payload.start_time)).to.deep.equal([
      '2026-12-01T14:30:00.000Z',
      '2026-12-01T19:00:00.000Z',
    ]);
  });

  it('is not raised where they touch, where the event is transparent, or when it was cancelled', async () => {
    desk.google.simulator.put(SHOP, span(at('09:00'), at('09:30')));
    desk.google.simulator.put(SHOP, span(at('10:00'), at('10:30')));
    desk.google.simulator.put(SHOP, { ...span(at('09:00'), at('10:30')), transparency: 'transparent' });
    await desk.books('09:30');
    const cancelled = await desk.books('10:00', { car: 1 });
    await desk.cancels(cancelled);
    await desk.brings();
    expect(await desk.tasks()).to.deep.equal([]);
  });

  it('is not known to be free of it while a calendar cannot be read: it is asked again', async () => {
    desk.google.simulator.put(BAY_1, span(at('09:00'), at('12:00')));
    desk.google.fails('freebusy', { kind: 'calendar-error', calendarId: BAY_1, reason: 'internalError' });
    const appointment = await desk.books('09:30');
    await desk.brings();
    expect((await desk.known(appointment)).calendarStatus).to.equal('awaiting');
    expect(desk.shown()).to.have.length(1);
    expect(await desk.tasks()).to.deep.equal([]);
    await desk.brings('later');
    expect((await desk.tasks()).map(({ kind }) => kind)).to.deep.equal(['calendar_conflict']);
    expect((await desk.known(appointment)).calendarStatus).to.equal('written');
  });
});
