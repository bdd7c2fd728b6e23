import type { IncomingHttpHeaders } from 'node:http';
import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';
import type { Clock } from '../../clock.ts';
import type { Faults, ServiceKind } from './faults.ts';

/** Told of what a connection is about to send: a message, or sound. */
export type SentListener = (connection: DeepgramConnection, what: object) => void;

/** One accepted connection, as tests and scripts see it. */
export interface DeepgramConnection {
  readonly kind: ServiceKind;
  /** Counted from 1 for each kind, refused ones included. */
  readonly n: number;
  readonly requestId: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  /** Text frames from the client, as parsed; `at` is the clock's time. */
  readonly received: readonly { at: number; message: Record<string, unknown> }[];
  /** What the client did that Deepgram would not like, without being told so. */
  readonly problems: readonly string[];
  /** Audio received (listen) or sent (speak), in ms. */
  readonly audioMs: number;
  readonly isOpen: boolean;
  /** Resets the socket: the client sees 1006. */
  drop(): void;
  close(code: number, reason: string): void;
}

/** The socket of a connection: what is sent passes by the faults. */
export class Connection implements DeepgramConnection {
  readonly kind: ServiceKind;
  readonly n: number;
  readonly requestId: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly received: { at: number; message: Record<string, unknown> }[] = [];
  readonly problems: string[] = [];
  audioMs = 0;
  readonly clock: Clock;
  readonly #ws: WebSocket;
  readonly #raw: Socket;
  readonly #faults: Faults;
  readonly #onSent: SentListener | undefined;
  #over = false;

  constructor(
    about: { kind: ServiceKind; n: number; requestId: string; query: URLSearchParams; headers: IncomingHttpHeaders },
    live: { ws: WebSocket; raw: Socket; faults: Faults; clock: Clock; onSent?: SentListener | undefined },
  ) {
    this.kind = about.kind;
    this.n = about.n;
    this.requestId = about.requestId;
    this.query = about.query;
    this.headers = about.headers;
    this.#ws = live.ws;
    this.#raw = live.raw;
    this.#faults = live.faults;
    this.#onSent = live.onSent;
    this.clock = live.clock;
  }

  get isOpen(): boolean {
    return !this.#over && this.#ws.readyState === this.#ws.OPEN;
  }

  /** Sends JSON. Says nothing when a fault has silenced the connection. */
  say(message: object): void {
    if (!this.isOpen || this.isSilent()) return;
    this.#onSent?.(this, message);
    this.#ws.send(JSON.stringify(message));
  }

  sendAudio(sound: Buffer): void {
    if (!this.isOpen || this.isSilent()) return;
    this.#onSent?.(this, sound);
    this.#ws.send(sound, { binary: true });
  }

  close(code: number, reason: string): void {
    if (!this.isOpen) return;
    this.#over = true;
    this.#ws.close(code, reason);
  }

  drop(): void {
    this.#over = true;
    this.#raw.resetAndDestroy();
  }

  note(problem: string): void {
    this.problems.push(problem);
  }

  isSilent(): boolean {
    return this.#faults
      .of(this.kind, this.n)
      .some(({ silent, after }) => silent || (after?.what === 'stall' && this.#faultMs >= after.ms));
  }

  /** Tells the audio that faults count, and lets the ones happen whose time has come. */
  passed(faultMs: number): void {
    this.#faultMs = faultMs;
    for (const { after } of this.#faults.of(this.kind, this.n)) {
      if (after === undefined || faultMs < after.ms || after.what === 'stall' || !this.isOpen) continue;
      if (after.what === 'drop') this.drop();
      else this.close(after.what.code, after.what.reason);
    }
  }

  #faultMs = 0;
}

/** A text frame as an object with a `type`, or null. */
export function parseTyped(text: string): (Record<string, unknown> & { type: string }) | null {
  try {
    const message: unknown = JSON.parse(text);
    if (typeof message !== 'object' || message === null || !('type' in message)) return null;
    const { type } = message;
    return typeof type === 'string' ? { ...message, type } : null;
  } catch {
    return null;
  }
}
