import type { Clock } from '../clock.ts';

/** μ-law, 8 kHz. */
const BYTES_PER_MS = 8;

/** How much sound has been handed over and not yet been played, as far as that can be told without the carrier's marks. */
export class SoundClock {
  private until = 0;
  private held: number | null = null;
  private readonly clock: Clock;

  constructor(clock: Clock) {
    this.clock = clock;
  }

  get leftMs(): number {
    return this.held ?? Math.max(0, this.until - this.clock.now());
  }

  play(bytes: number): void {
    const ms = bytes / BYTES_PER_MS;
    if (this.held !== null) this.held += ms;
    else this.until = Math.max(this.until, this.clock.now()) + ms;
  }

  hold(): void {
    this.held = this.leftMs;
  }

  resume(): void {
    this.until = this.clock.now() + this.leftMs;
    this.held = null;
  }

  stop(): void {
    this.until = 0;
    this.held = null;
  }
}
