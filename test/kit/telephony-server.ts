import { request } from 'node:http';
import { connect } from 'node:net';
import { expect } from 'chai';
import { WebSocket } from 'ws';
import { silentLog } from '../../src/log.ts';
import { loadCreateServer } from '../../src/telephony/load-server.ts';
import type { HttpReply, ServerHandlers, ServerLimits, Socket, TelephonyServer } from '../../src/telephony/server.ts';

export const LIMITS: ServerLimits = {
  maxMessageBytes: 64 * 1024,
  maxBufferedBytes: 256 * 1024,
  maxBodyBytes: 64 * 1024,
  bodyTimeoutMs: 5_000,
};

/** What happened, in order; whoever needs to can wait for an entry. */
export class Diary<Entry> {
  readonly entries: Entry[] = [];
  readonly #waiting: { wanted: (entry: Entry) => boolean; resolve: (entry: Entry) => void }[] = [];

  write(entry: Entry): void {
    this.entries.push(entry);
    for (const waiter of this.#waiting) if (waiter.wanted(entry)) waiter.resolve(entry);
  }

  /** The first entry that fits, written already or to come. */
  until(wanted: (entry: Entry) => boolean): Promise<Entry> {
    const there = this.entries.find(wanted);
    if (there !== undefined) return Promise.resolve(there);
    return new Promise((resolve) => this.#waiting.push({ wanted, resolve }));
  }
}

type SocketEntry =
  | { heard: string; isBinary: boolean }
  | { drained: true; left: number }
  | { closed: number; reason: string }
  | { opened: Socket };

export interface TestServer {
  port: number;
  /** What the sockets' listeners were told. */
  diary: Diary<SocketEntry>;
  /** The newest socket. */
  socket(): Promise<Socket>;
  server: TelephonyServer;
}

/** A server whose sockets write a diary; handlers not given answer 404, accept, and listen. */
export async function aServer(
  kind: 'uws' | 'ws',
  handlers: Partial<ServerHandlers> = {},
  limits: Partial<ServerLimits> = {},
  wantedPort = 0,
): Promise<TestServer> {
  const diary = new Diary<SocketEntry>();
  const create = await loadCreateServer(kind, silentLog);
  const server = create(
    {
      http: () => ({ status: 404 }),
      upgrade: () => 'accept',
      open(socket) {
        diary.write({ opened: socket });
        return {
          message: (data, isBinary) => diary.write({ heard: data.toString(), isBinary }),
          drain: () => diary.write({ drained: true, left: socket.buffered() }),
          close: (closed, reason) => diary.write({ closed, reason }),
        };
      },
      ...handlers,
    },
    { ...LIMITS, ...limits },
  );
  const port = await server.listen('127.0.0.1', wantedPort);
  const socket = async () => {
    const entry = await diary.until((e) => 'opened' in e);
    if (!('opened' in entry)) throw new Error('expected an opened socket');
    return entry.opened;
  };
  return { port, diary, socket, server };
}

export interface Asked {
  method?: string;
  path?: string;
  headers?: Record<string, string | string[]>;
  body?: string;
}

/** One HTTP request over a connection of its own. */
export function ask(port: number, asked: Asked = {}, host = '127.0.0.1'): Promise<HttpReply> {
  return new Promise((resolve, reject) => {
    const req = request({
      port,
      host,
      method: asked.method ?? 'GET',
      path: asked.path ?? '/',
      headers: asked.headers ?? {},
      agent: false,
    });
    req.on('error', reject);
    req.on('response', (res) => {
      const chunks: Buffer[] = [];
      res.on('data', (chunk: Buffer) => chunks.push(chunk));
      res.on('end', () =>
        resolve({
          status: res.statusCode ?? 0,
          headers: res.headers as Record<string, string>,
          body: Buffer.concat(chunks).toString(),
        }),
      );
    });
    req.end(asked.body);
  });
}

/** Writes raw bytes and resolves with everything that comes back until the other side ends. */
export function rawly(port: number, bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
    let answer = '';
    socket.on('data', (chunk) => {
      answer += chunk.toString();
    });
    socket.on('error', reject);
    socket.on('close', () => resolve(answer));
  });
}

export type PeerEntry = { heard: string } | { closed: number; reason: string } | { refused: number; body: string };

/** A WebSocket client that writes a diary. Resolves when it is open or refused. */
export async function aPeer(port: number, path = '/media', headers: Record<string, string> = {}) {
  const diary = new Diary<PeerEntry>();
  const ws = new WebSocket(`ws://127.0.0.1:${port}${path}`, { headers, maxPayload: 256 * 1024 * 1024 });
  ws.on('message', (data) => diary.write({ heard: data.toString() }));
  ws.on('close', (closed, reason) => diary.write({ closed, reason: reason.toString() }));
  ws.on('error', () => {});
  await new Promise<void>((resolve) => {
    ws.once('open', resolve);
    ws.once('unexpected-response', (req, res) => {
      let body = '';
      res.on('data', (chunk) => {
        body += chunk;
      });
      res.on('end', () => {
        diary.write({ refused: res.statusCode ?? 0, body });
        req.destroy();
        resolve();
      });
    });
  });
  return { ws, diary };
}

/** For a `describe`: the way to start a server of this kind, which is closed after each test. */
export function serversOf(kind: 'uws' | 'ws') {
  noRejectionIsLost();
  let started: TestServer | null = null;
  afterEach(async () => {
    await started?.server.close();
    started = null;
  });
  return async (handlers?: Partial<ServerHandlers>, limits?: Partial<ServerLimits>): Promise<TestServer> => {
    started = await aServer(kind, handlers, limits);
    return started;
  };
}

/** The headers of a WebSocket handshake, for requests that are written raw. */
export const HANDSHAKE = [
  'connection: upgrade',
  'upgrade: websocket',
  'sec-websocket-version: 13',
  'sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==',
  '',
].join('\r\n');

/** Fails a test during which a rejection was handled by nobody: outside of mocha, which ignores it, that ends the process. */
function noRejectionIsLost(): void {
  const lost: unknown[] = [];
  const note = (reason: unknown) => lost.push(reason);
  beforeEach(() => {
    lost.length = 0;
    process.on('unhandledRejection', note);
  });
  afterEach(() => {
    process.off('unhandledRejection', note);
    expect(lost).to.deep.equal([]);
  });
}
