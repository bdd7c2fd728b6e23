import { expect } from 'chai';
import type { DataSource } from 'typeorm';
import type { Customer } from '../../../entities/customer.ts';
import type { Vehicle } from '../../../entities/vehicle.ts';
import { book, cancel } from '../../../src/crm/booking.ts';
import { type ChangedNumber, onCustomersChanged } from '../../../src/crm/changed-customers.ts';
import { changeCustomer, changeVehicle } from '../../../src/crm/changing.ts';
import { createCustomer } from '../../../src/crm/customers.ts';
import { createVehicle } from '../../../src/crm/vehicles.ts';
import { inTransaction } from '../../../src/crm/writing.ts';
import { type TestDatabase, testDatabase } from '../../kit/database.ts';

const ANN = { firstName: 'Ann', lastName: 'Lee', phoneNumber: '+12125550101' };
const CIVIC = { year: 2019, make: 'Honda', model: 'Civic' };
const SLOT = { startTime: new Date('2026-12-02T15:00:00Z'), endTime: new Date('2026-12-02T15:30:00Z') };

describe('what changes of a customer', () => {
  let database: TestDatabase;
  let db: DataSource;
  let told: ChangedNumber[][];
  let ann: Customer;
  let civic: Vehicle;

  before(async () => {
    database = await testDatabase();
    db = database.dataSource;
    onCustomersChanged(db, async (changed) => {
      told.push(changed);
      // What is told has been committed: another connection sees it.
      expect(await db.query('SELECT phone_number FROM customers')).to.have.length.above(0);
    });
  });
  beforeEach(async () => {
    told = [];
    await db.query('TRUNCATE customers, vehicles, appointments, staff_tasks, change_traces CASCADE');
    ann = await createCustomer(db, database.change(), ANN);
    const vehicle = await createVehicle(db, database.change(), ann.customerId, CIVIC);
    if (!vehicle) throw new Error('expected a vehicle');
    civic = vehicle;
  });
  after(() => database.close());

  const hers = () => [{ shopId: database.shop.shopId, phoneNumber: ANN.phoneNumber }];
  const booking = () => ({
    customerId: ann.customerId,
    vehicleId: civic.vehicleId,
    serviceType: 'oil_change' as const,
    ...SLOT,
    notes: null,
    bookedBy: 'staff' as const,
    callSid: null,
  });

  it('is told once for each commit: a new customer, and a vehicle of theirs', () => {
    expect(told).to.deep.equal([hers(), hers()]);
  });

  it('is told by the old number and the new', async () => {
    told = [];
    await changeCustomer(db, database.change(), ann.customerId, { phoneNumber: '+12125550102' });
    expect(told.map((each) => each.map(({ phoneNumber }) => phoneNumber).sort())).to.deep.equal([
      ['+12125550101', '+12125550102'],
    ]);
  });

  it('is told when it is their vehicle, or an appointment: booked, moved or cancelled', async () => {
    told = [];
    await changeVehicle(db, database.change(), ann.customerId, civic.vehicleId, { currentMileage: 12 });
    const booked = await book(db, database.change(), [1, 2, 3, 4], booking());
    if (booked.outcome !== 'done') throw new Error('expected an appointment');
    const { appointmentId } = booked.appointment;
    await cancel(db, database.change(), { customerId: ann.customerId, appointmentId, reason: 'other' });
    expect(told).to.deep.equal([hers(), hers(), hers()]);
  });

  it('is told once for a transaction of several changes, when all of it is committed', async () => {
    told = [];
    await inTransaction(db, async (tx) => {
      await changeVehicle(tx, database.change(), ann.customerId, civic.vehicleId, { color: 'red' });
      await changeCustomer(tx, database.change(), ann.customerId, { email: 'ann@example.com' });
      expect(told).to.deep.equal([]);
    });
    expect(told).to.deep.equal([hers()]);
  });

  it('is not told when it is rolled back, nor when nothing changed', async () => {
    told = [];
    await inTransaction(db, async (tx) => {
      await changeCustomer(tx, database.change(), ann.customerId, { firstName: 'Anna' });
      throw new Error('no');
    }).catch(() => undefined);
    await changeCustomer(db, database.change(), ann.customerId, { firstName: 'Ann' });
    expect(told).to.deep.equal([]);
  });

  it('is done all the same when whoever is told fails', async () => {
    const failing = await testDatabase();
    onCustomersChanged(failing.dataSource, () => Promise.reject(new Error('no')));
    const { firstName } = await createCustomer(failing.dataSource, failing.change(), ANN);
    expect(firstName).to.equal('Ann');
    expect(await failing.dataSource.query('SELECT first_name FROM customers')).to.deep.equal([{ first_name: 'Ann' }]);
    await failing.close();
  });
});
