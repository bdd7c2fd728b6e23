import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';
import { messageOf } from '../../errors.ts';
import { openStream, StreamError, streamUrl } from './connect.ts';
import { type Sign, signature } from './form.ts';
import { MediaStream, type StreamParts } from './stream.ts';
import type { TwimlElement } from './twiml.ts';

export interface MediaOptions {
  /** How webhooks are signed. Without an auth token nothing is. */
  sign?: Sign;
  /** How the WebSocket's upgrade is signed. Default: as the webhooks. */
  streamSign?: Sign;
  frameBytes?: number;
  firstTimestamp?: number;
  /** False: the stream says `connected` and never `start`. */
  sendsStart?: boolean;
  /** Changes what the TwiML gave as parameters: a wrong, missing or reused token. */
  customParameters?: (given: Readonly<Record<string, string>>) => Record<string, string>;
}

export interface MediaParts extends StreamParts {
  callSid: string;
  accountSid: string;
  authToken: string | undefined;
  newSid: (prefix: string) => string;
}

/** The media of one call: one stream at a time, as many as its TwiML connects. */
export class Media {
  stream: MediaStream | null = null;
  readonly #parts: MediaParts;
  readonly #options: MediaOptions;
  /** Counts attempts to connect, so that one that was broken off is known when its socket opens after all. */
  #attempts = 0;

  constructor(parts: MediaParts, options: MediaOptions) {
    this.#parts = parts;
    this.#options = options;
  }

  /** Runs `<Connect><Stream>` until the stream has ended. A stream that could not be opened is only noted. */
  async connect(stream: TwimlElement, base: string): Promise<void> {
    const given = Object.fromEntries(
      stream.children
        .filter(({ name }) => name === 'Parameter')
        .map(({ attributes }) => [attributes.name, attributes.value]),
    ) as Record<string, string>;
    this.#attempts += 1;
    const attempt = this.#attempts;
    try {
      const url = streamUrl(stream.attributes.url ?? '', base, given);
      const { sign = 'right', streamSign = sign } = this.#options;
      const socket = await openStream(this.#parts.clock, url, signature(this.#parts.authToken, streamSign, url, {}));
      if (attempt === this.#attempts) await this.#stay(url, given, socket);
      else socket.ws.terminate();
    } catch (error) {
      const code = error instanceof StreamError ? error.code : 31924;
      this.#parts.diary.add({ type: 'stream.failed', code, message: messageOf(error) });
    }
  }

  /** A stream is open: resolves when it has ended. */
  async #stay(url: string, given: Record<string, string>, socket: { ws: WebSocket; raw: Socket | null }) {
    const { callSid, accountSid, newSid } = this.#parts;
    const { frameBytes = 160, firstTimestamp = 5, sendsStart = true, customParameters } = this.#options;
    const streamSid = newSid('MZ');
    this.stream = new MediaStream(
      this.#parts,
      {
        streamSid,
        callSid,
        accountSid,
        customParameters: customParameters ? customParameters(given) : given,
        frameBytes,
        firstTimestamp,
        sendsStart,
      },
      socket,
    );
    this.#parts.diary.add({ type: 'stream.opened', streamSid, url });
    await this.stream.ended;
  }

  async disconnect(): Promise<void> {
    this.#attempts += 1;
    await this.stream?.stop();
  }
}
