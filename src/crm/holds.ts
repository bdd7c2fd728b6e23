import { LessThan, LessThanOrEqual, MoreThan, Not } from 'typeorm';
import { SlotHold } from '../../entities/slot-hold.ts';
import { freeBays, queueForBays, type SlotTaken, type Span } from './bays.ts';
import { type Change, callIdOf, type Db, inTransaction, managerOf, rowOf } from './writing.ts';

/** How long a caller has to answer before a proposed slot is anybody's again. */
export const HOLD_MS = 120_000;

export interface Held {
  outcome: 'held';
  holdId: string;
  bay: number;
}

/**
 * Keeps the first free one of `bays` for a call from `change.at` on for two minutes, in place of what the call held before.
 * @param except the appointment that is to be moved: it does not stand in its own way
 */
export function holdSlot(
  db: Db,
  change: Change,
  bays: readonly number[],
  { startTime, endTime }: Span,
  except: string | null,
): Promise<Held | SlotTaken> {
  const callId = callIdOf(change.by);
  if (callId === null) throw new Error('hold: expected a call, got a person');
  const { shopId, at } = change;
  return inTransaction(db, async (tx) => {
    await queueForBays(tx, shopId);
    // Nobody needs them, and this is the one place where the table grows.
    await tx.delete(SlotHold, { shopId, expiresAt: LessThanOrEqual(at) });
    const [bay] = await freeBays(tx, change, bays, { startTime, endTime }, except);
    if (bay === undefined) return { outcome: 'slot_taken', by: 'bay' };
    const holdId = change.newId();
    const expiresAt = new Date(at.getTime() + HOLD_MS);
    const hold = { ...rowOf(change), holdId, callId, startTime, endTime, bay, expiresAt };
    await tx.upsert(SlotHold, hold, ['shopId', 'callId']);
    return { outcome: 'held', holdId, bay };
  });
}

/** Two minutes more, from `at` on. False when it had expired by then: the slot may be somebody else's. */
export async function renewHold(db: Db, shopId: string, holdId: string, at: Date): Promise<boolean> {
  const live = { shopId, holdId, expiresAt: MoreThan(at) };
  const expiresAt = new Date(at.getTime() + HOLD_MS);
  return (await managerOf(db).update(SlotHold, live, { expiresAt, updatedAt: at })).affected === 1;
}

export async function releaseHold(db: Db, shopId: string, holdId: string): Promise<void> {
  await managerOf(db).delete(SlotHold, { shopId, holdId });
}

/**
 * Whatever a call holds is no longer needed: to be called in the transaction that books it, and after the booking. The other way round it would have the
 * row while it queues for the bays, and whoever is served there may be waiting for the row.
 */
export async function releaseHoldsOf(db: Db, shopId: string, callId: string): Promise<void> {
  await managerOf(db).delete(SlotHold, { shopId, callId });
}

/** What other calls hold between `from` and, not including, `to`. */
export function heldByOthers(
  db: Db,
  { shopId, callId, now }: { shopId: string; callId: string; now: Date },
  from: Date,
  to: Date,
): Promise<Pick<SlotHold, 'startTime' | 'endTime' | 'bay'>[]> {
  return managerOf(db).find(SlotHold, {
    select: { holdId: true, startTime: true, endTime: true, bay: true },
    where: {
      shopId,
      callId: Not(callId),
      expiresAt: MoreThan(now),
      startTime: LessThan(to),
      endTime: MoreThan(from),
    },
  });
}
