import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';
import type { Clock } from '../../clock.ts';
import type { Diary } from './diary.ts';
import { Downlink } from './downlink.ts';
import { type Mouth, type Spoke, silentFrame } from './mouth.ts';
import type { Playout } from './playout.ts';
import type { Ticker } from './ticker.ts';

export interface StreamOptions {
  streamSid: string;
  callSid: string;
  accountSid: string;
  customParameters: Readonly<Record<string, string>>;
  /** Bytes of a media frame: 160 are 20 ms. */
  frameBytes: number;
  /** The first media's timestamp. */
  firstTimestamp: number;
  /** False: `connected` comes, and nothing after it. */
  sendsStart: boolean;
}

export interface StreamParts {
  clock: Clock;
  ticker: Ticker;
  diary: Diary;
  mouth: Mouth;
  playout: Playout;
}

export interface StreamEnd {
  by: 'server' | 'carrier' | 'drop';
  code: number;
  reason: string;
}

const BYTES_PER_MS = 8;
/** A server that does not answer our close is left after so long. */
const CLOSE_MS = 2000;
const SILENT_PAYLOADS = new Map<number, string>();

/** One open media stream: the carrier's side of the WebSocket. */
export class MediaStream {
  readonly ended: Promise<StreamEnd>;
  readonly #parts: StreamParts;
  readonly #options: StreamOptions;
  readonly #ws: WebSocket;
  readonly #raw: Socket | null;
  readonly #downlink: Downlink;
  readonly #frameMs: number;
  readonly #origin: number;
  #by: StreamEnd['by'] = 'server';
  #sequence = 0;
  #chunk = 0;
  /** Time on the caller's side that has been sent or left out, in ms. */
  #passedMs = 0;
  #afterGap: ((how: Spoke) => void) | null = null;
  #stalledUntil = 0;
  #stopSent = false;
  #stopTicking = () => {};

  constructor(parts: StreamParts, options: StreamOptions, socket: { ws: WebSocket; raw: Socket | null }) {
    this.#parts = parts;
    this.#options = options;
    this.#ws = socket.ws;
    this.#raw = socket.raw;
    this.#downlink = new Downlink(parts, options.streamSid, (name) =>
      this.#send('mark', `"mark":${JSON.stringify({ name })}`),
    );
    this.#frameMs = options.frameBytes / BYTES_PER_MS;
    this.#origin = parts.diary.now();
    this.ended = new Promise((resolve) => {
      this.#ws.on('close', (code, reason) => resolve(this.#closed(code, reason.toString())));
    });
    this.#ws.on('error', () => {});
    this.#ws.on('message', (data, isBinary) => this.#downlink.hear(data as Buffer, isBinary));
    this.#ws.send('{"event":"connected","protocol":"Call","version":"1.0.0"}');
    if (!options.sendsStart) return;
    this.#sendStart();
    this.#stopTicking = parts.ticker.add(() => this.#tick());
  }

  /** Whether the server can still be told something. */
  get isOpen(): boolean {
    return this.#ws.readyState === this.#ws.OPEN;
  }

  pressKey(digit: string): void {
    this.#send('dtmf', `"dtmf":{"track":"inbound_track","digit":${JSON.stringify(digit)}}`);
  }

  /** Anything, for servers that must stand it. */
  sendRaw(data: string | Buffer): void {
    if (this.isOpen) this.#ws.send(data);
  }

  /** Frames are held up for so long, and then come all at once. */
  stall(ms: number): void {
    this.#stalledUntil = this.#parts.diary.now() + ms;
  }

  /** `stop`, and no more media; the socket stays open. */
  sendStop(): void {
    this.#stopTicking();
    if (this.#stopSent) return;
    this.#stopSent = true;
    const { accountSid, callSid } = this.#options;
    this.#send('stop', `"stop":${JSON.stringify({ accountSid, callSid })}`);
  }

  /** The carrier ends the stream: `stop`, then the close. */
  stop(): Promise<StreamEnd> {
    if (this.isOpen) {
      this.#by = 'carrier';
      this.sendStop();
      this.#ws.close(1000);
      const timer = this.#parts.clock.setTimeout(() => this.#ws.terminate(), CLOSE_MS);
      this.ended.then(() => this.#parts.clock.clearTimeout(timer)).catch(() => {});
    }
    return this.ended;
  }

  /** The connection breaks, without `stop` and without a close frame. */
  drop(): Promise<StreamEnd> {
    this.#by = 'drop';
    if (this.#raw) this.#raw.resetAndDestroy();
    else this.#ws.terminate();
    return this.ended;
  }

  #sendStart(): void {
    const { accountSid, callSid, streamSid, customParameters } = this.#options;
    const start = {
      accountSid,
      streamSid,
      callSid,
      tracks: ['inbound'],
      mediaFormat: { encoding: 'audio/x-mulaw', sampleRate: 8000, channels: 1 },
      customParameters,
    };
    this.#send('start', `"start":${JSON.stringify(start)}`);
  }

  /** Every message but `connected` has the stream's name and a number. */
  #send(event: string, body: string): void {
    if (!this.isOpen) return;
    this.#sequence += 1;
    const { streamSid } = this.#options;
    this.#ws.send(`{"event":"${event}","sequenceNumber":"${this.#sequence}",${body},"streamSid":"${streamSid}"}`);
  }

  /** Sends every frame that is due by now. */
  #tick(): void {
    const now = this.#parts.diary.now();
    if (now < this.#stalledUntil) return;
    while (this.isOpen && this.#passedMs + this.#frameMs <= now - this.#origin) {
      this.#endGap('sent');
      const next = this.#parts.mouth.next(this.#options.frameBytes);
      if ('gapMs' in next) {
        this.#passedMs += next.gapMs;
        this.#afterGap = next.done;
        continue;
      }
      this.#sendMedia(next.sound);
      this.#passedMs += this.#frameMs;
      next.done?.('sent');
    }
  }

  #endGap(how: Spoke): void {
    this.#afterGap?.(how);
    this.#afterGap = null;
  }

  #sendMedia(sound: Buffer | null): void {
    this.#chunk += 1;
    const timestamp = Math.floor(this.#options.firstTimestamp + this.#passedMs);
    const payload = sound ? sound.toString('base64') : silentPayload(this.#options.frameBytes);
    this.#send(
      'media',
      `"media":{"track":"inbound","chunk":"${this.#chunk}","timestamp":"${timestamp}","payload":"${payload}"}`,
    );
  }

  /** What was still to be heard is not heard, what the caller was saying is cut. */
  #closed(code: number, reason: string): StreamEnd {
    const { diary, mouth } = this.#parts;
    this.#stopTicking();
    this.#downlink.close();
    this.#endGap('cut');
    mouth.cut();
    const end = { by: this.#by, code, reason };
    diary.add({ type: 'stream.closed', ...end });
    return end;
  }
}

/** The payload of a silent frame, made once. */
function silentPayload(bytes: number): string {
  const known = SILENT_PAYLOADS.get(bytes);
  if (known !== undefined) return known;
  const payload = silentFrame(bytes).toString('base64');
  SILENT_PAYLOADS.set(bytes, payload);
  return payload;
}
