import { createHash } from 'node:crypto';
import { type NewId, uuidv7 } from '../src/clock.ts';

const still = { setTimeout: () => undefined, clearTimeout: () => undefined };

/**
 * Ids that follow from what they name: the same seed, kind and count give the same UUID (v7, of the moment `at`), whatever else is made.
 * @param kind `vehicle`, say; each kind is counted by itself
 */
export function stableIds(seed: number, kind: string): (at: Date) => string {
  let count = 0;
  return (at) => {
    const random = createHash('sha256').update(`${seed} ${kind} ${count++}`).digest();
    const id: NewId = uuidv7({ ...still, now: () => at.getTime() }, (bytes) => random.subarray(0, bytes));
    return id();
  };
}
