import type { CallOutcome } from '../../entities/vocabulary.ts';
import type { ShopTime } from '../shop/calendar.ts';
import { addDays } from '../shop/dates.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const MOST_ATTEMPTS = 3;

/** When to try again, by why nobody was reached. Whoever is on the telephone is off it sooner than who is out. */
const AFTER_MINUTES: Partial<Record<CallOutcome, number>> = { busy: 15, no_answer: 60 };

/** Nobody is called outside of these hours of the shop's wall time, whatever is still to be tried. */
const CALLING_HOURS = { from: '09:00', to: '20:00' };

export function isCallingTime(shopTime: ShopTime, now: Date): boolean {
  const time = shopTime.iso(now).slice(11, 16);
  return time >= CALLING_HOURS.from && time < CALLING_HOURS.to;
}

/** Until calling hours begin the next time: today, or tomorrow when they have begun. */
export function msToCallingTime(shopTime: ShopTime, now: Date): number {
  const today = shopTime.dateOf(now);
  const [next] = [today, addDays(today, 1)]
    .map((date) => shopTime.read(`${date}T${CALLING_HOURS.from}`)?.getTime() ?? 0)
    .filter((begin) => begin > now.getTime());
  return (next ?? now.getTime() + DAY) - now.getTime();
}

interface Unanswered {
  outcome: CallOutcome;
  /** Counted from 1. */
  attempt: number;
  now: Date;
}

/** In how many seconds a call that nobody answered is tried again; null where it is not. */
export function secondsToNextAttempt({ outcome, attempt, now }: Unanswered, shopTime: ShopTime): number | null {
  const minutes = AFTER_MINUTES[outcome];
  if (minutes === undefined || attempt >= MOST_ATTEMPTS) return null;
  const then = new Date(now.getTime() + minutes * MINUTE);
  const isSameDay = shopTime.dateOf(then) === shopTime.dateOf(now);
  return isSameDay && isCallingTime(shopTime, then) ? minutes * 60 : null;
}
