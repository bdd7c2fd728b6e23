import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Clock } from '../../clock.ts';
import type { Logger } from '../../log.ts';
import { startEars } from './ears.ts';
import { listen } from './listen.ts';
import { requirePackages } from './models.ts';
import { type Parsed, parseListen, parseSpeak, type Refusal } from './parameters.ts';
import { speak } from './speak.ts';
import { startVoices, type Voices } from './voices.ts';

export interface LocalSpeechOptions {
  clock: Clock;
  log: Logger;
  /**
   * Threads that recognize, each about 350 MB. With one, two callers may speak at the same time and be answered at once;
   * of eight, the last is understood 3 s after the last word.
   */
  workers?: number;
  /** Words to listen for in every call, besides those that a client asks for. */
  keyterms?: readonly string[];
  /** A port to listen on; by default any that is free. */
  port?: number;
}

/** Speech without a key: a server on loopback that speaks Deepgram's protocol, with real models behind it. */
export interface LocalSpeech {
  /** To be used as `DEEPGRAM_URL`: `http://127.0.0.1:…`. */
  url: string;
  port: number;
  /** Loads the models now, not with the first call. Rejects, naming it, when a package is missing. */
  ready(): Promise<void>;
  /** The same synthesizer, for a caller's voice. */
  voices: Voices;
  close(): Promise<void>;
}

const LARGEST_MESSAGE = 1024 * 1024;

export async function startLocalSpeech(options: LocalSpeechOptions): Promise<LocalSpeech> {
  const { clock, log, workers = 1, keyterms = [], port = 0 } = options;
  requirePackages();
  const ears = startEars({ workers, log });
  const voices = startVoices({ log });
  const requestIds = new WeakMap<IncomingMessage, string>();
  const sockets = new WebSocketServer({ noServer: true, maxPayload: LARGEST_MESSAGE, perMessageDeflate: false });
  sockets.on('headers', (headers, request) => headers.push(`dg-request-id: ${requestIds.get(request) ?? ''}`));

  const http = createServer((_, response) => {
    response.writeHead(404, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ err_code: 'NOT_FOUND', err_msg: 'expected a WebSocket on /v1/listen or /v1/speak' }));
  });

  http.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const requestId = randomUUID();
    requestIds.set(request, requestId);
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    const accept = (serve: (webSocket: WebSocket) => void) => sockets.handleUpgrade(request, socket, head, serve);
    const open = <T>(parsed: Parsed<T>, serve: (webSocket: WebSocket, parameters: T) => void) =>
      parsed.ok ? accept((ws) => serve(ws, parsed.parameters)) : refuse(socket, requestId, parsed.refusal);

    if (!/^(token|bearer)\s+\S/i.test(request.headers.authorization ?? '')) refuse(socket, requestId, NO_CREDENTIALS);
    else if (pathname === '/v1/listen')
      open(parseListen(searchParams), (ws, asked) => {
        const parameters = { ...asked, keyterms: [...keyterms, ...asked.keyterms] };
        listen(ws, { clock, log, requestId, parameters, ears });
      });
    else if (pathname === '/v1/speak')
      open(parseSpeak(searchParams), (ws, parameters) => speak(ws, { clock, log, requestId, parameters, voices }));
    else refuse(socket, requestId, NOT_FOUND);
  });

  await new Promise<void>((resolve, reject) => {
    http.once('error', reject);
    http.listen(port, '127.0.0.1', resolve);
  });
  const address = http.address() as AddressInfo;

  return {
    url: `http://127.0.0.1:${address.port}`,
    port: address.port,
    async ready() {
      await Promise.all([ears.ready(), voices.ready()]);
    },
    voices,
    async close() {
      for (const socket of sockets.clients) socket.terminate();
      await new Promise((resolve) => http.close(resolve));
      await Promise.all([ears.close(), voices.close()]);
    },
  };
}

const NO_CREDENTIALS: Refusal = { status: 401, err_code: 'INVALID_AUTH', err_msg: 'Invalid credentials.' };
const NOT_FOUND: Refusal = { status: 404, err_code: 'NOT_FOUND', err_msg: 'expected /v1/listen or /v1/speak' };
const REASONS: Record<number, string> = { 400: 'Bad Request', 401: 'Unauthorized', 404: 'Not Found' };

function refuse(socket: Duplex, requestId: string, { status, err_code, err_msg }: Refusal): void {
  const body = JSON.stringify({ err_code, err_msg, request_id: requestId });
  socket.on('error', () => {}); // it is leaving anyway
  socket.end(
    [
      `HTTP/1.1 ${status} ${REASONS[status]}`,
      'content-type: application/json',
      `content-length: ${Buffer.byteLength(body)}`,
      `dg-request-id: ${requestId}`,
      `dg-error: ${err_msg}`,
      'connection: close',
      '',
      body,
    ].join('\r\n'),
  );
}
