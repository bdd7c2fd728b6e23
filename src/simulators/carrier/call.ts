import type { Clock } from '../../clock.ts';
import type { UnansweredBy } from './answering.ts';
import { Diary, type DiaryEntry } from './diary.ts';
import { Hooks } from './hooks.ts';
import { Media } from './media.ts';
import { Mouth, type Spoke } from './mouth.ts';
import type { CallEnd, CallOptions } from './options.ts';
import { Outgoing } from './outgoing.ts';
import { type HeardSound, Playout } from './playout.ts';
import { StatusCallbacks } from './status.ts';
import type { Ticker } from './ticker.ts';
import type { TwimlElement } from './twiml.ts';
import { type CallLine, type EndReason, type Source, VerbRunner } from './verbs.ts';

export interface CallParts {
  clock: Clock;
  ticker: Ticker;
  accountSid: string;
  authToken: string | undefined;
  newSid: (prefix: string) => string;
}

/** One phone call, from the caller's end. Times are ms since the call was placed. */
export class CarrierCall implements CallLine {
  readonly callSid: string;
  readonly from: string;
  readonly to: string;
  readonly webhookUrl: string;
  /** Resolves when the call is over and its last status callback was answered. */
  readonly ended: Promise<CallEnd>;
  readonly #parts: CallParts;
  readonly #options: CallOptions;
  readonly #diary: Diary;
  readonly #mouth = new Mouth();
  readonly #playout: Playout;
  readonly #spoken: HeardSound[] = [];
  readonly #status: StatusCallbacks;
  readonly #verbs: VerbRunner;
  readonly #hooks: Hooks;
  readonly #media: Media;
  #isLive = true;
  readonly #outgoing: Outgoing;

  constructor(parts: CallParts, options: CallOptions) {
    this.#parts = parts;
    this.#options = options;
    this.callSid = options.callSid ?? parts.newSid('CA');
    this.from = options.from;
    this.to = options.to;
    this.webhookUrl = options.webhookUrl;
    this.#diary = new Diary(parts.clock);
    this.#outgoing = new Outgoing(parts.clock, options);
    this.#playout = new Playout({ keepSound: options.keepSound !== false });
    this.#status = new StatusCallbacks(options.status ?? {}, (fields) => this.#hooks.tell(fields));
    const { clock, ticker, accountSid, authToken, newSid } = parts;
    const { callSid } = this;
    const media = { clock, ticker, diary: this.#diary, mouth: this.#mouth, playout: this.#playout };
    this.#media = new Media({ ...media, callSid, accountSid, authToken, newSid }, options);
    this.#hooks = new Hooks({ clock, diary: this.#diary, authToken }, this.#fields(), options);
    this.#verbs = new VerbRunner(parts.clock, this, options);
    this.ended = this.#live();
  }

  // ---- what the caller does

  /** Says this, after what was said before. Resolves when the last of it has been sent, or the stream ended before. */
  async speak(sound: Buffer): Promise<Spoke> {
    let from = this.now();
    const how = await this.#mouth.speak(sound, () => {
      from = this.now();
      if (this.#options.keepSound !== false) this.#spoken.push({ at: from, sound });
    });
    if (how === 'sent') this.#diary.add({ type: 'spoke', from });
    return how;
  }

  /** Loses the line for so long, after what was said before: no media comes, and the timestamps jump. */
  gap(ms: number): Promise<Spoke> {
    return this.#mouth.gap(ms);
  }

  /** Media is held up for so long and then comes in one burst. */
  stall(ms: number): void {
    this.#media.stream?.stall(ms);
  }

  pressKey(digit: string): void {
    this.#media.stream?.pressKey(digit);
  }

  sendRaw(data: string | Buffer): void {
    this.#media.stream?.sendRaw(data);
  }

  /** The caller hangs up: `stop`, the close, the status callback. */
  hangUp(): Promise<CallEnd> {
    this.#isLive = false;
    this.#outgoing.stop();
    this.#verbs.interrupt({ end: 'caller-hung-up' });
    return this.ended;
  }

  /** The media connection breaks without `stop`; the call itself goes on with its next verb. */
  async drop(): Promise<void> {
    await this.#media.stream?.drop();
  }

  /** `stop` comes and then nothing: neither the close nor a status. */
  stopOnly(): void {
    this.#media.stream?.sendStop();
  }

  // ---- what the carrier does when REST says so

  /** Ends the call, or has it go on with another document. */
  update(to: { end: EndReason } | { source: Source }): void {
    this.#diary.add({ type: 'rest', update: 'end' in to ? 'completed' : 'document' });
    if ('end' in to) {
      this.#isLive = false;
      this.#outgoing.stop();
    }
    this.#verbs.interrupt(to);
  }

  // ---- what can be known of it

  /** Whether the carrier still has the call. */
  get isLive(): boolean {
    return this.#isLive;
  }

  now(): number {
    return this.#diary.now();
  }

  get diary(): readonly DiaryEntry[] {
    return this.#diary.entries;
  }

  /** What our server did against the protocol. */
  get problems(): string[] {
    return this.diary.flatMap((entry) => (entry.type === 'protocol.error' ? [`${entry.code} ${entry.message}`] : []));
  }

