import { type Clock, systemClock } from '../clock.ts';

/** Milliseconds of the machine's monotonic clock, which is the same for every process on it. */
const monotonic = () => Number(process.hrtime.bigint()) / 1e6;

/** What the first process of a bench finds, and hands to the others. */
export const clockOffset = (): number => systemClock.now() - monotonic();

/** One clock for several processes, finer than a millisecond: what one of them sent and another received can be subtracted. */
export function sharedClock(offset: number): Clock {
  return { ...systemClock, now: () => offset + monotonic() };
}
