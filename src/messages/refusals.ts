/** The recipient has said STOP to the carrier: remembered, and never tried again. */
export const STOPPED = '21610';

/** No text will ever reach this number: 21211 it is none, 21614 it is no mobile. */
export const UNREACHABLE: readonly string[] = ['21211', '21614'];

const TOO_MANY = new Set(['20429', 'http_429']);
const MOST_TRIES = 6;
const FIRST_SECONDS = 5;

/**
 * In how many seconds a text that was refused is sent again; null for never. Only `too many requests` is: after anything else
 * it may have been taken, or never will be.
 * @param tries how often it has been tried by now
 */
export function secondsToNextTry(code: string, tries: number): number | null {
  return TOO_MANY.has(code) && tries < MOST_TRIES ? FIRST_SECONDS * 2 ** (tries - 1) : null;
}