  /** What the caller has heard until now, each piece at the time it was played. */
  get heard(): HeardSound[] {
    const now = this.now();
    return this.#playout.heard.flatMap(({ at, sound }) =>
      at < now ? [{ at, sound: sound.subarray(0, Math.ceil((now - at) * 8)) }] : [],
    );
  }

  /** What the caller has said, each piece at the time it began. */
  get spoken(): readonly HeardSound[] {
    return this.#spoken;
  }

  /** What was heard between two times, without the pauses. */
  heardSound(from = 0, to = this.now()): Buffer {
    return this.#playout.between(from, Math.min(to, this.now()));
  }

  /** How long the caller heard something between two times. */
  heardMs(from = 0, to = this.now()): number {
    return this.heardSound(from, to).length / 8;
  }

  /** Sound that came within 100 ms after a clear: old sound that slipped past it. */
  get staleAfterClearMs(): number {
    return this.#playout.staleMs;
  }

  get isHearing(): boolean {
    return this.#playout.endsAt > this.now();
  }

  /** The first entry of the diary, from number `since` on, of which this holds. Rejects after `timeoutMs` (30 s). */
  waitFor(predicate: (entry: DiaryEntry) => boolean, timeoutMs?: number, since?: number): Promise<DiaryEntry> {
    return this.#diary.waitFor(predicate, timeoutMs, since);
  }

  /** Resolves when the caller has heard nothing for `ms`. */
  async waitForQuiet(ms: number, timeoutMs = 30_000): Promise<void> {
    const until = this.now() + timeoutMs;
    for (let quiet = this.#quietFor(); quiet < ms; quiet = this.#quietFor()) {
      if (this.now() > until) throw new Error(`expected ${ms} ms of quiet within ${timeoutMs} ms, got ${quiet}`);
      const wait = this.isHearing ? this.#playout.endsAt - this.now() + ms : ms - quiet;
      await new Promise<void>((resolve) => this.#parts.clock.setTimeout(() => resolve(), Math.max(1, wait)));
    }
  }

  #quietFor(): number {
    return this.now() - this.#playout.endsAt;
  }

  // ---- what verbs need of the call

  ask(url: string, fields: Readonly<Record<string, string>>): Promise<string> {
    return this.#hooks.ask(url, fields);
  }

  note(event: Parameters<Diary['add']>[0]): void {
    this.#diary.add(event);
  }

  callTo(number: string): Readonly<Record<string, string>> {
    const { accountSid, newSid } = this.#parts;
    const CallSid = newSid('CA');
    const numbers = { From: this.from, Caller: this.from, To: number, Called: number };
    return { AccountSid: accountSid, CallSid, ParentCallSid: this.callSid, Direction: 'outbound-dial', ...numbers };
  }

  connect(stream: TwimlElement, base: string): Promise<void> {
    return this.#media.connect(stream, base);
  }

  disconnect(): Promise<void> {
    return this.#media.disconnect();
  }

  // ---- from the first ring to the last callback

  async #live(): Promise<CallEnd> {
    const startedAt = this.#parts.clock.now();
    const outbound = this.#options.direction === 'outbound-api';
    await this.#status.report('initiated', startedAt);
    await this.#status.report('ringing', startedAt);
    const unanswered = outbound ? await this.#outgoing.ring() : null;
    if (unanswered) return this.#endUnanswered(unanswered);
    const source = {
      url: this.webhookUrl,
      fields: { CallStatus: outbound ? 'in-progress' : 'ringing', ...this.#outgoing.knownBefore() },
    };
    const reason = await this.#verbs.run(source, async () => {
      await this.#status.report('answered', this.#parts.clock.now());
      void this.#outgoing.detect({
        greet: async (greeting) => {
          await this.#diary.waitFor(({ type }) => type === 'stream.opened');
          await this.speak(greeting);
        },
        tell: async (url, answeredBy) => {
          if (this.#isLive) await this.#hooks.tellDetected(url, answeredBy);
        },
      });
    });
    this.#isLive = false;
    this.#mouth.cut();
    const durationMs = this.now();
    this.#diary.add({ type: 'ended', reason });
    await this.#status.report('completed', this.#parts.clock.now(), {
      durationMs,
      ...(reason === 'rejected' ? { final: 'busy' } : {}),
    });
    return { reason, verbs: this.#verbs.done, transferredTo: this.#verbs.transferredTo, durationMs };
  }

  async #endUnanswered(final: UnansweredBy | 'canceled'): Promise<CallEnd> {
    this.#isLive = false;
    const durationMs = this.now();
    this.#diary.add({ type: 'ended', reason: final });
    await this.#status.report('completed', this.#parts.clock.now(), { durationMs: 0, final });
    return { reason: 'not-answered', verbs: [], transferredTo: null, durationMs };
  }

  /** What every webhook and callback carries. */
  #fields(): Record<string, string> {
    const { from, to, callSid } = this;
    return {
      CallSid: callSid,
      AccountSid: this.#parts.accountSid,
      From: from,
      To: to,
      Caller: from,
      Called: to,
      CallStatus: 'in-progress',
      Direction: this.#options.direction ?? 'inbound',
      ApiVersion: '2010-04-01',
    };
  }
}
