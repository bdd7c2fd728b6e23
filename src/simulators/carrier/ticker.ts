import type { Clock } from '../../clock.ts';

const TICK_MS = 20;
/** Calls are spread over the tick, as calls are: else a hundred of them would all send in one instant. */
const PHASES = 4;

/** One timer for the frames of all calls. It counts from its own beginning, so that late timers do not add up. */
export class Ticker {
  readonly #clock: Clock;
  readonly #phases: Set<() => void>[] = Array.from({ length: PHASES }, () => new Set());
  #timer: unknown = null;
  #origin = 0;
  #wakes = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Calls `tick` every 20 ms, less often when the machine is late. Returns the way to stop it. */
  add(tick: () => void): () => void {
    const phase = this.#phases.reduce((least, one) => (one.size < least.size ? one : least));
    phase.add(tick);
    if (this.#timer === null) {
      this.#origin = this.#clock.now();
      this.#wakes = 0;
      this.#wait();
    }
    return () => {
      phase.delete(tick);
      if (this.#timer === null || this.#phases.some(({ size }) => size > 0)) return;
      this.#clock.clearTimeout(this.#timer);
      this.#timer = null;
    };
  }

  #wait(): void {
    const due = this.#origin + ((this.#wakes + 1) * TICK_MS) / PHASES;
    this.#timer = this.#clock.setTimeout(() => this.#wake(), Math.max(0, due - this.#clock.now()));
  }

  #wake(): void {
    const passed = Math.floor(((this.#clock.now() - this.#origin) * PHASES) / TICK_MS);
    const due = Math.max(1, Math.min(PHASES, passed - this.#wakes));
    const last = Math.max(passed, this.#wakes + 1);
    this.#wakes = last;
    this.#wait();
    for (let n = last - due + 1; n <= last; n++) for (const tick of this.#phases[n % PHASES] ?? []) tick();
  }
}
