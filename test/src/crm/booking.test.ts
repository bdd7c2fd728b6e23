import { expect } from 'chai';
import { Appointment } from '../../../entities/appointment.ts';
import { ChangeTrace } from '../../../entities/change-trace.ts';
import { appointmentOf, takenBetween, upcomingOf } from '../../../src/crm/appointments.ts';
import { book, cancel, confirm, type NewBooking, reschedule } from '../../../src/crm/booking.ts';
import { createCustomer } from '../../../src/crm/customers.ts';
import { createVehicle } from '../../../src/crm/vehicles.ts';
import { inTransaction } from '../../../src/crm/writing.ts';
import { NOON, type TestDatabase, testDatabase } from '../../kit/database.ts';

const BAYS = [1, 2, 3, 4];
const CIVIC = { year: 2019, make: 'Honda', model: 'Civic' };
const at = (time: string) => new Date(`2026-12-02T${time}:00Z`);
const span = (start: string, end: string) => ({ startTime: at(start), endTime: at(end) });

describe('an appointment', () => {
  let database: TestDatabase;
  let ann: { customerId: string; vehicleId: string };
  let bob: { customerId: string; vehicleId: string };
  let fleet: string[];

  const person = async (phoneNumber: string) => {
    const { dataSource, change } = database;
    const { customerId } = await createCustomer(dataSource, change(), { firstName: 'P', lastName: '', phoneNumber });
    return { customerId, vehicleId: (await createVehicle(dataSource, change(), customerId, CIVIC))?.vehicleId ?? '' };
  };

  before(async () => {
    database = await testDatabase();
    ann = await person('+12125550101');
    bob = await person('+12125550102');
    fleet = [];
    for (let i = 0; i < 10; i++)
      fleet.push((await createVehicle(database.dataSource, database.change(), bob.customerId, CIVIC))?.vehicleId ?? '');
  });
  beforeEach(() => database.dataSource.query('TRUNCATE appointments, change_traces CASCADE'));
  after(() => database.close());

  const booking = (given: Partial<NewBooking> = {}): NewBooking => ({
    ...ann,
    serviceType: 'oil_change',
    ...span('15:00', '15:30'),
    notes: 'a squeak',
    bookedBy: 'phone_agent',
    callSid: 'CA1',
    ...given,
  });
  const booked = async (given: Partial<NewBooking> = {}, bays = BAYS) => {
    const done = await book(database.dataSource, database.change(), bays, booking(given));
    if (done.outcome !== 'done') throw new Error(`expected to book, got ${done.outcome}`);
    return done.appointment;
  };
  const stored = (named: { customerId: string; appointmentId: string }) =>
    appointmentOf(database.dataSource, database.shop.shopId, named.customerId, named.appointmentId);
  const traces = async () =>
    (await database.dataSource.getRepository(ChangeTrace).find({ order: { traceId: 'ASC' } })).map(
      ({ action, entityId, callId, before, after }) => ({ action, entityId, callId, before, after }),
    );

  it('is booked on the first bay, and is what it is answered to be', async () => {
    const appointment = await booked();
    expect(appointment).to.include({ bay: 1, status: 'scheduled', callSid: 'CA1', notes: 'a squeak' });
    expect(await stored(appointment)).to.deep.equal(appointment);
    expect(await traces()).to.deep.equal([
      {
        action: 'create',
        entityId: appointment.appointmentId,
        callId: appointment.callId,
        before: null,
        after: JSON.parse(JSON.stringify(appointment)),
      },
    ]);
  });

  it('takes the next bay when the first is taken, and none when all are', async () => {
    const taken = [await booked({ ...bob }), await booked({ ...bob, vehicleId: fleet[0] ?? '' })];
    expect(taken.map(({ bay }) => bay)).to.deep.equal([1, 2]);
    expect(await book(database.dataSource, database.change(), [1, 2], booking())).to.deep.equal({
      outcome: 'slot_taken',
      by: 'bay',
    });
    expect(await traces()).to.have.length(2);
  });

  it('takes only a bay that it may, the first one named that is free', async () => {
    const bays = [await booked({ ...bob }, [3, 2]), await booked({ ...bob, vehicleId: fleet[0] ?? '' }, [3, 2])];
    expect(bays.map(({ bay }) => bay)).to.deep.equal([3, 2]);
    const wish = booking({ ...bob, vehicleId: fleet[1] ?? '' });
    for (const allowed of [[2, 3], []])
      expect(await book(database.dataSource, database.change(), allowed, wish)).to.deep.equal({
        outcome: 'slot_taken',
        by: 'bay',
      });
  });

  describe('and what has to be written with it', () => {
    const told: { appointmentId: string; time: string; status: string }[] = [];
    beforeEach(() => told.splice(0));
    const telling = () =>
      database.change({
        afterWrite: async (tx, appointmentId) => {
          const row = await tx.findOneByOrFail(Appointment, { appointmentId });
          told.push({ appointmentId, time: row.startTime.toISOString().slice(11, 16), status: row.status });
        },
      });

    it('is told in the transaction that books, moves or cancels, not of a confirmation', async () => {
      const { dataSource } = database;
      const done = await book(dataSource, telling(), BAYS, booking());
      if (done.outcome !== 'done') throw new Error(`expected to book, got ${done.outcome}`);
      const { appointmentId } = done.appointment;
      await reschedule(dataSource, telling(), BAYS, { ...done.appointment, ...span('17:00', '17:30') });
      await confirm(dataSource, telling(), done.appointment);
      await cancel(dataSource, telling(), { ...done.appointment, reason: 'other' });
      expect(told).to.deep.equal([
        { appointmentId, time: '15:00', status: 'scheduled' },
        { appointmentId, time: '17:00', status: 'scheduled' },
        { appointmentId, time: '17:00', status: 'cancelled' },
      ]);
    });

    it('takes the booking with it when it fails', async () => {
      const change = database.change({ afterWrite: (tx) => tx.query('SELECT 1/0') });
      const work = book(database.dataSource, change, BAYS, booking());
      expect(await work.catch((error) => error.code)).to.equal('22012');
      expect(await traces()).to.deep.equal([]);
    });
  });

  it('is refused when the vehicle is somewhere else then', async () => {
    await booked();
    expect(await book(database.dataSource, database.change(), BAYS, booking(span('15:15', '15:45')))).to.deep.equal({
      outcome: 'slot_taken',
      by: 'vehicle',
    });
  });

  it('is sold as often as there are bays, however many want it at once', async () => {
    const wishes = fleet.map((vehicleId) =>
      book(database.dataSource, database.change(), BAYS, booking({ customerId: bob.customerId, vehicleId })),
    );
    const answers = await Promise.all(wishes);
    expect(
      answers.flatMap((answer) => (answer.outcome === 'done' ? [answer.appointment.bay] : [])).sort(),
    ).to.deep.equal([1, 2, 3, 4]);
    expect(answers.filter(({ outcome }) => outcome === 'slot_taken')).to.have.length(6);
    expect(await takenBetween(database.dataSource, database.shop.shopId, at('15:00'), at('15:01'))).to.have.length(4);
  });

  it('is not found for a vehicle of somebody else, of nobody or of another shop', async () => {
    const wishes = [
      booking({ vehicleId: bob.vehicleId }),
      booking({ vehicleId: database.newId() }),
      booking({ customerId: database.newId() }),
    ];
    for (const wish of wishes)
      expect(await book(database.dataSource, database.change(), BAYS, wish)).to.deep.equal({ outcome: 'not_found' });
    const elsewhere = database.change({ shopId: database.newId() });
    expect(await book(database.dataSource, elsewhere, BAYS, booking())).to.deep.equal({ outcome: 'not_found' });
  });

  it('is not there when the transaction around it was given up', async () => {
    const given = AbortSignal.abort();
    const work = inTransaction(database.dataSource, (tx) => book(tx, database.change(), BAYS, booking()), given);
    expect(await work.catch((error) => error.code)).to.equal('timeout');
    expect(await takenBetween(database.dataSource, database.shop.shopId, at('00:00'), at('23:00'))).to.deep.equal([]);
    expect(await traces()).to.deep.equal([]);
  });

  describe('that is moved', () => {
    it('stays in its bay where that is free, and is to be confirmed anew', async () => {
      await booked({ ...bob });
      const before = await booked();
      await confirm(database.dataSource, database.change(), before);
      const moved = await reschedule(database.dataSource, database.change(), BAYS, {
        ...before,
        ...span('15:30', '16:00'),
      });
      const after = { ...before, ...span('15:30', '16:00') };
      expect(moved).to.deep.include({ outcome: 'done', appointment: after });
      expect(await stored(before)).to.deep.equal(after);
      expect((await traces()).at(-1)).to.deep.include({
        action: 'reschedule',
        before: {
          startTime: '2026-12-02T15:00:00.000Z',
          endTime: '2026-12-02T15:30:00.000Z',
          status: 'confirmed',
          confirmedAt: NOON.toISOString(),
        },
        after: {
          startTime: '2026-12-02T15:30:00.000Z',
          endTime: '2026-12-02T16:00:00.000Z',
          status: 'scheduled',
          confirmedAt: null,
        },
      });
    });

    it('may overlap the time it had', async () => {
      const before = await booked({}, [1]);
      const move = { ...before, ...span('15:15', '15:45') };
      expect(await reschedule(database.dataSource, database.change(), [1], move)).to.include({ outcome: 'done' });
    });

    it('leaves its bay where that one is not allowed any more', async () => {
      const before = await booked();
      await reschedule(database.dataSource, database.change(), [4, 2], { ...before, ...span('17:00', '17:30') });
      expect((await stored(before))?.bay).to.equal(4);
    });

    it('goes to another bay where its own is taken, and nowhere when all are', async () => {
      await booked({ ...bob, ...span('17:00', '17:30') });
      const before = await booked();
      const move = { ...before, ...span('17:00', '17:30') };
      expect(await reschedule(database.dataSource, database.change(), [1], move)).to.deep.equal({
        outcome: 'slot_taken',
        by: 'bay',
      });
      expect(await stored(before)).to.deep.equal(before);
      await reschedule(database.dataSource, database.change(), BAYS, move);
      expect((await stored(before))?.bay).to.equal(2);
    });

    it('is refused when the vehicle is somewhere else then', async () => {
      await booked(span('17:00', '17:30'));
      const before = await booked();
      const move = { ...before, ...span('17:00', '17:30') };
      expect(await reschedule(database.dataSource, database.change(), BAYS, move)).to.deep.equal({
        outcome: 'slot_taken',
        by: 'vehicle',
      });
    });
  });

  describe('that is cancelled', () => {
    it('frees its bay and its vehicle, and says why', async () => {
      const before = await booked({}, [1]);
      const done = await cancel(database.dataSource, database.change(), { ...before, reason: 'vehicle_sold' });
      const after = { ...before, status: 'cancelled', cancelReason: 'vehicle_sold', cancelledAt: NOON };
      expect(done).to.deep.equal({ outcome: 'done', before, appointment: after });
      expect(await stored(before)).to.deep.equal(after);
      expect(await booked({}, [1])).to.include({ bay: 1 });
    });

    it('cannot be cancelled, moved or confirmed any more', async () => {
      const { dataSource, change } = database;
      const named = await booked();
      await cancel(dataSource, change(), { ...named, reason: 'other' });
      const no = { outcome: 'not_changeable', status: 'cancelled' };
      expect(await cancel(dataSource, change(), { ...named, reason: 'other' })).to.deep.equal(no);
      expect(await confirm(dataSource, change(), named)).to.deep.equal(no);
      expect(await reschedule(dataSource, change(), BAYS, named)).to.deep.equal(no);
      expect(await traces()).to.have.length(2);
    });
  });

  it('is confirmed once, however often', async () => {
    const { dataSource, change } = database;
    const before = await booked();
    const after = { ...before, status: 'confirmed', confirmedAt: NOON };
    expect(await confirm(dataSource, change(), before)).to.deep.equal({ outcome: 'done', before, appointment: after });
    expect(await confirm(dataSource, change({ at: at('14:00') }), before)).to.deep.include({ appointment: after });
    expect(await stored(before)).to.deep.equal(after);
    expect(await traces()).to.have.length(2);
  });

  it('of somebody else is not found, whatever is to be done with it', async () => {
    const { dataSource, change } = database;
    const before = await booked();
    const theirs = { ...before, customerId: bob.customerId };
    const no = { outcome: 'not_found' };
    expect(await cancel(dataSource, change(), { ...theirs, reason: 'other' })).to.deep.equal(no);
    expect(await confirm(dataSource, change(), theirs)).to.deep.equal(no);
    expect(await reschedule(dataSource, change(), BAYS, theirs)).to.deep.equal(no);
    expect(await stored(theirs)).to.equal(null);
    expect(await stored(before)).to.deep.equal(before);
  });

  it('is upcoming until it ends, and as long as it lives', async () => {
    const { dataSource, shop, change } = database;
    const gone = await booked(span('18:00', '18:30'));
    await cancel(dataSource, change(), { ...gone, reason: 'other' });
    const second = await booked(span('16:00', '16:30'));
    const first = await booked();
    await booked({ ...bob });
    const upcoming = (now: Date) => upcomingOf(dataSource, shop.shopId, ann.customerId, now);
    expect(await upcoming(NOON)).to.deep.equal([first, second]);
    expect(await upcoming(at('15:29'))).to.deep.equal([first, second]);
    expect(await upcoming(at('15:30'))).to.deep.equal([second]);
  });

  it('takes its bay from its start up to its end', async () => {
    const { appointmentId, vehicleId } = await booked();
    const taken = (from: string, to: string) =>
      takenBetween(database.dataSource, database.shop.shopId, at(from), at(to));
    const row = { appointmentId, vehicleId, bay: 1, ...span('15:00', '15:30') };
    expect((await taken('15:29', '16:00')).map((each) => ({ ...each }))).to.deep.equal([row]);
    expect((await taken('14:00', '15:01')).map((each) => ({ ...each }))).to.deep.equal([row]);
    expect(await taken('15:30', '16:00')).to.deep.equal([]);
    expect(await taken('14:00', '15:00')).to.deep.equal([]);
  });
});
