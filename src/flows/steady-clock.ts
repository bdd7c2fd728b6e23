import type { Clock } from '../clock.ts';

/** A clock that can be stopped for good: what waits on it is never called. */
export interface SteadyClock extends Clock {
  /**
   * While one of these says true, time goes no faster than real time: what works outside this process then has the time that
   * it would have in a real call. Returns what takes it back.
   */
  realTimeWhile(busy: () => boolean): () => void;
  stop(): void;
}

interface Timer {
  due: number;
  fn: ((...args: unknown[]) => void) | null;
}

/** Time goes on in steps no longer than this, so that whatever is read from sockets in between is never overtaken by much. */
const STEP_MS = 10;

/**
 * A clock that runs up to `speed` times as fast as real time and never jumps: when the machine is busy, time waits for it.
 * Scripted calls therefore come out alike on a fast machine and on a slow one; only how long they take differs.
 */
export function steadyClock(speed: number): SteadyClock {
  const timers: Timer[] = [];
  const outsiders = new Set<() => boolean>();
  let now = Date.now();
  let target = now;
  let last = performance.now();
  let next: NodeJS.Immediate | NodeJS.Timeout | null = null;
  let stopped = false;

  function isAwaited(): boolean {
    for (const busy of outsiders) if (busy()) return true;
    return false;
  }

  function step(): void {
    next = null;
    if (stopped) return;
    const real = performance.now();
    target = Math.min(target + (real - last) * (isAwaited() ? Math.min(1, speed) : speed), now + STEP_MS);
    last = real;
    const [first] = timers;
    if (first && first.due <= target) {
      now = Math.max(now, first.due);
      timers.shift();
      // One at a time: what a callback promised or sent comes to pass before the next is called. Asked for first, so that a callback that throws stops nothing but itself.
      next = setImmediate(step);
      first.fn?.();
      return;
    }
    now = target;
    next = setTimeout(step, 1);
  }
  next = setTimeout(step, 1);

  /** Where a timer of this time belongs: after those of the same time that were set before. */
  function placeOf(due: number): number {
    let [low, high] = [0, timers.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((timers[middle]?.due ?? 0) <= due) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  return {
    now: () => now,
    setTimeout(fn, ms) {
      const timer: Timer = { due: now + Math.max(1, ms), fn };
      timers.splice(placeOf(timer.due), 0, timer);
      return timer;
    },
    clearTimeout(handle) {
      const timer = handle as Timer | null | undefined;
      if (!timer || timer.fn === null) return;
      timer.fn = null;
      const at = timers.indexOf(timer);
      if (at >= 0) timers.splice(at, 1);
    },
    realTimeWhile(busy) {
      outsiders.add(busy);
      return () => {
        outsiders.delete(busy);
      };
    },
    stop() {
      stopped = true;
      timers.length = 0;
      clearTimeout(next as NodeJS.Timeout);
      clearImmediate(next as NodeJS.Immediate);
    },
  };
}
