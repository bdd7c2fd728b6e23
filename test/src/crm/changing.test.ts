import { expect } from 'chai';
import type { DataSource } from 'typeorm';
import { changeCustomer, changeVehicle } from '../../../src/crm/changing.ts';
import { createCustomer, customerById, customerByPhone, type NewCustomer } from '../../../src/crm/customers.ts';
import { mergeCustomers } from '../../../src/crm/merging.ts';
import { addTask, openTasks } from '../../../src/crm/staff-tasks.ts';
import { createVehicle, vehicleOf, vehiclesOf } from '../../../src/crm/vehicles.ts';
import { NOON, type TestDatabase, testDatabase } from '../../kit/database.ts';

const ANN: NewCustomer = { firstName: 'Ann', lastName: 'Lee', phoneNumber: '+12125550101' };
const CIVIC = { year: 2019, make: 'Honda', model: 'Civic' };
const LATER = new Date(NOON.getTime() + 1_000);

describe('a customer on file', () => {
  let database: TestDatabase;
  let db: DataSource;
  before(async () => {
    database = await testDatabase();
    db = database.dataSource;
  });
  beforeEach(() => db.query('TRUNCATE customers, vehicles, staff_tasks, change_traces CASCADE'));
  after(() => database.close());

  const customer = (given: Partial<NewCustomer> = {}) => createCustomer(db, database.change(), { ...ANN, ...given });
  const updates = () =>
    db.query(`SELECT entity, entity_id, before, after FROM change_traces WHERE action = 'update' ORDER BY trace_id`);

  it('takes back its consent to texts, and the trace says what it was', async () => {
    const consent = { textConsent: true, textConsentAt: NOON, textConsentSource: 'counter' };
    const ann = await customer(consent);
    const stop = { textConsent: false, textConsentAt: LATER, textConsentSource: 'STOP' };
    const after = await changeCustomer(db, database.change({ at: LATER }), ann.customerId, stop);
    expect({ ...after }).to.deep.equal({ ...ann, ...stop, updatedAt: LATER });
    expect(await customerById(db, ann.shopId, ann.customerId)).to.deep.equal(after);
    expect(await updates()).to.deep.equal([
      {
        entity: 'customer',
        entity_id: ann.customerId,
        before: JSON.parse(JSON.stringify(consent)),
        after: JSON.parse(JSON.stringify(stop)),
      },
    ]);
  });

  it('leaves no trace of what stays as it was, and is nobody in another shop', async () => {
    const ann = await customer();
    expect(
      await changeCustomer(db, database.change({ at: LATER }), ann.customerId, { firstName: 'Ann' }),
    ).to.deep.equal(ann);
    const elsewhere = database.change({ shopId: database.newId() });
    expect(await changeCustomer(db, elsewhere, ann.customerId, { firstName: 'X' })).to.equal(null);
    expect(await updates()).to.deep.equal([]);
  });

  it('has vehicles that only they can have changed', async () => {
    const [ann, bob] = [await customer(), await customer({ phoneNumber: '+12125550102' })];
    const civic = await createVehicle(db, database.change(), ann.customerId, CIVIC);
    const vehicleId = civic?.vehicleId ?? '';
    const change = database.change({ at: LATER });
    expect(await changeVehicle(db, change, bob.customerId, vehicleId, { currentMileage: 1 })).to.equal(null);
    const after = await changeVehicle(db, change, ann.customerId, vehicleId, { currentMileage: 40_000, year: 2019 });
    expect({ ...after }).to.deep.equal({ ...civic, currentMileage: 40_000, updatedAt: LATER });
    expect(await vehicleOf(db, ann.shopId, ann.customerId, vehicleId)).to.deep.equal(after);
    expect(await updates()).to.deep.equal([
      { entity: 'vehicle', entity_id: vehicleId, before: { currentMileage: null }, after: { currentMileage: 40_000 } },
    ]);
  });

  describe('of whom there are two records', () => {
    it('becomes one: with the vehicles of both, and what only one of them knew', async () => {
      const old = await customer({ email: 'ann@example.com', zipCode: '10001' });
      const young = await customer({ zipCode: '10025', dateOfBirth: '1985-03-01' });
      const cars = await Promise.all(
        [old, young].map(({ customerId }) => createVehicle(db, database.change(), customerId, CIVIC)),
      );
      expect(await openTasks(db, old.shopId)).to.have.length(1);
      const change = database.change({ at: LATER });
      const one = await mergeCustomers(db, change, { from: young.customerId, into: old.customerId });
      expect({ ...one }).to.deep.equal({ ...old, dateOfBirth: '1985-03-01', updatedAt: LATER });
      expect(await customerByPhone(db, old.shopId, ANN.phoneNumber)).to.deep.equal(one);
      expect(await customerById(db, old.shopId, young.customerId)).to.equal(null);
      const vehicles = await vehiclesOf(db, old.shopId, old.customerId);
      expect(vehicles.map(({ vehicleId }) => vehicleId)).to.deep.equal(cars.map((car) => car?.vehicleId));
      expect(await openTasks(db, old.shopId)).to.deep.equal([]);
      const [gone, kept] = await updates();
      expect(gone).to.deep.include({
        entity_id: young.customerId,
        before: JSON.parse(JSON.stringify(young)),
        after: { mergedInto: old.customerId, customerId: old.customerId },
      });
      expect(kept).to.deep.include({ entity_id: old.customerId, after: { dateOfBirth: '1985-03-01' } });
    });

    it('becomes one either way round, and no longer waits for a merge', async () => {
      const [old, young] = [await customer(), await customer()];
      const one = await mergeCustomers(db, database.change(), { from: old.customerId, into: young.customerId });
      expect(one).to.include({ customerId: young.customerId, mergeWith: null });
      expect(await customerByPhone(db, old.shopId, ANN.phoneNumber)).to.deep.equal(one);
      expect(await openTasks(db, old.shopId)).to.deep.equal([]);
    });

    it('leaves a third record to be looked at, now with the one that remains', async () => {
      const [old, second, third] = [await customer(), await customer(), await customer()];
      await mergeCustomers(db, database.change(), { from: old.customerId, into: second.customerId });
      expect((await customerById(db, old.shopId, third.customerId))?.mergeWith).to.equal(second.customerId);
      expect((await openTasks(db, old.shopId)).map(({ customerId, payload }) => [customerId, payload])).to.deep.equal([
        [third.customerId, { mergeWith: second.customerId }],
      ]);
    });

    it('takes over the calls to return', async () => {
      const [old, young] = [await customer(), await customer()];
      const task = { kind: 'call_back', payload: {}, customerId: young.customerId } as const;
      await addTask(db, database.change(), task);
      await mergeCustomers(db, database.change(), { from: young.customerId, into: old.customerId });
      expect((await openTasks(db, old.shopId)).map(({ kind, customerId }) => [kind, customerId])).to.deep.equal([
        ['call_back', old.customerId],
      ]);
    });

    it('is not merged with itself, with nobody, or across shops', async () => {
      const ann = await customer();
      const bob = await customer({ phoneNumber: '+12125550102' });
      for (const [from, into, shopId] of [
        [ann.customerId, ann.customerId, ann.shopId],
        [database.newId(), ann.customerId, ann.shopId],
        [ann.customerId, database.newId(), ann.shopId],
        [ann.customerId, bob.customerId, database.newId()],
      ] as const)
        expect(await mergeCustomers(db, database.change({ shopId }), { from, into })).to.equal(null);
      expect(await updates()).to.deep.equal([]);
    });
  });
});
