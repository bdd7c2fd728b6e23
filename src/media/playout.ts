import type { HeardPart, Utterance } from '../../machines/ports/tts.ts';
import { BYTES_PER_MS } from './mulaw.ts';
import { Track } from './track.ts';
import type { CarrierSink, PlayoutFact } from './types.ts';

/** 2 s of sound, 21 KB in base64: a message far below every limit on the way (64 KiB here and in many proxies). */
const LONGEST_MESSAGE = 2_000 * BYTES_PER_MS;
/** A mark that is so late was lost by the carrier: the call must go on, so its sound is taken as heard. */
const MARK_LOST_AFTER = 3_000;

interface Mark {
  name: string;
  track: Track;
  position: number;
  sentAt: number;
}

/**
 * The ledger of what was said and heard. It has no timers: it is told the time with every call, and asked for its facts
 * one at a time with `nextFact`, so that whoever hears a fact may act on it before the next one is drawn.
 *
 * Sound goes to the carrier at once. The carrier plays it in order, 8 bytes a millisecond, from when it has some: so the
 * time of every byte can be estimated, and each mark that returns puts the estimate right. A cleared carrier returns its
 * marks too; names carry a sending number that goes up with every clear, so those are not taken for heard.
 */
export class Playout {
  generation = 1;
  bytesPlayed = 0;
  bytesDropped = 0;
  readonly #marksEvery: number;
  readonly #maxWaiting: number;
  #sink: CarrierSink | undefined;
  #held = false;
  #sending = 1;
  /** Everything begun and not yet told as heard, in order. */
  #tracks: Track[] = [];
  #begun = 0;
  /** Marks with the carrier, in order. */
  #marks: Mark[] = [];
  /** When the carrier will have played everything. */
  #quietAt = 0;
  #startedFacts: PlayoutFact[] = [];
  #unfinished = false;
  #lastHeardAt = 0;

  /** Both in bytes: the distance of marks, and the sound that may wait to be sent. */
  constructor(limits: { marksEvery: number; maxWaiting: number }) {
    this.#marksEvery = Math.max(1, limits.marksEvery);
    this.#maxWaiting = limits.maxWaiting;
  }

  attach(sink: CarrierSink, now: number): void {
    this.detach(now);
    this.#sink = sink;
    this.#send(now);
  }

