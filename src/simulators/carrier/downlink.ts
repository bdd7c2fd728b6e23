import type { Clock } from '../../clock.ts';
import type { Diary } from './diary.ts';
import type { Playout } from './playout.ts';
import { readServerMessage } from './protocol.ts';

export interface DownlinkParts {
  clock: Clock;
  diary: Diary;
  playout: Playout;
}

/** What our server sends on one stream: sound is laid into the buffer, marks come back when they are reached. */
export class Downlink {
  readonly #parts: DownlinkParts;
  readonly #streamSid: string;
  readonly #echoMark: (name: string) => void;
  #timer: unknown = null;
  #timerAt = Number.POSITIVE_INFINITY;
  #voicing = false;
  #closed = false;

  constructor(parts: DownlinkParts, streamSid: string, echoMark: (name: string) => void) {
    this.#parts = parts;
    this.#streamSid = streamSid;
    this.#echoMark = echoMark;
  }

  hear(data: Buffer, isBinary: boolean): void {
    const { diary, playout } = this.#parts;
    const now = diary.now();
    this.#echoReached(now);
    const message = readServerMessage(data, isBinary, this.#streamSid);
    if (message.event === 'media') {
      if (playout.media(message.sound, now) || !this.#voicing) this.#startVoice(now);
      if (message.warning) diary.add({ type: 'protocol.error', ...message.warning });
    } else if (message.event === 'mark') {
      diary.add({ type: 'mark.received', name: message.name });
      if (playout.mark(message.name, now)) this.#echo(message.name);
    } else if (message.event === 'clear') this.#clear(now);
    else diary.add({ type: 'protocol.error', ...message.error });
    this.#arm(now);
  }

  #startVoice(now: number): void {
    this.#endVoice(now);
    this.#voicing = true;
    this.#parts.diary.add({ type: 'voice.started' }, now);
  }

  #endVoice(at: number): void {
    if (!this.#voicing) return;
    this.#voicing = false;
    this.#parts.diary.add({ type: 'voice.ended' }, at);
  }

  #clear(now: number): void {
    const cleared = this.#parts.playout.clear(now);
    this.#parts.diary.add({ type: 'clear', ...cleared }, now);
    this.#endVoice(now);
    for (const name of cleared.marks) this.#echo(name);
  }

  #echo(name: string): void {
    this.#parts.diary.add({ type: 'mark.echoed', name });
    this.#echoMark(name);
  }

  #echoReached(now: number): void {
    for (const name of this.#parts.playout.reached(now)) this.#echo(name);
    if (this.#parts.playout.endsAt <= now) this.#endVoice(this.#parts.playout.endsAt);
  }

  /** One timer for the next mark, or the end of the sound. It is not moved when sound is added: it looks again. */
  #arm(now: number): void {
    const { clock, playout, diary } = this.#parts;
    const next = playout.nextAt(now);
    if (next === null || (this.#timer !== null && this.#timerAt <= next)) return;
    clock.clearTimeout(this.#timer);
    this.#timerAt = next;
    this.#timer = clock.setTimeout(() => {
      this.#timer = null;
      const now = diary.now();
      this.#echoReached(now);
      if (!this.#closed) this.#arm(now);
    }, next - now);
  }

  /** The stream is over: what was not played by now will not be. */
  close(): void {
    const now = this.#parts.diary.now();
    this.#closed = true;
    this.#parts.clock.clearTimeout(this.#timer);
    this.#parts.playout.endStream(now);
    this.#endVoice(now);
  }
}
