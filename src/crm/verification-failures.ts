import { MoreThan } from 'typeorm';
import { VerificationFailure } from '../../entities/verification-failure.ts';
import { type Change, callIdOf, type Db, managerOf, rowOf } from './writing.ts';

/** Somebody claimed to be this customer and gave a wrong answer. */
export async function recordFailure(db: Db, change: Change, customerId: string): Promise<void> {
  await managerOf(db).insert(VerificationFailure, {
    ...rowOf(change),
    failureId: change.newId(),
    customerId,
    at: change.at,
    callId: callIdOf(change.by),
  });
}

/** How many wrong answers there were for this customer after `since`, in whatever calls. */
export async function failuresSince(db: Db, shopId: string, customerId: string, since: Date): Promise<number> {
  return managerOf(db).countBy(VerificationFailure, { shopId, customerId, at: MoreThan(since) });
}
