import type { OutsideError } from '../errors.ts';

/** Seconds to the second try; each further one waits twice as long, up to `LONGEST`. */
const FIRST = 2;
const LONGEST = 5 * 60;
/** The quota of a day or of an account does not come back within minutes. */
const NOT_SOON = 60 * 60;
/** A calendar that was shared a moment ago is found by then. */
const MOST_NOT_FOUND = 6;

/**
 * In how many seconds a write is tried again, by Google's reason; null: never.
 * @param tries how often it has failed, this one included
 */
export function secondsToNextTry({ code, retryable }: OutsideError, tries: number): number | null {
  if (!retryable) return null;
  if (code === 'notFound' && tries >= MOST_NOT_FOUND) return null;
  if (code === 'quotaExceeded' || code === 'dailyLimitExceeded') return NOT_SOON;
  return Math.min(FIRST * 2 ** Math.min(tries - 1, 30), LONGEST);
}
