import type { EntityManager } from 'typeorm';
import { codeOf, constraintOf } from './failures.ts';
import { type Change, callIdOf, rowsOf } from './writing.ts';

export interface SlotTaken {
  outcome: 'slot_taken';
  /** Every bay is taken, or the vehicle is somewhere else at that time. */
  by: 'bay' | 'vehicle';
}

export interface Span {
  startTime: Date;
  endTime: Date;
}

/**
 * Lets bookings of a shop happen one after another until the transaction ends. Correctness does not hang on it, the
 * exclusion constraints see to that; but two transactions that insert overlapping rows at once would wait for each other,
 * and PostgreSQL resolves such a deadlock only after a second.
 */
export async function queueForBays(tx: EntityManager, shopId: string): Promise<void> {
  await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('bays ' || $1, 0))`, [shopId]);
}

/**
 * Of `bays`, those that nothing live but `except` takes in this time, in their order. What another call has proposed takes its bay too, until it expires.
 */
export async function freeBays(
  tx: EntityManager,
  { shopId, at, by }: Pick<Change, 'shopId' | 'at' | 'by'>,
  bays: readonly number[],
  { startTime, endTime }: Span,
  except: string | null,
): Promise<number[]> {
  const free = await rowsOf<{ bay: number }>(
    tx,
    `SELECT bay FROM unnest($2::integer[]) WITH ORDINALITY AS bay (bay, place)
     WHERE NOT EXISTS (
       SELECT FROM appointments a
       WHERE a.shop_id = $1 AND a.bay = bay.bay AND a.appointment_id IS DISTINCT FROM $5
         AND tstzrange(a.start_time, a.end_time, '[)') && tstzrange($3, $4, '[)')
         AND a.status IN ('scheduled', 'confirmed', 'in_progress'))
     AND NOT EXISTS (
       SELECT FROM slot_holds h
       WHERE h.shop_id = $1 AND h.bay = bay.bay AND h.call_id IS DISTINCT FROM $6 AND h.expires_at > $7
         AND tstzrange(h.start_time, h.end_time, '[)') && tstzrange($3, $4, '[)'))
     ORDER BY place`,
    [shopId, bays, startTime, endTime, except, callIdOf(by), at],
  );
  return free.map(({ bay }) => bay);
}

/**
 * Tries the bays in order until the database takes one. The free ones were asked for a moment ago: whoever writes without
 * our queue may have been quicker, and then the exclusion constraint says so.
 */
export async function inFirstFreeBay<T>(
  tx: EntityManager,
  bays: readonly number[],
  write: (savepoint: EntityManager, bay: number) => Promise<T>,
): Promise<T | SlotTaken> {
  for (const bay of bays) {
    try {
      return await tx.transaction((savepoint) => write(savepoint, bay));
    } catch (thrown) {
      if (codeOf(thrown) !== '23P01') throw thrown;
      if (constraintOf(thrown) === 'appointments_vehicle_is_free') return { outcome: 'slot_taken', by: 'vehicle' };
    }
  }
  return { outcome: 'slot_taken', by: 'bay' };
}
