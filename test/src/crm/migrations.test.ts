import { expect } from 'chai';
import { DataSource } from 'typeorm';
import { migrate } from '../../../src/crm/migrate.ts';
import { MIGRATIONS } from '../../../src/crm/migrations/all.ts';
import { emptyDatabase, run } from '../../kit/database.ts';

describe('migrations', () => {
  it('run once when several servers start at the same moment', async () => {
    const url = await emptyDatabase();
    await Promise.all([migrate(url), migrate(url), migrate(url)]);
    const applied = await run(url, 'SELECT name FROM migrations ORDER BY id');
    expect(applied.map(({ name }) => name)).to.deep.equal(MIGRATIONS.map(({ name }) => name));
  });

  it('give every table its shop and its two times', async () => {
    const url = await emptyDatabase();
    await migrate(url);
    const lacking = await run(
      url,
      `SELECT t.table_name, c.name FROM information_schema.tables t
       CROSS JOIN (VALUES ('shop_id', 'uuid'), ('created_at', 'timestamp with time zone'), ('updated_at', 'timestamp with time zone')) c (name, type)
       WHERE t.table_schema = 'public' AND t.table_name <> 'migrations' AND NOT EXISTS (
         SELECT FROM information_schema.columns i
         WHERE i.table_name = t.table_name AND i.column_name = c.name AND i.data_type = c.type AND i.is_nullable = 'NO')`,
    );
    expect(lacking).to.deep.equal([]);
    const zoneless = await run(
      url,
      `SELECT table_name, column_name FROM information_schema.columns
       WHERE table_schema = 'public' AND data_type = 'timestamp without time zone'`,
    );
    expect(zoneless).to.deep.equal([]);
  });

  it('bring an older database to what is expected now: bad VINs are set aside, technicians become known', async () => {
    const url = await emptyDatabase();
    await migrate(url, MIGRATIONS.slice(0, 1));
    const id = (n: number) => `'00000000-0000-7000-8000-00000000000${n}'`;
    const row = `${id(0)}, now(), now()`;
    await run(
      url,
      `INSERT INTO shops VALUES (${id(0)}, 'Shop', NULL, 'UTC', NULL, 4, NULL, 'en-US', now(), now());
       INSERT INTO customers (customer_id, first_name, last_name, phone_number, shop_id, created_at, updated_at)
         VALUES (${id(1)}, 'Ann', 'Lee', '+12125550101', ${row});
       INSERT INTO vehicles (vehicle_id, customer_id, vin, year, make, model, shop_id, created_at, updated_at)
         VALUES (${id(2)}, ${id(1)}, '1HGCM82634A004352', 2003, 'Honda', 'Accord', ${row}),
                (${id(3)}, ${id(1)}, '1HGCM82633A004352', 2003, 'Honda', 'Accord', ${row});
       INSERT INTO service_history (service_id, vehicle_id, customer_id, service_type, performed_at, services_performed, parts,
         technician, shop_id, created_at, updated_at)
         VALUES (${id(4)}, ${id(2)}, ${id(1)}, 'inspection', now(), '{}', '[]', 'Sam', ${row}),
                (${id(5)}, ${id(2)}, ${id(1)}, 'inspection', now(), '{}', '[]', 'Sam', ${row});
       INSERT INTO call_logs (call_id, direction, from_number, started_at, transcript, tools, tokens, shop_id, created_at, updated_at)
         VALUES (${id(6)}, 'inbound', 'anonymous', now(), '[]', '[]', '{}', ${row})`,
    );
    await migrate(url);
    expect(await run(url, 'SELECT vin FROM vehicles ORDER BY vehicle_id')).to.deep.equal([
      { vin: null },
      { vin: '1HGCM82633A004352' },
    ]);
    expect(await run(url, 'SELECT person, before FROM change_traces')).to.deep.equal([
      { person: 'migration', before: { vin: '1HGCM82634A004352' } },
    ]);
    expect(await run(url, 'SELECT name, active FROM technicians')).to.deep.equal([{ name: 'Sam', active: true }]);
    expect(await run(url, 'SELECT from_number FROM call_logs')).to.deep.equal([{ from_number: null }]);
  });

  it('can be taken back, and made again', async () => {
    const url = await emptyDatabase();
    await migrate(url);
    const source = await new DataSource({ type: 'postgres', url, migrations: MIGRATIONS }).initialize();
    for (const _ of MIGRATIONS) await source.undoLastMigration();
    await source.destroy();
    expect(
      await run(url, `SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'`),
    ).to.deep.equal([{ table_name: 'migrations' }]);
    await migrate(url);
  });

  it('say what was wrong when there is no server, and keep the password to themselves', async () => {
    const error = await migrate('postgres://callchart:secret@127.0.0.1:1/callchart').catch((e: Error) => e);
    expect(error).to.include({ code: 'unavailable', message: 'PostgreSQL: expected an answer, got ECONNREFUSED' });
  });
});
