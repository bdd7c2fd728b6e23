import type { Clock } from '../../clock.ts';

/** What one connection to `/v1/speak` may ask for. */
export const MOST_CHARACTERS_A_MESSAGE = 2000;
const MOST_CHARACTERS_A_MINUTE = 2400;
const MOST_FLUSHES_A_MINUTE = 20;
const MINUTE_MS = 60_000;

export interface Allowance {
  /** Takes `amount` of the last minute's allowance; false, and takes nothing, when there is not as much left. */
  take(amount: number): boolean;
}

export const flushAllowance = (clock: Clock) => allowance(clock, MOST_FLUSHES_A_MINUTE);
export const characterAllowance = (clock: Clock) => allowance(clock, MOST_CHARACTERS_A_MINUTE);

function allowance(clock: Clock, most: number): Allowance {
  let taken: { at: number; amount: number }[] = [];
  return {
    take(amount) {
      const now = clock.now();
      taken = taken.filter((one) => one.at > now - MINUTE_MS);
      if (taken.reduce((sum, one) => sum + one.amount, amount) > most) return false;
      taken.push({ at: now, amount });
      return true;
    },
  };
}
