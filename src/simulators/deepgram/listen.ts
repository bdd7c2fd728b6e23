import { createHash } from 'node:crypto';
import { type Connection, parseTyped } from './connection.ts';
import { resultsMetadata } from './messages.ts';
import { Recogniser, type SttScript } from './recogniser.ts';
import type { ListenSettings } from './settings.ts';

/** No frame for so long, or no audio ever: 1011 NET-0001. */
const RECEIVE_WINDOW_MS = 10_000;
/** Buffered audio may come at 1.25 × real time; what a network holds up for a moment is not counted against it. */
const FASTEST = 1.25;
const FASTEST_SLACK_MS = 1000;

/** One v1/listen connection: frames in, the recogniser's messages out, `latencyMs` after the audio that caused them. */
export class ListenLive {
  readonly #connection: Connection;
  readonly #recogniser: Recogniser;
  readonly #latencyMs: number;
  readonly #bytesPerMs: number;
  readonly #openedAt: number;
  readonly #hash = createHash('sha256');
  #lastFrameAt: number;
  #firstAudioAt: number | null = null;
  #bytes = 0;
  #watch: unknown;

  constructor(connection: Connection, settings: ListenSettings, script: SttScript, latencyMs: number) {
    this.#connection = connection;
    this.#latencyMs = latencyMs;
    this.#bytesPerMs = settings.bytesPerMs;
    this.#openedAt = connection.clock.now();
    this.#lastFrameAt = this.#openedAt;
    this.#recogniser = new Recogniser(settings, script, (message) => this.#later(() => this.#tell(message)));
    this.#watch = connection.clock.setTimeout(() => this.#watchFrames(), RECEIVE_WINDOW_MS);
  }

  message(data: Buffer, isBinary: boolean): void {
    if (!this.#connection.isOpen) return;
    this.#lastFrameAt = this.#connection.clock.now();
    if (isBinary && data.length === 0) this.#finish();
    else if (isBinary && this.#bytes === 0 && parseTyped(data.toString('latin1')))
      this.#connection.close(1008, 'DATA-0000');
    else if (isBinary) this.#hear(data);
    else this.#obey(data.toString());
  }

  closed(): void {
    this.#connection.clock.clearTimeout(this.#watch);
  }

  #hear(sound: Buffer): void {
    this.#firstAudioAt ??= this.#lastFrameAt;
    this.#bytes += sound.length;
    this.#hash.update(sound);
    this.#recogniser.hear(sound);
    const audioMs = this.#bytes / this.#bytesPerMs;
    this.#connection.audioMs = audioMs;
    if (audioMs > (this.#lastFrameAt - this.#firstAudioAt) * FASTEST + FASTEST_SLACK_MS) this.#noteTooFast();
    const { firstVoiceMs } = this.#recogniser;
    if (firstVoiceMs !== null) this.#connection.passed(audioMs - firstVoiceMs);
  }

  #noteTooFast(): void {
    const problem = 'expected audio at 1.25 × real time at most, got more';
    if (!this.#connection.problems.includes(problem)) this.#connection.note(problem);
  }

  #obey(text: string): void {
    const message = parseTyped(text);
    if (message) this.#connection.received.push({ at: this.#lastFrameAt, message });
    if (message?.type === 'KeepAlive') return;
    if (message?.type === 'Finalize') this.#recogniser.finalize();
    else if (message?.type === 'CloseStream') this.#finish();
    else {
      this.#connection.note('expected KeepAlive, Finalize or CloseStream, got another text frame');
      this.#connection.close(1008, 'DATA-0000');
    }
  }

  /** The remaining results, then Metadata, then the close. */
  #finish(): void {
    this.#recogniser.finish();
    this.#later(() => {
      this.#connection.say({
        type: 'Metadata',
        transaction_key: 'deprecated',
        request_id: this.#connection.requestId,
        sha256: this.#hash.copy().digest('hex'),
        created: new Date(this.#openedAt).toISOString(),
        duration: this.#connection.audioMs / 1000,
        channels: this.#bytes > 0 ? 1 : 0,
      });
      this.#connection.close(1000, '');
    });
  }

  #tell(message: object): void {
    const lacksMetadata = 'type' in message && message.type === 'Results' && !('metadata' in message);
    this.#connection.say(
      lacksMetadata ? { ...message, metadata: resultsMetadata(this.#connection.requestId) } : message,
    );
  }

  #later(act: () => void): void {
    if (this.#latencyMs === 0) act();
    else this.#connection.clock.setTimeout(act, this.#latencyMs);
  }

  /** KeepAlive counts as a frame, but not for a connection that has never had audio. */
  #watchFrames(): void {
    const { clock } = this.#connection;
    const since = this.#bytes === 0 ? this.#openedAt : this.#lastFrameAt;
    const left = since + RECEIVE_WINDOW_MS - clock.now();
    if (left <= 0) this.#connection.close(1011, 'NET-0001');
    else this.#watch = clock.setTimeout(() => this.#watchFrames(), left);
  }
}
