import type { Clock } from '../../src/clock.ts';
import { BYTES_PER_MS } from '../../src/media/mulaw.ts';
import type { CarrierSink } from '../../src/media/types.ts';

type Item = { sound: Buffer } | { mark: string };

export interface FakeCarrierOptions {
  clock: Clock;
  /** Told each mark that comes back. */
  markReturned: (name: string) => void;
  /** Marks that the carrier forgets. */
  losesMark?: (name: string) => boolean;
  /** How long a mark takes to come back, ms. */
  delay?: number;
}

/**
 * Plays like Twilio: in order, 8 bytes a millisecond from when it has something; a mark comes back when all sound before
 * it has been played, at once if nothing is buffered; on clear the buffer is emptied and all marks in it come back.
 */
export class FakeCarrier implements CarrierSink {
  /** What it was told, in order: `media 3200`, `mark NAME`, `clear`. */
  readonly diary: string[] = [];
  /** What was played; a new entry after each clear. */
  readonly runs: Buffer[] = [Buffer.alloc(0)];
  readonly #options: FakeCarrierOptions;
  #queue: Item[] = [];
  #playedUntil: number;
  #timer: unknown;
  #gone = false;

  constructor(options: FakeCarrierOptions) {
    this.#options = options;
    this.#playedUntil = options.clock.now();
  }

  /** Everything played until now. */
  get played(): Buffer {
    this.#play();
    return Buffer.concat(this.runs);
  }

  media(sound: Buffer): void {
    this.#play();
    this.diary.push(`media ${sound.length}`);
    this.#queue.push({ sound: Buffer.from(sound) });
    this.#play();
  }

  mark(name: string): void {
    this.#play();
    this.diary.push(`mark ${name}`);
    this.#queue.push({ mark: name });
    this.#play();
  }

  clear(): void {
    this.#play();
    this.diary.push('clear');
    const marks = this.#queue.flatMap((item) => ('mark' in item ? [item.mark] : []));
    this.#queue = [];
    this.runs.push(Buffer.alloc(0));
    for (const mark of marks) this.#echo(mark);
  }

  /** The stream ends: nothing is played and no mark comes back any more. */
  leave(): void {
    this.#play();
    this.#gone = true;
    this.#options.clock.clearTimeout(this.#timer);
  }

  #play(): void {
    if (this.#gone) return;
    const { clock } = this.#options;
    for (let item = this.#queue[0]; item; item = this.#queue[0]) {
      if ('mark' in item) {
        this.#queue.shift();
        this.#echo(item.mark);
        continue;
      }
      const bytes = Math.min(item.sound.length, Math.floor((clock.now() - this.#playedUntil) * BYTES_PER_MS + 1e-6));
      if (bytes <= 0) break;
      this.runs.push(Buffer.concat([this.runs.pop() ?? Buffer.alloc(0), item.sound.subarray(0, bytes)]));
      this.#playedUntil += bytes / BYTES_PER_MS;
      if (bytes < item.sound.length) item.sound = item.sound.subarray(bytes);
      else this.#queue.shift();
    }
    if (this.#queue.length === 0) this.#playedUntil = clock.now();
    this.#wakeAtNextMark();
  }

  #wakeAtNextMark(): void {
    const { clock } = this.#options;
    clock.clearTimeout(this.#timer);
    const index = this.#queue.findIndex((item) => 'mark' in item);
    if (index < 0) return;
    const bytes = this.#queue.slice(0, index).reduce((sum, item) => sum + ('sound' in item ? item.sound.length : 0), 0);
    const wait = this.#playedUntil + bytes / BYTES_PER_MS - clock.now();
    this.#timer = clock.setTimeout(() => this.#play(), Math.max(0, wait));
  }

  #echo(mark: string): void {
    const { clock, losesMark, delay, markReturned } = this.#options;
    if (losesMark?.(mark)) return;
    if (delay === undefined) markReturned(mark);
    else clock.setTimeout(() => this.#gone || markReturned(mark), delay);
  }
}
