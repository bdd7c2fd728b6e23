import { expect } from 'chai';
import { Appointment } from '../../../entities/appointment.ts';
import { CallLog } from '../../../entities/call-log.ts';
import { ChangeTrace } from '../../../entities/change-trace.ts';
import { StaffTask } from '../../../entities/staff-task.ts';
import { Technician } from '../../../entities/technician.ts';
import * as words from '../../../entities/vocabulary.ts';
import { createCustomer } from '../../../src/crm/customers.ts';
import { codeOf, constraintOf } from '../../../src/crm/failures.ts';
import { createVehicle } from '../../../src/crm/vehicles.ts';
import { rowOf } from '../../../src/crm/writing.ts';
import { NOON, type TestDatabase, testDatabase } from '../../kit/database.ts';

const ANN = { firstName: 'Ann', lastName: 'Lee', phoneNumber: '+12125550101' };
const CIVIC = { year: 2019, make: 'Honda', model: 'Civic' };
const at = (time: string) => new Date(`2026-12-02T${time}:00Z`);

describe('the database itself', () => {
  let database: TestDatabase;
  let customerId: string;
  let vehicleIds: string[];
  before(async () => {
    database = await testDatabase();
    customerId = (await createCustomer(database.dataSource, database.change(), ANN)).customerId;
    vehicleIds = [];
    for (let i = 0; i < 4; i++)
      vehicleIds.push(
        (await createVehicle(database.dataSource, database.change(), customerId, CIVIC))?.vehicleId ?? '',
      );
  });
  beforeEach(() => database.dataSource.query('DELETE FROM appointments'));
  after(() => database.close());

  const row = (given: Partial<Appointment>) => ({
    ...rowOf(database.change()),
    appointmentId: database.newId(),
    customerId,
    vehicleId: vehicleIds[0],
    serviceType: 'oil_change' as const,
    startTime: at('15:00'),
    endTime: at('15:30'),
    bay: 1,
    status: 'scheduled' as const,
    bookedBy: 'staff' as const,
    ...given,
  });
  const insert = (given: Partial<Appointment>) => database.dataSource.getRepository(Appointment).insert(row(given));
  const refusal = (work: Promise<unknown>) =>
    work.then(
      () => 'taken',
      (e) => `${codeOf(e)} ${constraintOf(e)}`,
    );

  for (const [what, first, second, answer] of [
    ['the same time on one bay', {}, { vehicleId: 1 }, '23P01 appointments_bay_is_free'],
    ['one minute of one bay', {}, { vehicleId: 1, start: '15:29', end: '16:00' }, '23P01 appointments_bay_is_free'],
    [
      'a time within another on one bay',
      { end: '18:00' },
      { vehicleId: 1, start: '16:00', end: '16:30' },
      '23P01 appointments_bay_is_free',
    ],
    ['one vehicle on two bays', {}, { bay: 2 }, '23P01 appointments_vehicle_is_free'],
    ['a time that begins as another ends', {}, { vehicleId: 1, start: '15:30', end: '16:00' }, 'taken'],
    ['two vehicles on two bays', {}, { vehicleId: 1, bay: 2 }, 'taken'],
    ['what was cancelled', { status: 'cancelled' }, {}, 'taken'],
    ['what was completed', { status: 'completed' }, {}, 'taken'],
    ['what is confirmed', { status: 'confirmed' }, { vehicleId: 1 }, '23P01 appointments_bay_is_free'],
    ['what is being done', { status: 'in_progress' }, { vehicleId: 1 }, '23P01 appointments_bay_is_free'],
  ] as const)
    it(`${answer === 'taken' ? 'takes' : 'refuses'} an appointment over ${what}`, async () => {
      const given = (each: {
        vehicleId?: number;
        bay?: number;
        start?: string;
        end?: string;
        status?: words.AppointmentStatus;
      }) => ({
        vehicleId: vehicleIds[each.vehicleId ?? 0],
        bay: each.bay ?? 1,
        startTime: at(each.start ?? '15:00'),
        endTime: at(each.end ?? '15:30'),
        status: each.status ?? ('scheduled' as const),
      });
      await insert(given(first));
      expect(await refusal(insert(given(second)))).to.equal(answer);
    });

  it('refuses an appointment that comes alive again where another has taken its place', async () => {
    const cancelled = { appointmentId: database.newId(), status: 'cancelled' as const };
    await insert(cancelled);
    await insert({ vehicleId: vehicleIds[1] ?? '' });
    const again = database.dataSource
      .getRepository(Appointment)
      .update({ appointmentId: cancelled.appointmentId }, { status: 'scheduled' });
    expect(await refusal(again)).to.equal('23P01 appointments_bay_is_free');
  });

  for (const [what, table, column, value] of [
    ['a phone number with dashes', 'customers', 'phone_number', '212-555-0101'],
    ['a phone number without its country', 'customers', 'phone_number', '2125550101'],
    ['an e-mail address without a domain', 'customers', 'email', 'ann@'],
    ['a ZIP code of four digits', 'customers', 'zip_code', '1000'],
    ['consent without a time', 'customers', 'reminder_consent', true],
    ['a merge with oneself', 'customers', 'merge_with', 'customer_id'],
    ['a VIN of 16 characters', 'vehicles', 'vin', '1HGCM82633A00435'],
    ['a VIN with an O', 'vehicles', 'vin', '1HGCM82633AO04352'],
    ['a VIN in lower case', 'vehicles', 'vin', '1hgcm82633a004352'],
    ['a VIN of North America with a wrong check digit', 'vehicles', 'vin', '1HGCM82634A004352'],
    ['a VIN of the US’s other region with a wrong check digit', 'vehicles', 'vin', '7SAYGDEF0NF312345'],
    ['consent to texts without a time', 'customers', 'text_consent', false],
    ['a birth in 1899', 'customers', 'date_of_birth', '1899-12-31'],
    ['a negative mileage', 'vehicles', 'current_mileage', -1],
    ['an end before the start', 'appointments', 'end_time', '2026-12-02T15:00:00Z'],
    ['a bay 0', 'appointments', 'bay', 0],
    ['an unknown status', 'appointments', 'status', 'lost'],
    ['an unknown service', 'appointments', 'service_type', 'a wash'],
    ['somebody else’s reason', 'appointments', 'cancel_reason', 'bored'],
  ] as const)
    it(`refuses ${what}`, async () => {
      await insert({});
      const to = value === 'customer_id' ? 'customer_id' : '$1';
      const sql = `UPDATE ${table} SET ${column} = ${to}`;
      const update = database.dataSource.query(sql, to === '$1' ? [value] : []);
      expect(await refusal(update)).to.match(/^23514 /);
    });

  for (const [what, vin] of [
    ['of North America with the right check digit', '1HGCM82633A004352'],
    ['with X for ten', '1M8GDM9AXKP042788'],
    ['of the US’s other region', '7SAYGDEF5NF312345'],
    ['of New Zealand’s region 7, which promises none', '7A8YGDEF0NF312345'],
    ['of Europe, which promises none', 'WBA00000000000000'],
  ] as const)
    it(`takes a VIN ${what}`, async () => {
      await database.dataSource.query('UPDATE vehicles SET vin = $1 WHERE vehicle_id = $2', [vin, vehicleIds[0]]);
    });

  it('knows a technician once, and lets nobody else have done the work', async () => {
    const { dataSource, newId } = database;
    const sam = { ...rowOf(database.change()), name: 'Sam', active: true };
    await dataSource.getRepository(Technician).insert({ ...sam, technicianId: newId() });
    expect(await refusal(dataSource.getRepository(Technician).insert({ ...sam, technicianId: newId() }))).to.equal(
      '23505 technicians_have_names_of_their_own',
    );
    await insert({ technician: 'Sam' });
    expect(await refusal(insert({ status: 'completed', technician: 'Sim' }))).to.equal(
      '23503 appointments_technician_works_here',
    );
  });

  it('takes every word of the vocabulary', async () => {
    const { dataSource, newId } = database;
    const base = rowOf(database.change());
    for (const serviceType of words.SERVICE_TYPES) await insert({ status: 'completed', serviceType });
    for (const status of words.APPOINTMENT_STATUSES.filter(
      (each) => !words.LIVE_STATUSES.some((live) => live === each),
    ))
      await insert({ status });
    for (const cancelReason of words.CANCEL_REASONS) await insert({ status: 'cancelled', cancelReason });
    for (const calendarStatus of words.CALENDAR_STATUSES) await insert({ status: 'completed', calendarStatus });
    for (const bookedBy of words.BOOKERS) await insert({ status: 'completed', bookedBy });
    const call = { ...base, startedAt: NOON, endedAt: NOON, transcript: [], tools: [], tokens: {} };
    for (const direction of words.CALL_DIRECTIONS)
      for (const outcome of words.CALL_OUTCOMES)
        await dataSource.getRepository(CallLog).insert({ ...call, callId: newId(), direction, outcome });
    for (const kind of words.TASK_KINDS)
      for (const status of words.TASK_STATUSES)
        await dataSource.getRepository(StaffTask).insert({ ...base, taskId: newId(), kind, status, payload: {} });
    for (const entity of words.TRACED_ENTITIES)
      for (const action of words.TRACED_ACTIONS)
        await dataSource
          .getRepository(ChangeTrace)
          .insert({ ...base, traceId: newId(), entity, entityId: newId(), action, person: 'Bo', at: NOON });
    for (const preference of words.CONTACT_PREFERENCES)
      await dataSource.query('UPDATE customers SET contact_preference = $1', [preference]);
  });

  it('does not let a call and a person both have done a thing, nor nobody', async () => {
    const traces = database.dataSource.getRepository(ChangeTrace);
    const base = {
      ...rowOf(database.change()),
      entity: 'customer',
      entityId: customerId,
      action: 'update',
      at: NOON,
    } as const;
    const both = { ...base, traceId: database.newId(), callId: database.newId(), person: 'Bo' };
    expect(await refusal(traces.insert(both))).to.match(/^23514 /);
    expect(await refusal(traces.insert({ ...base, traceId: database.newId() }))).to.match(/^23514 /);
  });
});