  detach(now: number): void {
    if (!this.#sink) return;
    this.#sink = undefined;
    this.#takeBack(now);
  }

  /** @throws when that utterance has begun already: ids are unique in a call */
  begin(utterance: Utterance): void {
    if (this.#find(utterance.id)) throw new Error(`begin: expected a new utterance, got "${utterance.id}" again`);
    this.#tracks.push(new Track(utterance, ++this.#begun));
    this.#unfinished = true;
  }

  play(generation: number, id: string, sound: Buffer, now: number): void {
    const track = generation === this.generation ? this.#find(id) : undefined;
    if (!track || track.ended || this.#waiting() + sound.length > this.#maxWaiting) {
      this.bytesDropped += sound.length;
      return;
    }
    track.add(sound);
    this.#send(now);
  }

  end(generation: number, id: string, now: number): void {
    const track = generation === this.generation ? this.#find(id) : undefined;
    if (!track) return;
    track.ended = true;
    this.#send(now);
  }

  hold(now: number): void {
    this.#held = true;
    this.#takeBack(now);
    this.#sink?.clear();
  }

  resume(now: number): void {
    this.#held = false;
    this.#send(now);
  }

  stop(now: number): HeardPart[] {
    const cut = this.#tracks.map((track) => ({ id: track.utterance.id, heard: track.heardText(now) }));
    this.#takeBack(now);
    this.#tracks = [];
    this.#unfinished = false;
    this.#held = false;
    this.generation++;
    this.#sink?.clear();
    return cut;
  }

  markReturned(name: string, now: number): void {
    const index = this.#marks.findIndex((mark) => mark.name === name);
    const mark = this.#marks[index];
    if (!mark) return;
    // A mark sent after its sound had been played came back at once: only its way took time.
    const playedAt = now - Math.max(0, mark.sentAt - mark.track.timeAt(mark.position));
    this.#confirmUpTo(index, now);
    mark.track.confirm(mark.position, playedAt);
    this.#correctTimes(mark, playedAt);
  }

  /** When the oldest mark behind a whole utterance counts as lost; undefined while there is none. */
  markLostAt(): number | undefined {
    const index = this.#lastMarkOfAnUtterance();
    const mark = this.#marks[index];
    return mark && mark.track.timeAt(mark.position) + MARK_LOST_AFTER;
  }

  /** Takes utterances as heard whose mark the carrier has lost. */
  giveUpLostMarks(now: number): void {
    for (let at = this.markLostAt(); at !== undefined && at <= now; at = this.markLostAt())
      this.#presumeUpTo(this.#lastMarkOfAnUtterance(), now);
  }

  /** What has become true and was not told yet, oldest first; undefined when everything has been told. */
  nextFact(now: number): PlayoutFact | undefined {
    const started = this.#startedFacts.shift();
    if (started) return started;
    const [track] = this.#tracks;
    if (!track) return this.#finish();
    if (track.heard && track.needsProof && !this.#waitsForLine(track)) {
      this.#tracks.shift();
      return this.nextFact(now);
    }
    const id = track.utterance.id;
    const substanceEnd = track.substanceEnd;
    if (substanceEnd !== undefined && !track.substanceTold && track.confirmed >= substanceEnd) {
      track.substanceTold = true;
      return { type: 'substanceHeard', id, at: track.timeAt(substanceEnd) };
    }
    if (!track.heard) return undefined;
    if (this.#waitsForLine(track)) return undefined;
    this.#tracks.shift();
    this.#lastHeardAt = track.length === 0 ? now : track.confirmedAt;
    return { type: 'heard', id, at: this.#lastHeardAt };
  }

  /** Of an utterance without sound nothing can come back: its turn comes when the caller could be hearing it. */
  #waitsForLine(track: Track): boolean {
    return track.length === 0 && (this.#held || !this.#sink);
  }

  #finish(): PlayoutFact | undefined {
    if (!this.#unfinished) return undefined;
    this.#unfinished = false;
    return { type: 'finished', at: this.#lastHeardAt };
  }

  #find(id: string): Track | undefined {
    return this.#tracks.find((track) => track.utterance.id === id);
  }

  #waiting(): number {
    return this.#tracks.reduce((sum, track) => sum + track.length - track.sent, 0);
  }

  /** Hands over all that can go, in order. State is put right before each call of the sink: it may answer at once. */
  #send(now: number): void {
    while (this.#sink && !this.#held) {
      const track = this.#tracks.find(({ whole }) => !whole);
      if (!track) return;
      const afterMark = track.marked + this.#marksEvery;
      const nextMark = afterMark > track.sent ? afterMark : track.sent + this.#marksEvery;
      const to = Math.min(track.length, nextMark, track.sent + LONGEST_MESSAGE);
      if (to > track.sent) this.#sendSound(this.#sink, track, to, now);
      if (track.sent === nextMark || (track.ended && track.sent === track.length))
        this.#sendMark(this.#sink, track, now);
      else if (track.sent === track.length) return;
    }
  }

  #sendSound(sink: CarrierSink, track: Track, to: number, now: number): void {
    const from = track.sent;
    if (!track.started && this.#quietAt <= now)
      this.#startedFacts.push({ type: 'started', id: track.utterance.id, at: now });
    track.started = true;
    this.#quietAt = Math.max(now, this.#quietAt) + (to - from) / BYTES_PER_MS;
    track.pieces.push({ from, to, sentAt: now, endsAt: this.#quietAt });
    track.sent = to;
    this.bytesPlayed += to - from;
    sink.media(track.read(from, to));
  }

  #sendMark(sink: CarrierSink, track: Track, now: number): void {
    const name = `g${this.generation}:s${this.#sending}:u${track.number}:${track.sent}`;
    track.marked = track.sent;
    this.#marks.push({ name, track, position: track.sent, sentAt: now });
    sink.mark(name);
  }

  /** What the carrier has not played is ours again, and the marks it still returns mean nothing. */
  #takeBack(now: number): void {
    for (const track of this.#tracks) track.cut(now);
    this.#marks = [];
    this.#sending++;
    this.#quietAt = now;
  }

  /** Marks return in order, so one of them stands for all before it, which were heard when the estimate says. */
  #confirmUpTo(index: number, now: number): void {
    for (const { track, position } of this.#marks.splice(0, index + 1))
      track.confirm(position, Math.min(now, track.timeAt(position)));
  }

  #presumeUpTo(index: number, now: number): void {
    for (const { track } of this.#marks.slice(0, index + 1)) track.presumed = true;
    this.#confirmUpTo(index, now);
  }

  /** The sound before `mark` was played by `playedAt`: what follows it began then, or when it was sent. */
  #correctTimes(mark: Mark, playedAt: number): void {
    let end: number | undefined;
    for (const track of this.#tracks) {
      for (const piece of track.pieces) {
        const isMarked = end === undefined && track === mark.track && piece.to >= mark.position;
        if (isMarked) piece.endsAt = playedAt;
        else if (end === undefined) piece.endsAt = Math.min(piece.endsAt, playedAt);
        else piece.endsAt = Math.max(piece.sentAt, end) + (piece.to - piece.from) / BYTES_PER_MS;
        if (isMarked || end !== undefined) end = piece.endsAt;
      }
    }
    this.#quietAt = end ?? playedAt;
  }

  #lastMarkOfAnUtterance(): number {
    return this.#marks.findIndex(({ track, position }) => track.whole && position === track.length);
  }
}
