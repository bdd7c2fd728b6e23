import type { IncomingMessage } from 'node:http';
import { WebSocket } from 'ws';

export type Json = Record<string, unknown>;

/** A WebSocket client that keeps what came, for tests of servers. */
export interface TestSocket {
  readonly ws: WebSocket;
  readonly upgrade: IncomingMessage;
  /** Text frames, parsed, in order. */
  readonly messages: Json[];
  readonly binary: { sound: Buffer; at: number }[];
  /** Every frame's kind in order: the type of a text, 'audio' for a binary. */
  readonly order: string[];
  readonly closed: Promise<{ code: number; reason: string }>;
  send(data: string | Buffer | Json): void;
  /** Resolves when `isThere` holds; it is asked after every frame. Rejects when the socket closes before. */
  until(isThere: () => boolean): Promise<void>;
}

export function openSocket(url: string, headers: Record<string, string> = { authorization: 'Token key' }) {
  return new Promise<TestSocket>((resolve, reject) => {
    const ws = new WebSocket(url, { headers, perMessageDeflate: false });
    const messages: Json[] = [];
    const binary: { sound: Buffer; at: number }[] = [];
    const order: string[] = [];
    let waits: { isThere: () => boolean; resolve: () => void; reject: (error: Error) => void }[] = [];
    const closed = new Promise<{ code: number; reason: string }>((resolve) =>
      ws.on('close', (code, reason) => {
        resolve({ code, reason: reason.toString() });
        for (const wait of waits) wait.reject(new Error(`closed ${code} before it came; came: ${order.join(' ')}`));
      }),
    );
    ws.on('message', (data: Buffer, isBinary) => {
      if (isBinary) binary.push({ sound: data, at: performance.now() });
      else messages.push(JSON.parse(data.toString()) as Json);
      order.push(isBinary ? 'audio' : String(messages.at(-1)?.type));
      waits = waits.filter((wait) => {
        if (!wait.isThere()) return true;
        wait.resolve();
        return false;
      });
    });
    ws.on('error', reject);
    let upgrade: IncomingMessage;
    ws.on('upgrade', (response) => {
      upgrade = response;
    });
    ws.on('open', () =>
      resolve({
        ws,
        upgrade,
        messages,
        binary,
        order,
        closed,
        send: (data) => ws.send(typeof data === 'string' || Buffer.isBuffer(data) ? data : JSON.stringify(data)),
        until: (isThere) =>
          isThere()
            ? Promise.resolve()
            : new Promise((resolve, reject) => {
                waits.push({ isThere, resolve, reject });
              }),
      }),
    );
  });
}

/** An upgrade that is expected to be refused. */
export function refusedUpgrade(url: string, headers: Record<string, string> = {}) {
  return new Promise<{ status: number; headers: IncomingMessage['headers']; body: string }>((resolve, reject) => {
    const ws = new WebSocket(url, { headers });
    ws.on('open', () => {
      ws.terminate();
      reject(new Error(`expected a refusal, got 101`));
    });
    ws.on('error', () => {});
    ws.on('unexpected-response', (_request, response) => {
      let body = '';
      response.on('data', (chunk) => {
        body += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }));
    });
  });
}
