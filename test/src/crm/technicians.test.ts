import { expect } from 'chai';
import { Technician } from '../../../entities/technician.ts';
import { book, type NewBooking, reschedule } from '../../../src/crm/booking.ts';
import { createCustomer } from '../../../src/crm/customers.ts';
import { addTechnicians, type NewTechnician } from '../../../src/crm/technicians.ts';
import { createVehicle } from '../../../src/crm/vehicles.ts';
import { type TestDatabase, testDatabase } from '../../kit/database.ts';

const at = (time: string) => new Date(`2026-12-02T${time}:00Z`);
const CIVIC = { year: 2019, make: 'Honda', model: 'Civic' };

describe('who works on an appointment', () => {
  let database: TestDatabase;
  let customerId = '';
  before(async () => {
    database = await testDatabase();
    const fields = { firstName: 'P', lastName: '', phoneNumber: '+12125550101' };
    customerId = (await createCustomer(database.dataSource, database.change(), fields)).customerId;
  });
  beforeEach(() => database.dataSource.query('TRUNCATE appointments, technicians, service_history CASCADE'));
  after(() => database.close());

  const staff = (...technicians: NewTechnician[]) =>
    database.dataSource.transaction((tx) => addTechnicians(tx, database.change(), technicians));
  /** Books a car of its own in this bay; answers the appointment. */
  const booked = async (bay: number, from: string, to: string, given: Partial<NewBooking> = {}) => {
    const { dataSource, change } = database;
    const vehicle = await createVehicle(dataSource, change(), customerId, CIVIC);
    const done = await book(dataSource, change(), [bay], {
      customerId,
      vehicleId: vehicle?.vehicleId ?? '',
      serviceType: 'oil_change',
      startTime: at(from),
      endTime: at(to),
      notes: null,
      bookedBy: 'phone_agent',
      callSid: null,
      ...given,
    });
    if (done.outcome !== 'done') throw new Error(`expected to book, got ${done.outcome}`);
    return done.appointment;
  };
  const names = async (...bookings: ReturnType<typeof booked>[]) => {
    const told: (string | null)[] = [];
    for (const one of bookings) told.push((await one).technician);
    return told;
  };

  it('works in its bay and does such work', async () => {
    await staff({ name: 'Ana', bays: [1] }, { name: 'Ben', bays: [2, 3], services: ['brake_service'] });
    expect(await names(booked(1, '15:00', '15:30'))).to.deep.equal(['Ana']);
    expect(await names(booked(2, '15:00', '16:30', { serviceType: 'brake_service' }))).to.deep.equal(['Ben']);
    expect(await names(booked(2, '17:00', '17:30'))).to.deep.equal([null]);
  });

  it('has nothing else at that time; of several, whoever has least to do', async () => {
    await staff({ name: 'Ana' }, { name: 'Ben' });
    const first = await names(booked(1, '15:00', '15:30'));
    const others = [await names(booked(2, '15:00', '15:30')), await names(booked(3, '15:15', '15:45'))];
    expect([first, ...others]).to.deep.equal([['Ana'], ['Ben'], [null]]);
    expect(await names(booked(1, '15:30', '16:00'))).to.deep.equal(['Ana']);
    expect(await names(booked(1, '16:00', '16:30'))).to.deep.equal(['Ben']);
  });

  it('is nobody where nobody is free or works there any more: a booking needs a bay only', async () => {
    expect(await names(booked(1, '15:00', '15:30'))).to.deep.equal([null]);
    await staff({ name: 'Ana' });
    await database.dataSource.getRepository(Technician).update({ name: 'Ana' }, { active: false });
    expect(await names(booked(2, '15:00', '15:30'))).to.deep.equal([null]);
  });

  it('stays on it when it is moved, if they can', async () => {
    await staff({ name: 'Ana', bays: [1] }, { name: 'Ben' });
    const { appointmentId } = await booked(1, '15:00', '15:30');
    const moved = async (bay: number, from: string, to: string) => {
      const when = { customerId, appointmentId, startTime: at(from), endTime: at(to) };
      const done = await reschedule(database.dataSource, database.change(), [bay], when);
      return done.outcome === 'done' ? done.appointment.technician : done.outcome;
    };
    expect([
      await moved(1, '15:15', '15:45'),
      await moved(2, '15:15', '15:45'),
      await moved(1, '16:00', '16:30'),
    ]).to.deep.equal(['Ana', 'Ben', 'Ben']);
  });
});
