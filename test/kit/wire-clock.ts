import type { Clock } from '../../src/clock.ts';

interface Timer {
  due: number;
  fn: () => void;
  handle?: NodeJS.Timeout;
}

/** Real time that can be made to jump: what falls due within a jump happens during it, in its order. */
export class JumpingClock implements Clock {
  readonly #speed: number;
  readonly #origin = Date.now();
  readonly #start = performance.now();
  readonly #timers = new Set<Timer>();
  #jumped = 0;

  /** @param speed how many times as fast as real time it runs between jumps */
  constructor(speed = 1) {
    this.#speed = speed;
  }

  now = (): number => this.#origin + this.#jumped + (performance.now() - this.#start) * this.#speed;

  setTimeout = (fn: (...args: unknown[]) => void, ms: number): unknown => {
    const timer: Timer = { due: this.now() + Math.max(0, ms), fn: () => fn() };
    this.#timers.add(timer);
    this.#arm(timer);
    return timer;
  };

  clearTimeout = (handle: unknown): void => {
    const timer = handle as Timer | undefined | null;
    if (!timer) return;
    clearTimeout(timer.handle);
    this.#timers.delete(timer);
  };

  jump(ms: number): void {
    const end = this.now() + ms;
    for (let next = this.#next(end); next; next = this.#next(end)) {
      this.#jumped += Math.max(0, next.due - this.now());
      this.#fire(next);
    }
    this.#jumped += Math.max(0, end - this.now());
    for (const timer of this.#timers) this.#arm(timer);
  }

  #next(end: number): Timer | undefined {
    return [...this.#timers].filter(({ due }) => due <= end).sort((a, b) => a.due - b.due)[0];
  }

  #arm(timer: Timer): void {
    clearTimeout(timer.handle);
    timer.handle = setTimeout(() => this.#fire(timer), Math.max(0, timer.due - this.now()) / this.#speed);
  }

  #fire(timer: Timer): void {
    this.clearTimeout(timer);
    timer.fn();
  }
}
