import { expect } from 'chai';
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

  it('say what was wrong when there is no server, and keep the password to themselves', async () => {
    const error = await migrate('postgres://callchart:secret@127.0.0.1:1/callchart').catch((e: Error) => e);
    expect(error).to.include({ code: 'unavailable', message: 'PostgreSQL: expected an answer, got ECONNREFUSED' });
  });
});
