import { MoreThanOrEqual } from 'typeorm';
import { VerificationFailure } from '../../entities/verification-failure.ts';
import { type Db, managerOf } from '../crm/writing.ts';

const DAY = 86_400_000;
const FAILURES_THAT_LOCK = 5;

/** Whether the failures, oldest first, lock now: five within 24 hours do, for 24 hours from the fifth. */
export function isLocked(failures: readonly Date[], now: Date): boolean {
  return failures.some((fifth, i) => {
    const first = failures[i - FAILURES_THAT_LOCK + 1];
    return first && fifth.getTime() - first.getTime() <= DAY && now.getTime() - fifth.getTime() < DAY;
  });
}

/** The failures that can matter to a lock now, oldest first: those that began one reach back two days. */
export async function recentFailures(db: Db, shopId: string, customerId: string, now: Date): Promise<Date[]> {
  const since = new Date(now.getTime() - 2 * DAY);
  const failures = await managerOf(db).find(VerificationFailure, {
    where: { shopId, customerId, at: MoreThanOrEqual(since) },
    order: { at: 'ASC' },
  });
  return failures.map(({ at }) => at);
}
