import type { Clock } from '../clock.ts';
import { AudioTimes, BYTES_PER_MS } from './audio-times.ts';
import { type Frame, isSounding, KeptSound } from './kept-sound.ts';
import { QuietGroups } from './quiet-groups.ts';
import { SilenceWatch } from './silence-watch.ts';
import { Unanswered } from './unanswered.ts';

/** Older sound is no use: the caller has to be asked again. */
const KEPT_MS = 2_000;
/** The first words of a call: whoever has heard nothing yet but a greeting waits for an answer to them. */
const KEPT_BEFORE_THE_FIRST_MS = 10_000;
/** Deepgram takes kept sound at 1.25 × real time at most. */
const CATCH_UP_BYTES_PER_MS = 1.25 * BYTES_PER_MS;
const CATCH_UP_TICK = 20;
/** While catching up, longer digital silence is cut to this: enough for the recogniser to end a turn (300 ms). */
const LONGEST_SILENCE = 400 * BYTES_PER_MS;

interface Socket {
  send(sound: Buffer): void;
  fellSilent(): void;
  times: AudioTimes;
  groups: QuietGroups;
  unanswered: Unanswered;
  watch: SilenceWatch;
}

/**
 * The caller's sound on its way to the recogniser. Straight through while a socket is open; kept while there is none, and then
 * caught up with, before newer sound.
 */
export class SoundFeed {
  private readonly clock: Clock;
  private kept = new KeptSound(KEPT_BEFORE_THE_FIRST_MS);
  private lostWithSocket = 0;
  private socket: Socket | null = null;
  /** Of the present socket, or of the last one. */
  private times = new AudioTimes();
  private timer: unknown;
  private credit = 0;
  private caughtUpAt = 0;
  private silence = 0;

  constructor(clock: Clock) {
    this.clock = clock;
  }

  /** Milliseconds of sound that nobody will recognise, since the last socket. */
  get lostMs(): number {
    return this.kept.lostMs + this.lostWithSocket;
  }

  take(sound: Buffer, at: number): void {
    if (sound.length === 0) return;
    if (!this.socket || !this.kept.isEmpty) {
      this.kept.push(sound, at);
      return;
    }
    const group = this.socket.groups.take({ sound, at, sounding: isSounding(sound) });
    if (group) this.send(this.socket, group);
  }

  /** A socket is open: recogniser time 0 is the first byte sent from now on. */
  open(send: (sound: Buffer) => void, fellSilent: () => void): void {
    this.times = new AudioTimes();
    this.socket = {
      send,
      fellSilent,
      times: this.times,
      groups: new QuietGroups(),
      unanswered: new Unanswered(KEPT_MS),
      watch: new SilenceWatch(this.clock.now()),
    };
    this.lostWithSocket = 0;
    this.credit = 0;
    this.silence = 0;
    this.caughtUpAt = this.clock.now();
    this.catchUp();
  }

  /** The socket is gone; what it had not answered is kept for the next one. */
  close(): void {
    this.clock.clearTimeout(this.timer);
    const { socket } = this;
    if (!socket) return;
    this.socket = null;
    const { frames, lostMs } = socket.unanswered.rest();
    const later = this.kept;
    this.kept = new KeptSound(KEPT_MS);
    this.lostWithSocket = lostMs;
    for (const { sound, at } of [...frames, ...socket.groups.rest()]) this.kept.push(sound, at);
    for (let frame = later.take(); frame; frame = later.take()) this.kept.push(frame.sound, frame.at);
  }

  /** The recogniser said something; `covered` is the end of what it is about, in seconds of sound, where it is a result. */
  heard(covered: number | null): void {
    this.socket?.watch.heard(this.clock.now());
    if (covered !== null) this.socket?.unanswered.answered(covered);
  }

  toMedia(seconds: number): number {
    return this.times.toMedia(seconds);
  }

  private catchUp(): void {
    const { socket } = this;
    if (!socket || this.kept.isEmpty) return;
    const now = this.clock.now();
    this.credit += (now - this.caughtUpAt) * CATCH_UP_BYTES_PER_MS;
    this.caughtUpAt = now;
    for (let next = this.kept.next; next && this.socket === socket; next = this.kept.next) {
      this.silence = next.sounding ? 0 : this.silence + next.sound.length;
      if (this.silence > LONGEST_SILENCE) {
        this.kept.take();
        continue;
      }
      if (next.sound.length > this.credit) {
        if (!next.sounding) this.silence -= next.sound.length;
        break;
      }
      this.kept.take();
      this.credit -= next.sound.length;
      this.send(socket, [next]);
    }
    if (this.socket === socket && !this.kept.isEmpty)
      this.timer = this.clock.setTimeout(() => this.catchUp(), CATCH_UP_TICK);
  }

  private send({ times, unanswered, watch, send, fellSilent }: Socket, frames: readonly Frame[]): void {
    const [first] = frames;
    let isDead = false;
    for (const frame of frames) {
      const { length } = frame.sound;
      times.sent(length, frame.at);
      unanswered.push(frame, times.bytes);
      isDead = watch.sent(length, frame.sounding, this.clock.now());
    }
    if (first) send(frames.length === 1 ? first.sound : Buffer.concat(frames.map(({ sound }) => sound)));
    if (isDead) fellSilent();
  }
}
