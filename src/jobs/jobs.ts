import PgBoss from 'pg-boss';
import type { DataSource } from 'typeorm';
import type { Clock } from '../clock.ts';
import { codeOf, databaseError } from '../crm/failures.ts';
import { type Db, rowsOf } from '../crm/writing.ts';
import { messageOf } from '../errors.ts';
import type { Logger } from '../log.ts';

// The same one as the calendar's queue takes: both make the schema `pgboss`.
const INSTALL_LOCK = 7_224_031_987;
/** How long a job that is due may wait while nothing else is to be done. */
const POLL_MS = 1_000;
/** A worker that has not finished by then is dead: every step of a job has a time-out of its own. */
const EXPIRE_SECONDS = 120;
const MAINTENANCE_SECONDS = 60;

interface QueueKind {
  name: string;
  /** Over all servers one job at a time. */
  oneAtATime?: boolean;
}

/** Jobs on PostgreSQL (pg-boss): each is done by one server, and with a transaction or not at all. */
export interface Jobs {
  /** @param afterSeconds not before then */
  add(db: Db, queue: string, data: object, afterSeconds?: number): Promise<void>;
  /** Begins to take jobs of a queue. One whose work rejects is tried again a few times, later and later. */
  work<T extends object>(queue: string, work: (data: T) => Promise<void>): void;
  /** A job without data each time that so many seconds have passed, once over all servers; the first one soon. */
  every(queue: string, seconds: number): void;
  /** Takes nothing more; resolves when what was begun has ended. */
  close(): Promise<void>;
}

/**
 * Opens the queues; the first server to do so makes their schema.
 * @throws {OutsideError} database
 */
export async function openJobs(db: DataSource, clock: Clock, log: Logger, queues: readonly QueueKind[]): Promise<Jobs> {
  await install(db, queues);
  const boss = new PgBoss({
    db: sqlOf(db),
    migrate: false,
    schedule: false,
    maintenanceIntervalSeconds: MAINTENANCE_SECONDS,
  });
  const complain = (error: unknown) => log.warn({ code: codeOf(error), err: messageOf(error) }, 'jobs.failed');
  boss.on('error', complain);
  await boss.start();
  const loops = new Set<Promise<void>>();
  const timers = new Set<unknown>();
  let isClosed = false;

  /** Does all that is due, one after the other. */
  async function drain<T extends object>(queue: string, work: (data: T) => Promise<void>): Promise<void> {
    while (!isClosed) {
      const [job] = await boss.fetch<T>(queue);
      if (!job) return;
      try {
        await work(job.data);
        await boss.complete(queue, job.id);
      } catch (thrown) {
        log.warn({ queue, code: codeOf(thrown), err: messageOf(thrown) }, 'jobs.notDone');
        await boss.fail(queue, job.id, { message: messageOf(thrown) });
      }
    }
  }

  function again(turn: () => void, ms: number): void {
    if (isClosed) return;
    const timer = clock.setTimeout(() => {
      timers.delete(timer);
      turn();
    }, ms);
    timers.add(timer);
  }

  return {
    async add(tx, queue, data, afterSeconds = 0) {
      await boss.send(queue, data, { db: sqlOf(tx), startAfter: afterSeconds });
    },
    work(queue, work) {
      const turn = () => {
        const loop: Promise<void> = drain(queue, work)
          .catch(complain)
          .finally(() => {
            loops.delete(loop);
            again(turn, POLL_MS);
          });
        loops.add(loop);
      };
      turn();
    },
    every(queue, seconds) {
      const turn = () => {
        // Of those that servers ask for in one such stretch of time, the database takes the first.
        const asked: Promise<void> = boss
          .send(queue, {}, { singletonSeconds: seconds })
          .then(() => undefined, complain)
          .finally(() => {
            loops.delete(asked);
            again(turn, seconds * 1_000);
          });
        loops.add(asked);
      };
      turn();
    },
    async close() {
      isClosed = true;
      for (const timer of timers) clock.clearTimeout(timer);
      await Promise.all(loops);
      await boss.stop({ graceful: false });
    },
  };
}

/** Servers that start at once take turns, so that none finds the schema half made. */
async function install(db: DataSource, queues: readonly QueueKind[]): Promise<void> {
  try {
    await db.transaction(async (lock) => {
      await lock.query(`SET LOCAL statement_timeout = '60s'`);
      await lock.query('SELECT pg_advisory_xact_lock($1)', [INSTALL_LOCK]);
      // On connections of its own: what makes the schema is a transaction, too.
      const installer = new PgBoss({ db: sqlOf(db), schedule: false, supervise: false });
      await installer.start();
      for (const { name, oneAtATime = false } of queues)
        await installer.createQueue(name, {
          name,
          policy: oneAtATime ? 'singleton' : 'standard',
          expireInSeconds: EXPIRE_SECONDS,
          retryLimit: 3,
          retryDelay: 10,
          retryBackoff: true,
        });
      await installer.stop({ graceful: false });
    });
  } catch (thrown) {
    throw databaseError(thrown);
  }
}

/** Our own connections, or the one of an open transaction, as pg-boss wants them. */
function sqlOf(db: Db): PgBoss.Db {
  return { executeSql: async (text, values) => ({ rows: await rowsOf(db, text, values) }) };
}
