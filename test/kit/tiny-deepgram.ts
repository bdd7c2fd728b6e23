import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';

/** What a test sees of one socket that the product has opened. */
export interface TinySocket {
  path: string;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  /** Text messages as objects, sound as `{ sound: bytes }`, the end as `{ closed: code }`, in order. */
  diary: Record<string, unknown>[];
  /** All sound received, joined. */
  sound(): Buffer;
  soundBytes: number;
  tells(message: Record<string, unknown>): void;
  plays(sound: Buffer): void;
  closes(code: number, reason?: string): void;
  /** Breaks the connection without a close. */
  drops(): void;
  /** Resolves when `count` messages for which `is` holds have come, now or later. */
  has(is: (entry: Record<string, unknown>) => boolean, count?: number): Promise<void>;
}

export interface TinyDeepgram {
  url: string;
  sockets: TinySocket[];
  /** The n-th socket, counted from 0, once it is there. */
  socket(n: number): Promise<TinySocket>;
  /** Resolves when so many upgrades have been asked for, refused ones included. */
  asked(count: number): Promise<void>;
  /** Answers upgrades, in order, with these statuses; `hang` never answers. Then it accepts again. */
  refuses(...how: (number | 'hang')[]): void;
  close(): Promise<void>;
}

/** Just enough of a Deepgram server for the adapters' own tests: it records, and does what the test tells it to. */
export async function tinyDeepgram(): Promise<TinyDeepgram> {
  const http = createServer();
  const ws = new WebSocketServer({ noServer: true });
  const sockets: TinySocket[] = [];
  const live = new Set<WebSocket>();
  const watchers = new Set<() => void>();
  const hanging = new Set<Duplex>();
  const refusals: (number | 'hang')[] = [];
  let upgrades = 0;

  const changed = () => {
    for (const look of [...watchers]) look();
  };
  const until = (is: () => boolean) =>
    new Promise<void>((resolve) => {
      const look = () => {
        if (!is()) return;
        watchers.delete(look);
        resolve();
      };
      watchers.add(look);
      look();
    });

  http.on('upgrade', (request, stream, head) => {
    stream.on('error', () => {});
    upgrades += 1;
    changed();
    const refusal = refusals.shift();
    if (refusal === 'hang') {
      hanging.add(stream);
      return;
    }
    if (refusal !== undefined) {
      stream.end(
        `HTTP/1.1 ${refusal} Refused\r\ndg-error: because of ${refusal}\r\ndg-request-id: r\r\nContent-Length: 0\r\n\r\n`,
      );
      return;
    }
    ws.handleUpgrade(request, stream, head, (socket) => {
      live.add(socket);
      const url = new URL(request.url ?? '/', 'http://tiny');
      const heard: Buffer[] = [];
      const tiny: TinySocket = {
        path: url.pathname,
        query: url.searchParams,
        headers: request.headers,
        diary: [],
        sound: () => Buffer.concat(heard),
        soundBytes: 0,
        tells: (message) => socket.send(JSON.stringify(message)),
        plays: (sound) => socket.send(sound, { binary: true }),
        closes: (code, reason) => socket.close(code, reason),
        drops: () => socket.terminate(),
        has: (is, count = 1) => until(() => tiny.diary.filter(is).length >= count),
      };
      const note = (entry: Record<string, unknown>) => {
        tiny.diary.push(entry);
        changed();
      };
      socket.on('message', (data: Buffer, isBinary) => {
        if (isBinary) {
          heard.push(data);
          tiny.soundBytes += data.length;
          note({ sound: data.length });
        } else note(JSON.parse(data.toString('utf8')));
      });
      socket.on('close', (code) => {
        live.delete(socket);
        note({ closed: code });
      });
      socket.on('error', () => {});
      sockets.push(tiny);
      changed();
    });
  });

  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  const { port } = http.address() as AddressInfo;

  return {
    url: `http://127.0.0.1:${port}`,
    sockets,
    async socket(n) {
      await until(() => sockets.length > n);
      const socket = sockets[n];
      if (!socket) throw new Error(`expected a socket ${n}, got none`);
      return socket;
    },
    asked: (count) => until(() => upgrades >= count),
    refuses: (...how) => {
      refusals.push(...how);
    },
    async close() {
      for (const socket of live) socket.terminate();
      for (const stream of hanging) stream.destroy();
      http.closeAllConnections();
      http.close();
      await once(http, 'close');
    },
  };
}

/** A promise of the moment when `is` first holds, looked at after every `changed()`. */
export function watching(): { changed(): void; until(is: () => boolean): Promise<void> } {
  const looks = new Set<() => void>();
  return {
    changed() {
      for (const look of [...looks]) look();
    },
    until: (is) =>
      new Promise((resolve) => {
        const look = () => {
          if (!is()) return;
          looks.delete(look);
          resolve();
        };
        looks.add(look);
        look();
      }),
  };
}
