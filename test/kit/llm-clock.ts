import type { Clock } from '../../src/clock.ts';

export interface HandClock extends Clock {
  /** Moves time on, timer by timer. */
  advance(ms: number): void;
  /** Settles when a timer of just this length is set; ask before the act that sets it. */
  timerOf(ms: number): Promise<void>;
}

/** A clock that a test moves by hand. */
export function handClock(start = Date.parse('2026-12-01T14:05:00Z')): HandClock {
  let now = start;
  let count = 0;
  const timers = new Map<number, { at: number; fn: () => void }>();
  const awaited: { ms: number; resolve: () => void }[] = [];
  return {
    now: () => now,
    setTimeout(fn, ms) {
      count += 1;
      timers.set(count, { at: now + ms, fn });
      for (const waiting of awaited) if (waiting.ms === ms) waiting.resolve();
      return count;
    },
    clearTimeout(handle) {
      timers.delete(handle as number);
    },
    advance(ms) {
      const end = now + ms;
      for (;;) {
        const due = [...timers].filter(([, timer]) => timer.at <= end).toSorted(([, a], [, b]) => a.at - b.at)[0];
        if (!due) break;
        const [handle, timer] = due;
        timers.delete(handle);
        now = timer.at;
        timer.fn();
      }
      now = end;
    },
    timerOf: (ms) => new Promise((resolve) => awaited.push({ ms, resolve })),
  };
}
