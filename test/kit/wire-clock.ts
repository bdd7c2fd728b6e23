import type { Clock } from '../../src/clock.ts';
import { type SteadyClock, steadyClock } from '../../src/flows/steady-clock.ts';

interface Timer {
  due: number;
  fn: () => void;
  handle?: unknown;
}

/** Time that waits for a busy machine, and can be made to jump: what falls due within a jump happens during it, in its order. */
export class JumpingClock implements Clock {
  readonly #steady: SteadyClock;
  readonly #timers = new Set<Timer>();
  #jumped = 0;

  /** @param speed how many times as fast as real time it runs between jumps, at most */
  constructor(speed = 1) {
    this.#steady = steadyClock(speed);
  }

  now = (): number => this.#steady.now() + this.#jumped;

  setTimeout = (fn: (...args: unknown[]) => void, ms: number): unknown => {
    const timer: Timer = { due: this.now() + Math.max(0, ms), fn: () => fn() };
    this.#timers.add(timer);
    this.#arm(timer);
    return timer;
  };

  clearTimeout = (handle: unknown): void => {
    const timer = handle as Timer | undefined | null;
    if (!timer) return;
    this.#steady.clearTimeout(timer.handle);
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

  /** While it says true, time goes no faster than real time, save by jumps. */
  realTimeWhile(busy: () => boolean): void {
    this.#steady.realTimeWhile(busy);
  }

  stop(): void {
    this.#steady.stop();
  }

  #next(end: number): Timer | undefined {
    return [...this.#timers].filter(({ due }) => due <= end).sort((a, b) => a.due - b.due)[0];
  }

  #arm(timer: Timer): void {
    this.#steady.clearTimeout(timer.handle);
    timer.handle = this.#steady.setTimeout(() => this.#fire(timer), Math.max(0, timer.due - this.now()));
  }

  #fire(timer: Timer): void {
    this.clearTimeout(timer);
    timer.fn();
  }
}
