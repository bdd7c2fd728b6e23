import { expect } from 'chai';
import { Appointment } from '../../../entities/appointment.ts';
import { createBusyTimes } from '../../../src/calendar/busy.ts';
import { silentLog } from '../../../src/log.ts';
import { aGoogle, at, BAY_1, type Google, SHOP, span } from '../../kit/calendar-google.ts';
import { type Desk, type DeskCall, MARIAS_NUMBER, useDesk } from '../../kit/tools-desk.ts';

describe('a caller and the times that people have taken in the calendar', () => {
  let desk: Desk;
  let call: DeskCall;
  let calendar: Google;
  useDesk((fresh) => {
    desk = fresh;
  });
  beforeEach(async () => {
    calendar = await aGoogle();
    const { google, clock } = calendar;
    const calendars = { shop: SHOP, bays: new Map([[1, BAY_1]]) };
    const busy = createBusyTimes({ google, calendars, bays: desk.shopTime.bays, clock, log: silentLog });
    call = desk.open(MARIAS_NUMBER, { busy });
  });
  afterEach(() => calendar.close());

  const slots = async (date: string): Promise<string[]> => {
    const { result } = await call.asks('get_available_slots', { date, service_type: 'engine_diagnostics' });
    const { slots: found } = result.data as { slots: { start_time: string }[] };
    return found.map(({ start_time }) => start_time.slice(11, 16));
  };
  const booking = (start_time: string) => ({
    customer_id: desk.maria.customerId,
    vehicle_id: desk.civic.vehicleId,
    service_type: 'oil_change',
    start_time,
    notes: null,
    confirmed: true,
  });
  const commit = { mode: 'commit' } as const;

  it('is never offered one of them', async () => {
    calendar.simulator.put(SHOP, span(at('08:00'), at('12:00')));
    calendar.simulator.put(SHOP, span(at('13:15'), at('17:00')));
    expect(await slots('2026-12-01')).to.deep.equal(['12:00', '17:00']);
  });

  it('is offered none on a day that people have closed, and told of the next', async () => {
    calendar.simulator.put(SHOP, { start: { date: '2026-12-01' }, end: { date: '2026-12-02' } });
    const { result } = await call.asks('get_available_slots', { date: '2026-12-01', service_type: 'oil_change' });
    expect(result).to.deep.include({
      message: 'Nothing is free on this day. The next free time is 2026-12-02T08:00:00-05:00.',
      data: { date: '2026-12-01', day_of_week: 'Tuesday', slots: [] },
    });
  });

  it('is not booked into one, proposed or confirmed, nor moved there', async () => {
    calendar.simulator.put(SHOP, span(at('09:00'), at('12:00')));
    for (const mode of ['propose', 'commit'] as const) {
      const { result } = await call.asks('book_appointment', booking('2026-12-01T09:30'), { mode });
      expect([result.error, result.data]).to.deep.equal([
        'slot_unavailable',
        {
          alternatives: ['08:00', '08:30', '12:00'].map((time) => ({ start_time: `2026-12-01T${time}:00-05:00` })),
        },
      ]);
    }
    const hers = await desk.booked('2026-12-02T09:30');
    const move = { appointment_id: hers.appointmentId, new_start_time: '2026-12-01T09:30', confirmed: true };
    expect((await call.asks('reschedule_appointment', move, commit)).result.error).to.equal('slot_unavailable');
  });

  it('is booked into a bay whose own calendar is free', async () => {
    calendar.simulator.put(BAY_1, span(at('09:00'), at('12:00')));
    await call.asks('book_appointment', booking('2026-12-01T09:30'), commit);
    expect((await desk.base.dataSource.manager.find(Appointment)).map(({ bay }) => bay)).to.deep.equal([2]);
  });

  it('is offered what the CRM has free while Google is down', async () => {
    calendar.simulator.put(SHOP, span(at('08:00'), at('17:00')));
    calendar.failsAlways({ kind: 'reset' });
    expect(await slots('2026-12-01')).to.have.length(12);
    const { result } = await call.asks('book_appointment', booking('2026-12-01T09:30'), commit);
    expect(result.success).to.equal(true);
  });

  it('is offered nothing and booked nowhere while the calendar cannot be read, but a call-back', async () => {
    const hers = await desk.booked('2026-12-02T09:30');
    calendar.failsAlways({ kind: 'calendar-error', calendarId: SHOP, reason: 'notFound' });
    const move = { appointment_id: hers.appointmentId, new_start_time: '2026-12-01T09:30', confirmed: true };
    const answers = [
      await call.asks('get_available_slots', { date: '2026-12-01', service_type: 'oil_change' }),
      await call.asks('book_appointment', booking('2026-12-01T09:30'), { mode: 'propose' }),
      await call.asks('book_appointment', booking('2026-12-01T09:30'), commit),
      await call.asks('reschedule_appointment', move, commit),
    ];
    for (const { result } of answers)
      expect(result).to.deep.equal({
        success: false,
        error: 'unavailable',
        message:
          "The shop's calendar cannot be read at the moment, so no time can be offered or booked. Say so, name no time, and offer to have a person call back.",
      });
    expect(await desk.base.dataSource.manager.count(Appointment)).to.equal(1);
  });

  it('is booked into another bay while the calendar of one cannot be read', async () => {
    calendar.failsAlways({ kind: 'calendar-error', calendarId: BAY_1, reason: 'notFound' });
    await call.asks('book_appointment', booking('2026-12-01T09:30'), commit);
    expect((await desk.base.dataSource.manager.find(Appointment)).map(({ bay }) => bay)).to.deep.equal([2]);
  });

  it('is offered the wall times of the shop in the week in which clocks change', async () => {
    desk.clock.goTo(new Date('2027-03-12T08:05:00-05:00'));
    // 08:00 to 16:00 on the Monday after; an hour less or more would show.
    calendar.simulator.put(SHOP, span(at('08:00', '2027-03-15', '-04:00'), at('16:00', '2027-03-15', '-04:00')));
    expect(await slots('2027-03-15')).to.deep.equal(['16:00', '16:30', '17:00']);
  });
});
