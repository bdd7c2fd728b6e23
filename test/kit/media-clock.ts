import type { Clock } from '../../src/clock.ts';

/** Time that stands still until it is told to go on. Timers fire in order, each at its own time. */
export class MediaClock implements Clock {
  #time: number;
  #timers = new Map<number, { at: number; fn: () => void }>();
  #ids = 0;

  constructor(start = 1_000_000) {
    this.#time = start;
  }

  now(): number {
    return this.#time;
  }

  setTimeout(fn: () => void, ms: number): number {
    this.#timers.set(++this.#ids, { at: this.#time + ms, fn });
    return this.#ids;
  }

  clearTimeout(handle: unknown): void {
    this.#timers.delete(handle as number);
  }

  get pending(): number {
    return this.#timers.size;
  }

  advance(ms: number): void {
    const until = this.#time + ms;
    for (;;) {
      const [next] = [...this.#timers].filter(([, { at }]) => at <= until).sort(([, a], [, b]) => a.at - b.at);
      if (!next) break;
      const [id, { at, fn }] = next;
      this.#timers.delete(id);
      this.#time = Math.max(this.#time, at);
      fn();
    }
    this.#time = until;
  }
}
