import type { Clock } from '../../src/clock.ts';

interface Timer {
  id: number;
  due: number;
  fn: () => void;
}

/** A clock that stands still until it is told to go on, and then takes timers one by one, chained ones included. */
export class VirtualClock implements Clock {
  #now: number;
  #timers: Timer[] = [];
  #ids = 0;

  constructor(start = Date.UTC(2026, 10, 30, 15, 0, 0)) {
    this.#now = start;
  }

  now = (): number => this.#now;

  setTimeout = (fn: (...args: unknown[]) => void, ms: number): unknown => {
    const id = ++this.#ids;
    this.#timers.push({ id, due: this.#now + ms, fn: () => fn() });
    return id;
  };

  clearTimeout = (handle: unknown): void => {
    this.#timers = this.#timers.filter((timer) => timer.id !== handle);
  };

  get pending(): number {
    return this.#timers.length;
  }

  advance(ms: number): void {
    const end = this.#now + ms;
    for (let next = this.#next(end); next; next = this.#next(end)) {
      this.#now = Math.max(this.#now, next.due);
      this.clearTimeout(next.id);
      next.fn();
    }
    this.#now = end;
  }

  #next(end: number): Timer | undefined {
    return this.#timers.filter((timer) => timer.due <= end).sort((a, b) => a.due - b.due || a.id - b.id)[0];
  }
}
