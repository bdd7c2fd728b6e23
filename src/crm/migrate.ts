import { DataSource } from 'typeorm';
import { OutsideError } from '../errors.ts';
import { codeOf, databaseError } from './failures.ts';
import { MIGRATIONS } from './migrations/all.ts';

// Any number will do, as long as every server of this product takes the same.
const LOCK = 7_224_031_985;
const OLDEST = 150_000;

/**
 * Brings the tables up to date. TypeORM takes no lock of its own, so servers that start at once queue for one of the
 * database's: the first does the work, the others find nothing to do.
 * @param migrations every one unless told otherwise, the oldest first
 * @throws {OutsideError} database/too_old below PostgreSQL 15; database/migration_locked after a minute; database/unavailable
 */
export async function migrate(url: string, migrations = MIGRATIONS): Promise<void> {
  const source = new DataSource({
    type: 'postgres',
    url,
    migrations,
    migrationsTableName: 'migrations',
    installExtensions: false,
    poolSize: 2,
    connectTimeoutMS: 5_000,
  });
  try {
    await source.initialize();
    const holder = source.createQueryRunner();
    try {
      const [{ server_version_num: version }] = await holder.query('SHOW server_version_num');
      if (Number(version) < OLDEST)
        throw new OutsideError('database', 'too_old', `PostgreSQL: expected version 15 or later, got ${version}`, {
          retryable: false,
        });
      await holder.query(`SET lock_timeout = '60s'`);
      await holder.query('SELECT pg_advisory_lock($1)', [LOCK]);
      await source.runMigrations({ transaction: 'each' });
      await holder.query('SELECT pg_advisory_unlock($1)', [LOCK]);
    } finally {
      await holder.release();
    }
  } catch (thrown) {
    if (codeOf(thrown) === '55P03')
      throw new OutsideError(
        'database',
        'migration_locked',
        'PostgreSQL: expected the lock for migrations within 60 s, another server holds it',
        { retryable: true, cause: thrown },
      );
    throw databaseError(thrown);
  } finally {
    // Ends its sessions, and with them a lock that an error left behind.
    if (source.isInitialized) await source.destroy();
  }
}
