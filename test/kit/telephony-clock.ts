import type { Clock } from '../../src/clock.ts';

export interface HandClock extends Clock {
  /** Moves time on, timer by timer. */
  advance(ms: number): void;
  readonly timers: number;
}

/** A clock that a test moves by hand. */
export function handClock(start = Date.UTC(2026, 0, 5, 15)): HandClock {
  let now = start;
  let timers: { at: number; fn: () => void }[] = [];
  return {
    now: () => now,
    setTimeout(fn, ms) {
      const timer = { at: now + ms, fn };
      timers.push(timer);
      return timer;
    },
    clearTimeout(handle) {
      timers = timers.filter((timer) => timer !== handle);
    },
    advance(ms) {
      const end = now + ms;
      for (;;) {
        const next = timers.filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at)[0];
        if (!next) break;
        timers = timers.filter((timer) => timer !== next);
        now = next.at;
        next.fn();
      }
      now = end;
    },
    get timers() {
      return timers.length;
    },
  };
}
