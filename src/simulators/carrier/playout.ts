const BYTES_PER_MS = 8;

/** Sound that comes so soon after a clear cannot be a new answer: it is old sound that slipped past. */
const STALE_WITHIN_MS = 100;

/** A stretch of what the caller heard, and when its first byte was heard. */
export interface HeardSound {
  at: number;
  sound: Buffer;
}

/**
 * The carrier's outbound buffer. It keeps no timer: sound is laid on the time line when it comes, 8 bytes a millisecond,
 * each piece after the last or now, and `clear` takes away what lies in the future. All times come from the caller.
 */
export class Playout {
  /** What was and will be heard, in order. */
  readonly heard: HeardSound[] = [];
  /** When the buffer will be empty. */
  endsAt = 0;
  /** Milliseconds of sound that arrived right after a clear. */
  staleMs = 0;
  readonly #keepSound: boolean;
  #pending: { name: string; at: number }[] = [];
  #clearedAt = Number.NEGATIVE_INFINITY;

  constructor(options: { keepSound: boolean }) {
    this.#keepSound = options.keepSound;
  }

  /** True when the caller was hearing nothing until now. */
  media(sound: Buffer, now: number): boolean {
    const wasSilent = this.endsAt <= now;
    const at = Math.max(now, this.endsAt);
    const ms = sound.length / BYTES_PER_MS;
    if (this.#keepSound) this.heard.push({ at, sound });
    this.endsAt = at + ms;
    if (now - this.#clearedAt < STALE_WITHIN_MS) this.staleMs += ms;
    return wasSilent;
  }

  /** True when there is nothing left to be played before it: it is to be echoed at once. */
  mark(name: string, now: number): boolean {
    if (this.endsAt <= now && this.#pending.length === 0) return true;
    this.#pending.push({ name, at: this.endsAt });
    return false;
  }

  /** The marks that have been reached, in order; each is told once. */
  reached(now: number): string[] {
    const names: string[] = [];
    for (let [mark] = this.#pending; mark && mark.at <= now; [mark] = this.#pending) {
      names.push(mark.name);
      this.#pending.shift();
    }
    return names;
  }

  /** When there will be something to do: a mark, or the end of the sound. Null when nothing is left. */
  nextAt(now: number): number | null {
    return this.#pending[0]?.at ?? (this.endsAt > now ? this.endsAt : null);
  }

  /** Empties the buffer. Answers what was not played, and the marks that waited for it. */
  clear(now: number): { droppedMs: number; marks: string[] } {
    const droppedMs = Math.max(0, this.endsAt - now);
    const marks = this.#pending.map(({ name }) => name);
    this.#pending = [];
    this.endsAt = Math.min(this.endsAt, now);
    this.#clearedAt = now;
    for (let last = this.heard.at(-1); last && last.at >= now; last = this.heard.at(-1)) this.heard.pop();
    const last = this.heard.at(-1);
    if (last) last.sound = last.sound.subarray(0, Math.ceil((now - last.at) * BYTES_PER_MS));
    return { droppedMs, marks };
  }

  /** The stream is over and its buffer with it: what comes next is of another stream, and cannot be old. */
  endStream(now: number): void {
    this.clear(now);
    this.#clearedAt = Number.NEGATIVE_INFINITY;
  }

  /** What was heard in a stretch of time, put together without its pauses. */
  between(from: number, to: number): Buffer {
    return Buffer.concat(
      this.heard.map(({ at, sound }) => {
        const begin = Math.round(Math.max(0, (from - at) * BYTES_PER_MS));
        const end = Math.round(Math.max(0, (to - at) * BYTES_PER_MS));
        return sound.subarray(begin, end);
      }),
    );
  }
}
