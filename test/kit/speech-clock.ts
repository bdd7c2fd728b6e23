import type { Clock } from '../../src/clock.ts';

interface Timer {
  fn: (...args: unknown[]) => void;
  due: number;
}

/** A clock that moves only when told to, timer by timer, so that chained timers fire at their own times. */
export class SpeechClock implements Clock {
  private time: number;
  private nextHandle = 1;
  private readonly timers = new Map<number, Timer>();

  constructor(start = 1_000_000) {
    this.time = start;
  }

  now = (): number => this.time;

  setTimeout = (fn: (...args: unknown[]) => void, ms: number): number => {
    const handle = this.nextHandle++;
    this.timers.set(handle, { fn, due: this.time + Math.max(0, ms) });
    return handle;
  };

  clearTimeout = (handle: unknown): void => {
    this.timers.delete(handle as number);
  };

  get waiting(): number {
    return this.timers.size;
  }

  advance(ms: number): void {
    const end = this.time + ms;
    for (;;) {
      let next: [number, Timer] | undefined;
      for (const entry of this.timers) {
        if (entry[1].due <= end && (!next || entry[1].due < next[1].due)) next = entry;
      }
      if (!next) break;
      this.timers.delete(next[0]);
      this.time = Math.max(this.time, next[1].due);
      next[1].fn();
    }
    this.time = end;
  }
}
