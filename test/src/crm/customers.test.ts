import { expect } from 'chai';
import { ServiceHistory } from '../../../entities/service-history.ts';
import { knownCustomer } from '../../../src/crm/customer-card.ts';
import { createCustomer, customerById, customerByPhone, verificationFacts } from '../../../src/crm/customers.ts';
import { historyOf, nextDue } from '../../../src/crm/service-history.ts';
import { ensureShop, shopByNumber } from '../../../src/crm/shops.ts';
import { addTask, openTasks } from '../../../src/crm/staff-tasks.ts';
import { createVehicle, type NewVehicle, vehicleOf, vehiclesOf } from '../../../src/crm/vehicles.ts';
import { failuresSince, recordFailure } from '../../../src/crm/verification-failures.ts';
import { rowOf } from '../../../src/crm/writing.ts';
import { NOON, run, type TestDatabase, testDatabase } from '../../kit/database.ts';

const ANN = { firstName: 'Ann', lastName: 'Lee', phoneNumber: '+12125550101' };
const CIVIC = { year: 2019, make: 'Honda', model: 'Civic' };
const later = (ms: number) => new Date(NOON.getTime() + ms);

describe('the questions asked of the CRM', () => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await testDatabase();
  });
  afterEach(() => database.close());

  const customer = (given = {}, at = NOON) =>
    createCustomer(database.dataSource, database.change({ at }), { ...ANN, ...given });
  const vehicle = async (customerId: string, given: Partial<NewVehicle> = {}, at = NOON) => {
    const made = await createVehicle(database.dataSource, database.change({ at }), customerId, { ...CIVIC, ...given });
    if (!made) throw new Error('expected a vehicle');
    return made;
  };

  describe('a customer', () => {
    it('is what was said of them, found by number and by id', async () => {
      const { dataSource, shop } = database;
      const made = await customer({ email: 'ann@example.com', zipCode: '10001', dateOfBirth: '1985-03-01' });
      expect(made).to.deep.include({ dateOfBirth: '1985-03-01', mergeWith: null, createdAt: NOON });
      expect(await customerByPhone(dataSource, shop.shopId, ANN.phoneNumber)).to.deep.equal(made);
      expect(await customerById(dataSource, shop.shopId, made.customerId)).to.deep.equal(made);
      expect(await customerByPhone(dataSource, shop.shopId, '+12125550199')).to.equal(null);
    });

    it('is nobody in another shop', async () => {
      const { dataSource, newId } = database;
      const { customerId } = await customer();
      expect(await customerByPhone(dataSource, newId(), ANN.phoneNumber)).to.equal(null);
      expect(await customerById(dataSource, newId(), customerId)).to.equal(null);
      expect(await knownCustomer(dataSource, newId(), customerId)).to.equal(null);
    });

    it('with a number on file is a new record, flagged, with a task for staff; the number stays the first one’s', async () => {
      const { dataSource, shop } = database;
      const first = await customer();
      const second = await customer({ firstName: 'Anne' }, later(1));
      const third = await customer({ firstName: 'Anna' }, later(2));
      expect([second.mergeWith, third.mergeWith]).to.deep.equal([first.customerId, first.customerId]);
      expect(await customerByPhone(dataSource, shop.shopId, ANN.phoneNumber)).to.deep.equal(first);
      const tasks = await openTasks(dataSource, shop.shopId);
      expect(tasks.map(({ kind, customerId, payload }) => ({ kind, customerId, payload }))).to.deep.equal([
        { kind: 'merge_customers', customerId: second.customerId, payload: { mergeWith: first.customerId } },
        { kind: 'merge_customers', customerId: third.customerId, payload: { mergeWith: first.customerId } },
      ]);
    });

    it('is known by a name and all ids that are theirs', async () => {
      const { dataSource, shop } = database;
      const { customerId } = await customer();
      const second = await vehicle(customerId, {}, later(1));
      const first = await vehicle(customerId, {}, later(-1));
      await vehicle((await customer({ phoneNumber: '+12125550102' })).customerId);
      expect(await knownCustomer(dataSource, shop.shopId, customerId)).to.deep.equal({
        customerId,
        firstName: 'Ann',
        vehicleIds: [first.vehicleId, second.vehicleId],
        appointmentIds: [],
      });
    });

    it('is known by a language of their own, where they have one', async () => {
      const { dataSource, shop } = database;
      const { customerId } = await customer();
      await dataSource.query(`UPDATE customers SET language = 'es-US' WHERE customer_id = $1`, [customerId]);
      expect(await knownCustomer(dataSource, shop.shopId, customerId)).to.deep.equal({
        customerId,
        firstName: 'Ann',
        vehicleIds: [],
        appointmentIds: [],
        language: 'es-US',
      });
    });

    it('can be asked for what is on file of them', async () => {
      const { dataSource, shop } = database;
      const { customerId } = await customer({ zipCode: '10001', dateOfBirth: '1985-03-01' });
      await vehicle(customerId, { vin: '1HGCM82633A004352' });
      await vehicle(customerId, { licensePlate: 'ABC1234' });
      expect(await verificationFacts(dataSource, shop.shopId, customerId)).to.deep.equal({
        phoneNumber: ANN.phoneNumber,
        zipCode: '10001',
        dateOfBirth: '1985-03-01',
        vins: ['1HGCM82633A004352'],
        licensePlates: ['ABC1234'],
      });
      expect(await verificationFacts(dataSource, shop.shopId, database.newId())).to.equal(null);
    });

    it('leaves a trace of who wrote them down, together with the row or not at all', async () => {
      const { dataSource, change, newId, url } = database;
      const { customerId } = await createCustomer(dataSource, change({ by: { person: 'Bo' } }), ANN);
      const traced = await run(url, 'SELECT entity, entity_id, action, call_id, person, before FROM change_traces');
      expect(traced).to.deep.equal([
        { entity: 'customer', entity_id: customerId, action: 'create', call_id: null, person: 'Bo', before: null },
      ]);
      const nobody = { ...change(), by: { callId: 'no uuid' } };
      const failed = await createCustomer(dataSource, nobody, { ...ANN, firstName: newId() }).catch((e) => e.code);
      expect(failed).to.equal('22P02');
      expect(await run(url, 'SELECT count(*)::int AS customers FROM customers')).to.deep.equal([{ customers: 1 }]);
    });
  });

  describe('a vehicle', () => {
    it('is its owner’s and nobody else’s', async () => {
      const { dataSource, shop, newId, change } = database;
      const ann = await customer();
      const bob = await customer({ phoneNumber: '+12125550102' });
      const civic = await vehicle(ann.customerId);
      expect(await vehiclesOf(dataSource, shop.shopId, ann.customerId)).to.deep.equal([civic]);
      expect(await vehicleOf(dataSource, shop.shopId, ann.customerId, civic.vehicleId)).to.deep.equal(civic);
      expect(await vehicleOf(dataSource, shop.shopId, bob.customerId, civic.vehicleId)).to.equal(null);
      expect(await createVehicle(dataSource, change(), newId(), CIVIC)).to.equal(null);
    });

    const visit = (vehicleId: string, customerId: string, at: Date, given: Partial<ServiceHistory> = {}) =>
      database.dataSource.getRepository(ServiceHistory).insert({
        ...rowOf(database.change()),
        serviceId: database.newId(),
        vehicleId,
        customerId,
        serviceType: 'oil_change',
        performedAt: at,
        servicesPerformed: ['oil and filter change', 'a "test", {braces}'],
        parts: [{ name: 'oil filter', quantity: 1 }],
        cost: 79.95,
        ...given,
      });

    it('has its history, the newest first, for its owner', async () => {
      const { dataSource, shop } = database;
      const ann = await customer();
      const { vehicleId } = await vehicle(ann.customerId);
      await visit(vehicleId, ann.customerId, later(1));
      await visit(vehicleId, ann.customerId, later(2), { cost: null });
      const history = await historyOf(dataSource, shop.shopId, ann.customerId, vehicleId);
      expect(
        history.map(({ performedAt, servicesPerformed, parts, cost }) => ({
          performedAt,
          servicesPerformed,
          parts,
          cost,
        })),
      ).to.deep.equal(
        [
          [later(2), null],
          [later(1), 79.95],
        ].map(([performedAt, cost]) => ({
          performedAt,
          servicesPerformed: ['oil and filter change', 'a "test", {braces}'],
          parts: [{ name: 'oil filter', quantity: 1 }],
          cost,
        })),
      );
      expect(await historyOf(dataSource, shop.shopId, ann.customerId, vehicleId, 1)).to.have.length(1);
      expect(await historyOf(dataSource, shop.shopId, database.newId(), vehicleId)).to.deep.equal([]);
    });

    it('keeps what was done for an earlier owner to itself', async () => {
      const { dataSource, shop } = database;
      const ann = await customer();
      const bob = await customer({ phoneNumber: '+12125550102' });
      const { vehicleId } = await vehicle(ann.customerId);
      await visit(vehicleId, bob.customerId, NOON);
      expect(await historyOf(dataSource, shop.shopId, ann.customerId, vehicleId)).to.deep.equal([]);
    });

    it('is due as its record says, else as was said at its last visit, else nobody knows', async () => {
      const { dataSource, shop } = database;
      const { customerId } = await customer();
      const { vehicleId } = await vehicle(customerId);
      const due = () => nextDue(dataSource, shop.shopId, customerId, vehicleId);
      expect(await due()).to.equal(null);
      await visit(vehicleId, customerId, later(1), { nextDueDate: '2027-01-01', nextDueMileage: 1 });
      await visit(vehicleId, customerId, later(2), { nextDueDate: '2027-06-01' });
      expect(await due()).to.deep.equal({ serviceType: null, date: '2027-06-01', mileage: null });
      await dataSource.query(`UPDATE vehicles SET next_service_type = 'inspection', next_service_mileage = 60000`);
      expect(await due()).to.deep.equal({ serviceType: 'inspection', date: null, mileage: 60_000 });
      expect(await nextDue(dataSource, shop.shopId, database.newId(), vehicleId)).to.equal(null);
    });
  });

  it('counts the wrong answers for one customer after a moment, in order', async () => {
    const { dataSource, shop, change } = database;
    const ann = await customer();
    const bob = await customer({ phoneNumber: '+12125550102' });
    for (const ms of [3, 1, 2]) await recordFailure(dataSource, change({ at: later(ms) }), ann.customerId);
    await recordFailure(dataSource, change({ at: later(2) }), bob.customerId);
    expect(await failuresSince(dataSource, shop.shopId, ann.customerId, later(1))).to.deep.equal([later(2), later(3)]);
  });

  it('lists what staff has to do, the oldest first', async () => {
    const { dataSource, shop, change } = database;
    const second = await addTask(dataSource, change({ at: later(2) }), { kind: 'call_back', payload: { reason: 'b' } });
    const first = await addTask(dataSource, change({ at: later(1) }), { kind: 'failed', payload: {} });
    await dataSource.query(`UPDATE staff_tasks SET status = 'done' WHERE kind = 'failed'`);
    expect(await openTasks(dataSource, shop.shopId)).to.deep.equal([second]);
    expect(first.customerId).to.equal(null);
  });

  describe('the first shop', () => {
    const DEFAULTS = { name: 'Another', timeZone: 'America/Chicago', bays: 2, phoneNumber: '+15550100123' };

    it('is made once, and only a missing number is filled in later', async () => {
      const { dataSource, shop, newId } = database;
      const when = { at: later(1), newId };
      const filled = { ...shop, phoneNumber: DEFAULTS.phoneNumber, updatedAt: later(1) };
      expect({ ...(await ensureShop(dataSource, DEFAULTS, when)) }).to.deep.equal(filled);
      const other = { ...DEFAULTS, phoneNumber: '+15550100124' };
      expect({ ...(await ensureShop(dataSource, other, when)) }).to.deep.equal(filled);
    });

    it('is one when several servers start at once', async () => {
      const { dataSource, newId, url } = database;
      await dataSource.query('DELETE FROM shops');
      await Promise.all([1, 2, 3].map(() => ensureShop(dataSource, DEFAULTS, { at: NOON, newId })));
      expect(await run(url, 'SELECT name FROM shops')).to.deep.equal([{ name: 'Another' }]);
    });

    it('is called under its number, and under any as long as there is no other', async () => {
      const { dataSource, shop, newId } = database;
      expect((await shopByNumber(dataSource, '+15550100123'))?.shopId).to.equal(shop.shopId);
      const second = newId();
      await dataSource.query(
        `INSERT INTO shops SELECT $1, 'Two', '+15550100124', time_zone, hours, bays, greeting, language, created_at, updated_at FROM shops`,
        [second],
      );
      expect((await shopByNumber(dataSource, '+15550100124'))?.shopId).to.equal(second);
      expect(await shopByNumber(dataSource, '+15550100123')).to.equal(null);
    });
  });
});
