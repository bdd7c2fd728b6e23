import { expect } from 'chai';
import type { DataSource } from 'typeorm';
import { createCustomer, type NewCustomer } from '../../../src/crm/customers.ts';
import { mergeCustomers, THEIRS } from '../../../src/crm/merging.ts';
import { createVehicle } from '../../../src/crm/vehicles.ts';
import { NOON, type TestDatabase, testDatabase } from '../../kit/database.ts';

const ANN: NewCustomer = { firstName: 'Ann', lastName: 'Lee', phoneNumber: '+12125550101' };
const later = (ms: number) => new Date(NOON.getTime() + ms);

describe('two records of one customer', () => {
  let database: TestDatabase;
  let db: DataSource;
  before(async () => {
    database = await testDatabase();
    db = database.dataSource;
  });
  beforeEach(() => db.query('TRUNCATE customers, vehicles, staff_tasks, change_traces CASCADE'));
  after(() => database.close());

  const customer = (given: Partial<NewCustomer> = {}) => createCustomer(db, database.change(), { ...ANN, ...given });

  it('can be merged with everything that the database lets hang on a customer', async () => {
    const references = await db.query(
      `SELECT r.conrelid::regclass::text AS "table", a.attname AS "column"
       FROM pg_constraint r JOIN pg_attribute a ON a.attrelid = r.conrelid AND a.attnum = ANY (r.conkey)
       WHERE r.contype = 'f' AND r.confrelid = 'customers'::regclass ORDER BY 1, 2`,
    );
    expect(references).to.have.deep.members([
      { table: 'customers', column: 'merge_with' },
      ...THEIRS.map((table) => ({ table, column: 'customer_id' })),
    ]);
  });

  it('become one that has been called and texted', async () => {
    const [old, young] = [await customer(), await customer()];
    const vehicle = await createVehicle(db, database.change(), young.customerId, {
      year: 2019,
      make: 'Honda',
      model: 'Civic',
    });
    const { shop, newId } = database;
    const [appointment, call, message] = [newId(), newId(), newId()];
    const row = [shop.shopId, NOON];
    await db.query(
      `INSERT INTO appointments (appointment_id, customer_id, vehicle_id, service_type, start_time, end_time, bay, status,
         booked_by, shop_id, created_at, updated_at)
       VALUES ($3, $4, $5, 'oil_change', $2::timestamptz, $2::timestamptz + interval '30 minutes', 1, 'scheduled', 'staff', $1, $2, $2)`,
      [...row, appointment, young.customerId, vehicle?.vehicleId],
    );
    await db.query(
      `INSERT INTO outbound_calls (call_id, scenario, appointment_id, customer_id, to_number, to_number_on_file, for_time,
         attempt, shop_id, created_at, updated_at)
       VALUES ($3, 'reminder', $4, $5, $6, true, $2, 1, $1, $2, $2)`,
      [...row, call, appointment, young.customerId, ANN.phoneNumber],
    );
    await db.query(
      `INSERT INTO messages (message_id, kind, customer_id, appointment_id, to_number, body, status, shop_id, created_at, updated_at)
       VALUES ($3, 'booked', $4, $5, $6, 'Booked.', 'sent', $1, $2, $2)`,
      [...row, message, young.customerId, appointment, ANN.phoneNumber],
    );
    await mergeCustomers(db, database.change(), { from: young.customerId, into: old.customerId });
    expect(
      await db.query(
        `SELECT 'call' AS what, customer_id FROM outbound_calls UNION ALL SELECT 'text', customer_id FROM messages ORDER BY 1`,
      ),
    ).to.deep.equal([
      { what: 'call', customer_id: old.customerId },
      { what: 'text', customer_id: old.customerId },
    ]);
  });

  const said = (value: boolean, at: Date, source: string) => ({
    textConsent: value,
    textConsentAt: at,
    textConsentSource: source,
    reminderConsent: value,
    reminderConsentAt: at,
    reminderConsentSource: source,
  });

  for (const [earlier, latest] of [
    [true, false],
    [false, true],
  ] as const)
    for (const kept of ['older', 'younger'] as const)
      it(`keep the latest word on texts and reminders, ${latest ? 'a consent' : 'a refusal'}, in the ${kept} record`, async () => {
        const old = await customer(said(earlier, later(1), 'counter'));
        const young = await customer(said(latest, later(2), 'sms'));
        const [from, into] = kept === 'older' ? [young, old] : [old, young];
        const one = await mergeCustomers(db, database.change(), { from: from.customerId, into: into.customerId });
        expect(one).to.deep.include(said(latest, later(2), 'sms'));
      });
});
