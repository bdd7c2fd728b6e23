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

/** When wrong answers were given for this customer after `since`, in whatever calls, the oldest first. */
export async function failuresSince(db: Db, shopId: string, customerId: string, since: Date): Promise<Date[]> {
  const failures = await managerOf(db).find(VerificationFailure, {
    select: { failureId: true, at: true },
    where: { shopId, customerId, at: MoreThan(since) },
    order: { at: 'ASC', failureId: 'ASC' },
  });
  return failures.map(({ at }) => at);
}
