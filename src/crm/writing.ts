import type { DataSource, EntityManager } from 'typeorm';
import type { NewId } from '../clock.ts';
import { OutsideError } from '../errors.ts';

/** Where a question is asked: the data source, or a transaction that is already open. */
export type Db = DataSource | EntityManager;

/** Who changes something: a call, or a person at the shop. */
export type Actor = { callId: string } | { person: string };

/** In whose shop, when, and by whom something is changed. */
export interface Change {
  shopId: string;
  at: Date;
  newId: NewId;
  by: Actor;
  /** What else belongs into the transaction in which an appointment is booked, moved or cancelled. */
  afterWrite?: AfterWrite | undefined;
}

export type AfterWrite = (tx: EntityManager, appointmentId: string) => Promise<void>;

/** Several of them as one, in their order. */
export function together(...all: (AfterWrite | undefined)[]): AfterWrite | undefined {
  const each = all.filter((one) => one !== undefined);
  if (each.length === 0) return undefined;
  return async (tx, appointmentId) => {
    for (const one of each) await one(tx, appointmentId);
  };
}

/** The columns that every new row has. */
export function rowOf(change: Pick<Change, 'shopId' | 'at'>): { shopId: string; createdAt: Date; updatedAt: Date } {
  return { shopId: change.shopId, createdAt: change.at, updatedAt: change.at };
}

export function callIdOf(by: Actor): string | null {
  return 'callId' in by ? by.callId : null;
}

export function managerOf(db: Db): EntityManager {
  return 'manager' in db ? db.manager : db;
}

/**
 * Runs `work` in a transaction, or in a savepoint of the one that is open.
 * @param signal aborted before the commit is sent: everything is rolled back. Aborted later it changes nothing, so whoever
 * gave up waiting still learns from the promise what became of it.
 * @throws {OutsideError} database/timeout when `signal` was aborted in time
 */
export function inTransaction<T>(db: Db, work: (tx: EntityManager) => Promise<T>, signal?: AbortSignal): Promise<T> {
  return db.transaction(async (tx) => {
    const result = await work(tx);
    if (signal?.aborted)
      throw new OutsideError('database', 'timeout', 'transaction: expected to commit in time, rolled back instead', {
        retryable: true,
      });
    return result;
  });
}

/** The rows of a raw query. TypeORM answers an UPDATE or DELETE with `[rows, count]` and everything else with the rows. */
export async function rowsOf<R>(db: Db, sql: string, parameters: unknown[]): Promise<R[]> {
  const result: unknown = await db.query(sql, parameters);
  if (!Array.isArray(result)) return [];
  return (result.length === 2 && Array.isArray(result[0]) ? result[0] : result) as R[];
}
