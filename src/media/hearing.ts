import { BYTES_PER_MS, isQuiet, silence } from './mulaw.ts';

/** A carrier that sends nothing for so long has a gap. Silence is filled in this far behind the clock, so that frames
 *  that are merely late (a lost packet is sent again within about 200 ms) still find their place. */
const GAP_AFTER = 200;
/** How often silence is filled in while the gap lasts: the step of an endpointer. */
const FILL_EVERY = 100;
/** More silence than this ends every turn anyway and would only keep the recogniser busy. */
const LONGEST_FILL = 15_000 * BYTES_PER_MS;
/** Timestamps are whole milliseconds and frames need not be: a difference below 10 ms is rounding, not a gap. */
const ROUNDING = 10 * BYTES_PER_MS;
/** A socket keeps its order, so a timestamp so far behind (or, at first, ahead) means that the carrier counts anew. */
const COUNTS_ANEW = 1_000;

/**
 * The caller's sound as one line without holes. Pure: it is told the time (media clock, ms) and tells `tell(sound, at)`.
 *
 * Positions are bytes on a line that runs through all streams of the call. The carrier's timestamps lie on it as they are;
 * our clock is laid over it by the smallest difference seen between arrival and timestamp (the start of the stream counts
 * as seen), so that a late frame does not move it. `at` is therefore the time of arrival that an undelayed frame would have
 * had: comparable with the return of a mark, which travels the same way.
 */
export class Hearing {
  gapsFilled = 0;
  readonly #tell: (sound: Buffer, at: number) => void;
  /** Media-clock time of position 0. */
  #origin = 0;
  /** Position of the stream's timestamp 0. */
  #streamStart = 0;
  /** Up to here something was told: the carrier's sound or silence. */
  #toldTo = 0;
  /** Up to here the carrier's sound came. */
  #heardTo = 0;
  /** Bytes told beyond what time allows: late sound that came after silence had taken its place. */
  #surplus = 0;
  #lastArrival = 0;
  #firstFrame = true;

  constructor(tell: (sound: Buffer, at: number) => void) {
    this.#tell = tell;
  }

  /** A stream begins: its timestamps start at 0. */
  startStream(now: number): void {
    this.#streamStart = this.#positionAt(now);
    this.#lastArrival = now;
    this.#firstFrame = true;
  }

  receive(frame: Buffer, timestamp: number, now: number): void {
    if (frame.length === 0) return;
    this.#lastArrival = now;
    const start = this.#place(frame, timestamp, now);
    this.#origin = Math.min(this.#origin, now - (start + frame.length) / BYTES_PER_MS);
    if (start <= this.#toldTo - ROUNDING) this.#receiveLate(frame, start);
    else this.#receiveNext(frame, start);
  }

  /**
   * Fills in silence when the carrier has sent nothing for a while, so that turns can end.
   * Returns in how many ms it should be asked again; undefined when only a frame can change anything.
   */
  fillSilence(now: number): number | undefined {
    const quietFor = now - this.#lastArrival;
    if (quietFor < GAP_AFTER) return GAP_AFTER - quietFor;
    this.#fillTo(this.#positionAt(now - GAP_AFTER));
    return this.#toldTo < this.#heardTo + LONGEST_FILL ? FILL_EVERY : undefined;
  }

  #positionAt(time: number): number {
    return Math.round((time - this.#origin) * BYTES_PER_MS);
  }

  #place(frame: Buffer, timestamp: number, now: number): number {
    if (!Number.isFinite(timestamp)) return this.#toldTo;
    const start = this.#streamStart + Math.round(timestamp * BYTES_PER_MS);
    const ahead = start - this.#positionAt(now);
    const behind = this.#heardTo - (start + frame.length);
    const anew = COUNTS_ANEW * BYTES_PER_MS;
    const countsAnew = (this.#firstFrame && ahead > anew) || behind > anew;
    this.#firstFrame = false;
    if (!countsAnew) return start;
    const here = Math.max(this.#toldTo, this.#positionAt(now) - frame.length);
    this.#streamStart = here - Math.round(timestamp * BYTES_PER_MS);
    return here;
  }

  #receiveNext(frame: Buffer, start: number): void {
    if (start >= this.#toldTo + ROUNDING) {
      this.#fillTo(start);
      this.#toldTo = start;
    }
    const from = this.#toldTo;
    this.#toldTo += frame.length;
    this.#heardTo = this.#toldTo;
    const skip = this.#surplus > 0 && isQuiet(frame) ? Math.min(this.#surplus, frame.length) : 0;
    this.#surplus -= skip;
    this.#tellFrom(frame.subarray(skip), from + skip);
  }

  /**
   * Sound for a time that has been told already. What the carrier had sent before is a repetition. Where silence had been
   * filled in, words are told late rather than lost (a stalled connection delivers everything in one burst), and the
   * recogniser's time is made good by leaving out as much of the next quiet sound.
   */
  #receiveLate(frame: Buffer, start: number): void {
    const from = Math.max(start, this.#heardTo);
    const fresh = frame.subarray(from - start);
    if (fresh.length === 0) return;
    const late = Math.min(this.#toldTo - from, fresh.length);
    const skip = isQuiet(fresh) ? late : 0;
    this.#surplus += late - skip;
    this.#heardTo = from + fresh.length;
    this.#toldTo = Math.max(this.#toldTo, this.#heardTo);
    this.#tellFrom(fresh.subarray(skip), from + skip);
  }

  #fillTo(position: number): void {
    const to = Math.min(position, this.#heardTo + LONGEST_FILL);
    if (to <= this.#toldTo) return;
    if (this.#toldTo === this.#heardTo) this.gapsFilled++;
    while (this.#toldTo < to) {
      const from = this.#toldTo;
      const piece = silence(Math.min(to - from, 1_000 * BYTES_PER_MS));
      this.#toldTo += piece.length;
      this.#tellFrom(piece, from);
    }
  }

  #tellFrom(sound: Buffer, position: number): void {
    if (sound.length > 0) this.#tell(sound, Math.max(0, this.#origin + position / BYTES_PER_MS));
  }
}
