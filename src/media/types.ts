import type { HeardPart, Utterance } from '../../machines/ports/tts.ts';

/** What the media path may do to the carrier. Sound is raw μ-law, 8 kHz: 8 bytes a millisecond. */
export interface CarrierSink {
  media(sound: Buffer): void;
  mark(name: string): void;
  clear(): void;
}

/**
 * What the playout ledger learns. Times are milliseconds on the media clock: 0 is the start of the call's first stream,
 * and the carrier's timestamps, the recogniser's audio time and playout all lie on it.
 */
export type PlayoutFact =
  | { type: 'started'; id: string; at: number }
  | { type: 'substanceHeard'; id: string; at: number }
  | { type: 'heard'; id: string; at: number }
  | { type: 'finished'; at: number };

/**
 * The sound of one call, both ways, and the ledger of what was heard. It knows nothing of sockets, providers or charts.
 * Every method returns at once; facts are told synchronously from within the call that caused them, or from a mark.
 */
export interface MediaPath {
  /** Milliseconds on the media clock now; 0 before the first stream. */
  now(): number;

  // ---- the carrier's side
  /** A stream is open: sound that waited is sent now, in order. A second stream of the same call goes on with what is left. */
  attach(sink: CarrierSink): void;
  /** The stream is gone: what was sent and not yet heard is kept as if held, until another stream comes. */
  detach(): void;
  /** Sound from the caller; `timestamp` is the carrier's, in ms since the stream's start. Gaps become silence. */
  receive(sound: Buffer, timestamp: number): void;
  /** The carrier's echo of a mark. Unknown names are ignored. */
  markReturned(name: string): void;

  // ---- the recogniser's side
  /** The caller's sound, gaps filled, `at` the media-clock time of its first byte. One listener at a time; sound heard before
   *  there is one is kept (at most 10 s) and told first. Returns the way to stop listening. */
  onSound(listener: (sound: Buffer, at: number) => void): () => void;

  // ---- the synthesiser's side
  /** Announces the next utterance. Its sound follows in order; utterances do not interleave. */
  begin(utterance: Utterance): void;
  /** Sound of an utterance. Dropped, and counted, when `generation` is not the current one. */
  play(generation: number, id: string, sound: Buffer): void;
  /** The utterance's sound is complete: a mark follows it. */
  end(generation: number, id: string): void;
  /** The generation that new sound must name. Goes up with every `stop`. */
  readonly generation: number;

  // ---- barge-in
  /** Clears the carrier, remembers where each utterance was cut; sound that still comes is kept. */
  hold(): void;
  /** Sends what was not heard, from where it was cut. */
  resume(): void;
  /** Clears the carrier (also when all sound has already been sent), forgets the rest, generation up. */
  stop(): HeardPart[];

  onFact(listener: (fact: PlayoutFact) => void): void;
  readonly counts: MediaCounts;
}

export interface MediaCounts {
  bytesHeard: number;
  bytesPlayed: number;
  bytesDropped: number;
  gapsFilled: number;
}
