import type { Utterance } from '../../machines/ports/tts.ts';
import { heardText, LETTERS_PER_SECOND } from './heard-text.ts';
import { BYTES_PER_MS } from './mulaw.ts';

/** A resumed voice starts again on a border of 20 ms, the carrier's own frame. */
const FRAME = 20 * BYTES_PER_MS;

/** A run of bytes handed to the carrier at `sentAt`, and when its last byte is played, as far as we can tell. */
export interface Piece {
  from: number;
  to: number;
  sentAt: number;
  endsAt: number;
}

/** One utterance on its way to the caller. Positions are bytes from its beginning, times are on the media clock. */
export class Track {
  readonly utterance: Utterance;
  readonly number: number;
  /** What was handed to the carrier and not taken back, in order. */
  pieces: Piece[] = [];
  /** Bytes given by the synthesiser so far. */
  length = 0;
  /** The synthesiser has given everything. */
  ended = false;
  /** The next byte to send. */
  sent = 0;
  /** The last mark stands here. */
  marked = 0;
  /** Heard up to here: a mark has returned. */
  confirmed = 0;
  confirmedAt = 0;
  /** Its end was taken as heard though no mark said so. */
  presumed = false;
  started = false;
  substanceTold = false;
  #sound: Buffer[] = [];

  constructor(utterance: Utterance, number: number) {
    this.utterance = utterance;
    this.number = number;
  }

  /** All of it, and the mark behind it, is with the carrier. */
  get whole(): boolean {
    return this.ended && this.sent === this.length && this.marked === this.length;
  }

  /** Something is agreed to on the strength of this having been heard: only marks of real sound prove that. */
  get needsProof(): boolean {
    return this.utterance.substance !== undefined && (this.presumed || this.length === 0);
  }

  get heard(): boolean {
    return this.whole && this.confirmed === this.length;
  }

  add(sound: Buffer): void {
    this.#sound.push(sound);
    this.length += sound.length;
  }

  /** The sound between two positions; no copy where one buffer holds it all. */
  read(from: number, to: number): Buffer {
    const parts: Buffer[] = [];
    let position = 0;
    for (const sound of this.#sound) {
      const end = position + sound.length;
      if (end > from && position < to)
        parts.push(sound.subarray(Math.max(0, from - position), Math.min(sound.length, to - position)));
      position = end;
    }
    return parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts);
  }

  confirm(position: number, at: number): void {
    this.confirmed = position;
    this.confirmedAt = at;
  }

  /** When the byte before `position` is or was played, by the estimate. */
  timeAt(position: number): number {
    const piece = this.pieces.find(({ from, to }) => from < position && position <= to);
    return piece ? Math.max(piece.sentAt, piece.endsAt - (piece.to - position) / BYTES_PER_MS) : 0;
  }

  /** How much has been heard at `now`: what marks say, and beyond that the estimate; never more than was sent. */
  heardBy(now: number): number {
    let position = this.confirmed;
    for (const { from, to, endsAt } of this.pieces) {
      const played = to - Math.ceil(Math.max(0, endsAt - now) * BYTES_PER_MS);
      if (played > from) position = Math.max(position, played);
    }
    return position;
  }

  /** The carrier forgets what it has not played: the rest is to be sent again. */
  cut(now: number): void {
    const cut = this.heardBy(now);
    this.pieces = this.pieces
      .filter(({ from }) => from < cut)
      .map((piece) => ({ ...piece, to: Math.min(piece.to, cut), endsAt: Math.min(piece.endsAt, now) }));
    // Played to the end: only its mark is asked for again.
    this.sent = cut === this.length ? cut : Math.max(this.confirmed, cut - (cut % FRAME));
    this.marked = this.confirmed;
  }

  /** Where the substance ends in the sound; unknown until all sound is there. An utterance without sound has none. */
  get substanceEnd(): number | undefined {
    const { substance, text } = this.utterance;
    if (substance === undefined || !this.ended || this.length === 0) return undefined;
    return Math.ceil(this.length * Math.min(1, substance.length / Math.max(1, text.length)));
  }

  /** The words heard by `now`. */
  heardText(now: number): string {
    const { text } = this.utterance;
    const estimate = (text.length / LETTERS_PER_SECOND) * 1_000 * BYTES_PER_MS;
    const length = this.ended ? this.length : Math.max(this.length, estimate);
    return length === 0 ? '' : heardText(text, this.heardBy(now) / length);
  }
}
