import { expect } from 'chai';
import { ServiceHistory } from '../../../entities/service-history.ts';
import { StaffTask } from '../../../entities/staff-task.ts';
import { type Desk, MARIAS_NUMBER, NOBODYS, useDesk } from '../../kit/tools-desk.ts';

describe('what a caller can ask for', () => {
  let desk: Desk;
  useDesk((fresh) => {
    desk = fresh;
  });

  describe('free times', () => {
    const ask = (date: string, service_type = 'oil_change', options = {}) =>
      desk.open(MARIAS_NUMBER, options).asks('get_available_slots', { date, service_type });
    const times = (data: Record<string, unknown> | undefined) =>
      ((data?.slots ?? []) as { start_time: string }[]).map(({ start_time }) => start_time.slice(11, 16));

    it('are a dozen at most, spread over the day, with the offset of the shop', async () => {
      const { result } = await ask('2026-12-01');
      expect(result.message).to.equal('20 free times on this day.');
      expect(result.data).to.deep.include({ date: '2026-12-01', day_of_week: 'Tuesday' });
      expect(JSON.stringify(result.data)).to.include('"slots":[{"start_time":"2026-12-01T08:00:00-05:00"},');
      expect(times(result.data)).to.deep.equal([
        '08:00',
        '09:00',
        '09:30',
        '10:30',
        '11:30',
        '12:30',
        '13:00',
        '14:00',
        '15:00',
        '16:00',
        '16:30',
        '17:30',
      ]);
    });

    it('are none that every bay is booked for, and all that one bay is left for', async () => {
      const whose = { customer: desk.joe, vehicle: desk.truck };
      await desk.booked('2026-12-05T10:00', whose);
      // The other three bays, taken by the calendar.
      const busy = async () =>
        [2, 3, 4].map((bay) => ({ bay, from: new Date('2026-12-05T15:00:00Z'), to: new Date('2026-12-05T15:30:00Z') }));
      expect(times((await ask('2026-12-05')).result.data)).to.include('10:00');
      expect(times((await ask('2026-12-05', 'oil_change', { busy })).result.data)).to.deep.equal([
        '09:00',
        '09:30',
        '10:30',
        '11:00',
        '11:30',
        '12:00',
        '12:30',
        '13:00',
        '13:30',
        '14:00',
        '14:30',
      ]);
      expect(times((await ask('2026-12-05', 'brake_service', { busy })).result.data)).to.deep.equal([
        '10:30',
        '11:00',
        '11:30',
        '12:00',
        '12:30',
        '13:00',
        '13:30',
      ]);
    });

    it('are none on a day that is closed, full or too far, and the answer says which and when to ask for', async () => {
      const answers = [];
      for (const date of ['2026-12-06', '2026-12-25', '2027-02-02']) answers.push((await ask(date)).result);
      expect(answers).to.deep.equal([
        {
          success: true,
          message: 'The shop is closed on Sundays. The next free time is 2026-12-07T08:00:00-05:00.',
          data: { date: '2026-12-06', day_of_week: 'Sunday', slots: [] },
        },
        {
          success: true,
          message: 'The shop is closed for Christmas Day. The next free time is 2026-12-26T09:00:00-05:00.',
          data: { date: '2026-12-25', day_of_week: 'Friday', slots: [] },
        },
        {
          success: true,
          message: 'Times can be booked up to 60 days ahead; today is Monday, 2026-11-30, in America/New_York.',
          data: { date: '2027-02-02', day_of_week: 'Tuesday', slots: [] },
        },
      ]);
    });

    it('are refused for a day that is past', async () => {
      expect((await ask('2026-11-29')).result).to.deep.equal({
        success: false,
        error: 'in_the_past',
        message: 'Expected a day to come; today is Monday, 2026-11-30, in America/New_York.',
      });
    });
  });

  describe('appointments to come', () => {
    it("are the caller's own, soonest first", async () => {
      const later = await desk.booked('2026-12-03T09:30');
      const sooner = await desk.booked('2026-12-01T09:30');
      await desk.booked('2026-12-02T09:30', { customer: desk.joe, vehicle: desk.truck });
      const answer = await desk
        .open(MARIAS_NUMBER)
        .asks('get_upcoming_appointments', { customer_id: desk.maria.customerId });
      const vehicle = { vehicle_id: desk.civic.vehicleId, year: 2019, make: 'Honda', model: 'Civic' };
      const told = { service_type: 'oil_change', status: 'scheduled', vehicle };
      expect(answer.result).to.deep.equal({
        success: true,
        message: 'Appointments to come: 2.',
        data: {
          appointments: [
            { appointment_id: sooner.appointmentId, start_time: '2026-12-01T09:30:00-05:00', ...told },
            { appointment_id: later.appointmentId, start_time: '2026-12-03T09:30:00-05:00', ...told },
          ],
        },
      });
    });

    it('that are none are a look-up in vain', async () => {
      const asked = { customer_id: desk.maria.customerId };
      expect(await desk.open(MARIAS_NUMBER).asks('get_upcoming_appointments', asked)).to.deep.equal({
        result: { success: true, message: 'No appointment is to come.', data: { appointments: [] } },
        learned: [{ about: 'nothing-found' }],
      });
    });

    it("are refused for another customer's id like for one that is not there", async () => {
      const answers = [];
      for (const customer_id of [desk.joe.customerId, NOBODYS])
        answers.push((await desk.open(MARIAS_NUMBER).asks('get_upcoming_appointments', { customer_id })).result);
      const refusal = {
        success: false,
        error: 'not_yours',
        message: 'This caller has no customer of this id. Use only ids that a tool has given in this call.',
      };
      expect(answers).to.deep.equal([refusal, refusal]);
    });
  });

  describe('service history', () => {
    const visit = (performedAt: string, changes: Partial<ServiceHistory>) =>
      desk.base.dataSource.manager.insert(ServiceHistory, {
        serviceId: desk.base.newId(),
        shopId: desk.base.shop.shopId,
        createdAt: new Date(performedAt),
        updatedAt: new Date(performedAt),
        vehicleId: desk.civic.vehicleId,
        customerId: desk.maria.customerId,
        serviceType: 'oil_change',
        performedAt: new Date(performedAt),
        servicesPerformed: ['oil change'],
        parts: [],
        ...changes,
      });

    it("tells the visits of the caller's vehicle, the newest first, by the shop's days, and what is due", async () => {
      await visit('2026-01-10T03:00:00Z', { mileage: 40_000 });
      await visit('2026-07-10T15:00:00Z', {
        servicesPerformed: ['oil change', 'tire rotation'],
        nextDueDate: '2027-01-10',
        nextDueMileage: 50_000,
      });
      const answer = await desk.open(MARIAS_NUMBER).asks('get_service_history', { vehicle_id: desk.civic.vehicleId });
      expect(answer.result).to.deep.equal({
        success: true,
        message: 'Visits told: 2.',
        data: {
          services: [
            { date: '2026-07-10', services_performed: ['oil change', 'tire rotation'], mileage: null },
            { date: '2026-01-09', services_performed: ['oil change'], mileage: 40_000 },
          ],
          next_due: { service_type: null, name: null, date: '2027-01-10', mileage: 50_000 },
        },
      });
    });

    it('is empty for a vehicle that was never here', async () => {
      const answer = await desk.open(MARIAS_NUMBER).asks('get_service_history', { vehicle_id: desk.civic.vehicleId });
      expect(answer.result).to.deep.equal({
        success: true,
        message: 'No visit is on file.',
        data: { services: [], next_due: null },
      });
    });

    it("is refused for another customer's vehicle", async () => {
      const answer = await desk.open(MARIAS_NUMBER).asks('get_service_history', { vehicle_id: desk.truck.vehicleId });
      expect([answer.result.error, answer.result.data]).to.deep.equal(['not_yours', undefined]);
    });
  });

  describe('a person', () => {
    it('is given where a number is set', async () => {
      const call = desk.open(MARIAS_NUMBER, { transfer: { number: '+12125550100' } });
      expect(await call.asks('transfer_to_human', { reason: 'a complaint' })).to.deep.equal({
        result: { success: true, message: 'The caller is being connected to a person.', data: { transferred: true } },
        learned: [{ about: 'transfer', outcome: 'transferred', number: '+12125550100' }],
      });
      expect(await desk.base.dataSource.manager.find(StaffTask)).to.deep.equal([]);
    });

    it('calls back where none is, and is asked once', async () => {
      const call = desk.open(MARIAS_NUMBER);
      const recorded = {
        result: {
          success: true,
          message: 'Nobody can answer now. A person will call back.',
          data: { callback_recorded: true },
        },
        learned: [{ about: 'transfer', outcome: 'callback_recorded', number: null }],
      };
      const reason = { reason: 'a complaint' };
      expect([await call.asks('transfer_to_human', reason), await call.asks('transfer_to_human', {})]).to.deep.equal([
        recorded,
        recorded,
      ]);
      const tasks = await desk.base.dataSource.manager.find(StaffTask);
      expect(
        tasks.map(({ kind, payload, callId, customerId }) => ({ kind, payload, callId, customerId })),
      ).to.deep.equal([
        {
          kind: 'call_back',
          payload: { reason: 'a complaint', phone_number: MARIAS_NUMBER },
          callId: call.callId,
          customerId: desk.maria.customerId,
        },
      ]);
    });
  });

  it('and the call can be ended', async () => {
    expect(await desk.open(MARIAS_NUMBER).asks('end_call', {})).to.deep.equal({
      result: { success: true, message: 'The call ends when what was said has been heard.', data: {} },
      learned: [{ about: 'farewell' }],
    });
  });
});
