import PgBoss from 'pg-boss';
import type { DataSource } from 'typeorm';
import { codeOf, databaseError } from '../crm/failures.ts';
import { type Db, rowsOf } from '../crm/writing.ts';
import { messageOf, OutsideError } from '../errors.ts';
import type { Logger } from '../log.ts';

const QUEUE = 'calendar';
const INSTALL_LOCK = 7_224_031_987;
/** A worker that has not finished by then is dead: every step of a job has a time-out of its own. */
const EXPIRE_SECONDS = 60;
const MAINTENANCE_SECONDS = 30;

/** An appointment that is to be brought to the calendar. */
export interface Job {
  id: string;
  appointmentId: string;
  /** How often it has failed. */
  tries: number;
}

/** Jobs on PostgreSQL (pg-boss). What is given a transaction happens with it or not at all. */
export interface Queue {
  add(db: Db, job: Omit<Job, 'id'>, notBefore?: Date): Promise<void>;
  /** The next one that is due; no other server is given it. Undefined when there is none, or no database. */
  take(): Promise<Job | undefined>;
  done(db: Db, job: Job): Promise<void>;
  /** Gives out again what dead workers had taken; happens by itself twice a minute. */
  tidy(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens the queue; the first server to do so makes its schema, `pgboss`.
 * @throws {OutsideError} database, also where the user may not make a schema
 */
export async function openQueue(db: DataSource, log: Logger): Promise<Queue> {
  await install(db);
  const boss = new PgBoss({
    db: sqlOf(db),
    migrate: false,
    schedule: false,
    maintenanceIntervalSeconds: MAINTENANCE_SECONDS,
  });
  boss.on('error', (error) => log.warn({ code: codeOf(error), err: messageOf(error) }, 'calendar.queueFailed'));
  await boss.start();
  return {
    async add(tx, { appointmentId, tries }, notBefore) {
      const after = notBefore ? { startAfter: notBefore } : {};
      await boss.send(QUEUE, { appointmentId, tries }, { db: sqlOf(tx), ...after });
    },
    async take() {
      const [job] = await boss.fetch<Omit<Job, 'id'>>(QUEUE);
      return job && { ...job.data, id: job.id };
    },
    async done(tx, { id }) {
      // The third place is the job's output, whatever the types say: options put there are not read.
      await boss.complete(QUEUE, id, {}, { db: sqlOf(tx) });
    },
    tidy: () => boss.expire(),
    close: () => boss.stop({ graceful: false }),
  };
}

/** Servers that start at once take turns, so that none finds the schema half made. */
async function install(db: DataSource): Promise<void> {
  try {
    await db.transaction(async (lock) => {
      await lock.query(`SET LOCAL statement_timeout = '60s'`);
      await lock.query('SELECT pg_advisory_xact_lock($1)', [INSTALL_LOCK]);
      // On connections of its own: what makes the schema is a transaction, too.
      const installer = new PgBoss({ db: sqlOf(db), schedule: false, supervise: false });
      await installer.start();
      // A job whose worker died comes back as often as that happens; what fails is taken up again by our own rules.
      await installer.createQueue(QUEUE, {
        name: QUEUE,
        expireInSeconds: EXPIRE_SECONDS,
        retryLimit: 1_000,
        retryDelay: 5,
      });
      await installer.stop({ graceful: false });
    });
  } catch (thrown) {
    if (codeOf(thrown) !== '42501') throw databaseError(thrown);
    const message =
      'PostgreSQL: expected to be allowed to create the schema pgboss (GRANT CREATE ON DATABASE), got 42501';
    throw new OutsideError('database', 'not_allowed', message, { retryable: false, cause: thrown });
  }
}

/** Our own connections, or the one of an open transaction, as pg-boss wants them. */
function sqlOf(db: Db): PgBoss.Db {
  return { executeSql: async (text, values) => ({ rows: await rowsOf(db, text, values) }) };
}
