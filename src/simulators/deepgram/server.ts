import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { WebSocketServer } from 'ws';
import type { Clock } from '../../clock.ts';
import { Connection, type DeepgramConnection, type SentListener } from './connection.ts';
import { type Fault, Faults, type ServiceKind } from './faults.ts';
import { authorize, refuse } from './handshake.ts';
import { ListenLive } from './listen.ts';
import type { SttScript } from './recogniser.ts';
import { refusalWith } from './refusal.ts';
import { listenSettings, speakSettings } from './settings.ts';
import { SpeakLive } from './speak.ts';
import { TTS_DEFAULTS, type TtsScript } from './synthesis.ts';

export interface DeepgramSimulatorOptions {
  clock: Clock;
  /** What each listen connection does beside hearing the words in the sound. */
  stt?: SttScript | ((connection: DeepgramConnection) => SttScript);
  /** From the audio that decides it to the message. Default 0: endpointing alone is the latency. */
  sttLatencyMs?: number;
  tts?: TtsScript;
  /** Told of every message, and of every frame of sound (a Buffer), just before it is sent: for whoever measures. */
  onSent?: SentListener;
  faults?: { listen?: readonly Fault[]; speak?: readonly Fault[] };
  /** When given, other keys are refused. */
  apiKey?: string;
  port?: number;
}

export interface DeepgramSimulator {
  /** `http://127.0.0.1:PORT`, the base for both services. */
  readonly url: string;
  readonly port: number;
  /** Every connection that was accepted, oldest first. */
  readonly connections: readonly DeepgramConnection[];
  readonly faults: Faults;
  close(): Promise<void>;
}

const PATHS: Readonly<Record<string, ServiceKind>> = { '/v1/listen': 'listen', '/v1/speak': 'speak' };
const LARGEST_MESSAGE = 1024 * 1024;

/** Deepgram's v1/listen and v1/speak on one loopback port. */
export async function startDeepgramSimulator(options: DeepgramSimulatorOptions): Promise<DeepgramSimulator> {
  const simulator = new Simulator(options);
  await simulator.listen(options.port ?? 0);
  return simulator;
}

class Simulator implements DeepgramSimulator {
  readonly connections: Connection[] = [];
  readonly faults = new Faults();
  port = 0;
  readonly #options: DeepgramSimulatorOptions;
  readonly #http: Server;
  readonly #sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false, maxPayload: LARGEST_MESSAGE });
  readonly #requestIds = new WeakMap<IncomingMessage, string>();
  readonly #raw = new Set<Socket>();
  readonly #counts: Record<ServiceKind, number> = { listen: 0, speak: 0 };
  #requests = 0;

  constructor(options: DeepgramSimulatorOptions) {
    this.#options = options;
    this.faults.set('listen', ...(options.faults?.listen ?? []));
    this.faults.set('speak', ...(options.faults?.speak ?? []));
    this.#http = createServer((request, response) => {
      response.writeHead(404, { 'content-type': 'application/json', 'dg-request-id': this.#requestId(request) });
      response.end(JSON.stringify({ err_code: 'Not Found', err_msg: 'Only WebSockets are simulated.' }));
    });
    this.#http.on('upgrade', (request, socket, head) => this.#upgrade(request, socket as Socket, head));
    this.#sockets.on('headers', (headers, request) => headers.push(`dg-request-id: ${this.#requestId(request)}`));
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async listen(port: number): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#http.once('error', reject);
      this.#http.listen(port, '127.0.0.1', resolve);
    });
    this.port = (this.#http.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#http.close(() => resolve()));
    this.#http.closeAllConnections();
    for (const socket of this.#raw) socket.destroy();
    await closed;
  }

  #upgrade(request: IncomingMessage, raw: Socket, head: Buffer): void {
    this.#raw.add(raw);
    raw.on('close', () => this.#raw.delete(raw));
    raw.on('error', () => raw.destroy());
    const url = new URL(request.url ?? '/', this.url);
    const requestId = this.#requestId(request);
    const kind = PATHS[url.pathname];
    if (kind === undefined) {
      refuse(raw, requestId, refusalWith(404, 'Not Found', 'No such path.'));
      return;
    }
    this.#counts[kind] += 1;
    const n = this.#counts[kind];
    const delay = Math.max(0, ...this.faults.of(kind, n).map(({ handshakeDelayMs = 0 }) => handshakeDelayMs));
    const answer = () => this.#answer(request, raw, head, { kind, n, requestId, query: url.searchParams });
    if (delay === 0) answer();
    else this.#options.clock.setTimeout(() => raw.destroyed || answer(), delay);
  }

  #answer(
    request: IncomingMessage,
    raw: Socket,
    head: Buffer,
    about: { kind: ServiceKind; n: number; requestId: string; query: URLSearchParams },
  ): void {
    const { kind, n, requestId, query } = about;
    const fault = this.faults.of(kind, n).find(({ refuse }) => refuse !== undefined)?.refuse;
    if (fault) {
      refuse(raw, requestId, refusalWith(fault.status, fault.code, fault.message));
      return;
    }
    const unauthorized = authorize(request.headers.authorization, this.#options.apiKey);
    if (unauthorized) {
      refuse(raw, requestId, unauthorized);
      return;
    }
    const serve = this.#service(kind, query);
    if ('status' in serve) {
      refuse(raw, requestId, serve);
      return;
    }
    this.#sockets.handleUpgrade(request, raw, head, (ws) => {
      const live = { ws, raw, faults: this.faults, clock: this.#options.clock, onSent: this.#options.onSent };
      const connection = new Connection({ ...about, headers: request.headers }, live);
      this.connections.push(connection);
      const service = serve.start(connection);
      ws.on('message', (data, isBinary) => service.message(data as Buffer, isBinary));
      ws.on('error', () => raw.destroy());
      ws.on('close', () => service.closed());
    });
  }

  /** What is to be started on the connection, or why it is refused. */
  #service(kind: ServiceKind, query: URLSearchParams) {
    const { stt = {}, sttLatencyMs = 0, tts } = this.#options;
    if (kind === 'speak') {
      const settings = speakSettings(query);
      if ('status' in settings) return settings;
      return { start: (it: Connection) => new SpeakLive(it, settings, { ...TTS_DEFAULTS, ...tts }) };
    }
    const settings = listenSettings(query);
    if ('status' in settings) return settings;
    const scriptOf = typeof stt === 'function' ? stt : () => stt;
    return { start: (it: Connection) => new ListenLive(it, settings, scriptOf(it), sttLatencyMs) };
  }

  /** Made from a count, so that a run can be repeated. */
  #requestId(request: IncomingMessage): string {
    const known = this.#requestIds.get(request);
    if (known !== undefined) return known;
    this.#requests += 1;
    const id = `00000000-0000-4000-8000-${String(this.#requests).padStart(12, '0')}`;
    this.#requestIds.set(request, id);
    return id;
  }
}
