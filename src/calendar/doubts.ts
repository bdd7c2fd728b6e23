import type { DataSource } from 'typeorm';
import { type Clock, type NewId, within } from '../clock.ts';
import { addTask } from '../crm/staff-tasks.ts';
import { type Change, inTransaction, rowsOf } from '../crm/writing.ts';
import { messageOf, timedOut } from '../errors.ts';
import type { Logger } from '../log.ts';
import type { Unreadable } from './closed.ts';

const WRITE_MS = 5_000;
const PROBLEM = 'a calendar cannot be read';

/** Tells staff of calendars that cannot be read. Never rejects and makes nobody wait. */
export interface Doubts {
  /** Those of one answer of Google's; none: all can be read again. */
  seen(unreadable: readonly Unreadable[]): void;
  settled(): Promise<void>;
}

interface DoubtsOptions {
  db: DataSource;
  shopId: string;
  clock: Clock;
  newId: NewId;
  log: Logger;
}

/** One task for each calendar, for as long as it is open, however many ask, on however many servers. */
export function createDoubts({ db, shopId, clock, newId, log }: DoubtsOptions): Doubts {
  /** What was told since it could last be read: the database need not be asked with every look-up. */
  let told = new Set<string>();
  let tail = Promise.resolve();

  const raise = (what: string, code: string) =>
    inTransaction(db, async (tx) => {
      const change: Change = { shopId, at: new Date(clock.now()), newId, by: { person: 'calendar' } };
      await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('calendar doubts ' || $1, 0))`, [shopId]);
      const where = { problem: PROBLEM, calendar: what };
      const known = await rowsOf(
        tx,
        `SELECT task_id FROM staff_tasks WHERE shop_id = $1 AND kind = 'failed' AND status = 'open' AND payload @> $2 LIMIT 1`,
        [shopId, where],
      );
      if (known.length === 0) await addTask(tx, change, { kind: 'failed', payload: { ...where, code } });
    });

  return {
    seen(unreadable) {
      const names = unreadable.map(({ bay, reason }) => ({ what: bay === null ? 'the shop' : `bay ${bay}`, reason }));
      const news = names.filter(({ what }) => !told.has(what));
      told = new Set(names.map(({ what }) => what));
      for (const { what, reason } of news)
        tail = tail
          .then(() => within(clock, WRITE_MS, raise(what, reason), () => timedOut('database', 'doubt', WRITE_MS)))
          .catch((thrown: unknown) => {
            told.delete(what);
            log.warn({ err: messageOf(thrown) }, 'calendar.doubtNotTold');
          });
    },
    settled: () => tail,
  };
}
