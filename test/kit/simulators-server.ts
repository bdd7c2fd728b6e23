import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { validateRequest } from 'twilio/lib/webhooks/webhooks.js';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Json } from './simulators-socket.ts';

export const ACCOUNT = { accountSid: `AC${'0'.repeat(32)}`, authToken: '12345' };

/** A media stream as the server has it. */
export interface ServedStream {
  ws: WebSocket;
  /** The upgrade's signature is right for its ws:// URL; null when it had none. */
  signed: boolean | null;
  messages: (Json & { event: string })[];
  closed: Promise<{ code: number; reason: string }>;
  send(message: Json): void;
  /** Resolves with the first message of this event, also one that has come. */
  next(event: string, from?: number): Promise<Json>;
}

/** The other end of the simulated carrier: TwiML by path, media streams, everything written down. */
export async function startTestServer() {
  const requests: { path: string; fields: Record<string, string>; signed: boolean | null }[] = [];
  const twiml: Record<string, string> = {};
  const streams: ServedStream[] = [];
  const status: Record<string, number> = {};
  let waits: { n: number; resolve: (stream: ServedStream) => void }[] = [];
  let url = '';
  const isSigned = (header: string | string[] | undefined, at: string, fields: Record<string, string>) =>
    typeof header === 'string' ? validateRequest(ACCOUNT.authToken, header, at, fields) : null;
  const http = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      const path = request.url ?? '/';
      const fields = Object.fromEntries(new URLSearchParams(body));
      requests.push({ path, fields, signed: isSigned(request.headers['x-twilio-signature'], url + path, fields) });
      response.writeHead(status[path] ?? 200, { 'content-type': 'text/xml' });
      response.end(twiml[path] === undefined ? '' : `<?xml version="1.0" encoding="UTF-8"?>${twiml[path]}`);
    });
  });
  const sockets = new WebSocketServer({ noServer: true });
  http.on('upgrade', (request, raw, head) => {
    const path = request.url ?? '/';
    if (status[path]) {
      raw.end(`HTTP/1.1 ${status[path]} Refused\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
      return;
    }
    sockets.handleUpgrade(request, raw, head, (ws) => {
      const at = url.replace('http', 'ws') + path;
      const stream = served(ws, isSigned(request.headers['x-twilio-signature'], at, {}));
      streams.push(stream);
      waits = waits.filter(({ n, resolve }) => {
        if (streams.length <= n) return true;
        resolve(stream);
        return false;
      });
    });
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  return {
    url,
    mediaUrl: url.replace('http', 'ws'),
    requests,
    /** The TwiML of each path. */
    twiml,
    /** Paths that are answered otherwise than with 200 (or 101). */
    status,
    streams,
    /** The n-th stream, from 0, as soon as there is one. */
    stream(n = 0): Promise<ServedStream> {
      const stream = streams[n];
      return stream ? Promise.resolve(stream) : new Promise((resolve) => waits.push({ n, resolve }));
    },
    async close() {
      for (const { ws } of streams) ws.terminate();
      const closed = new Promise<void>((resolve) => http.close(() => resolve()));
      http.closeAllConnections();
      await closed;
    },
  };
}

function served(ws: WebSocket, signed: boolean | null): ServedStream {
  const messages: (Json & { event: string })[] = [];
  let waits: { event: string; from: number; resolve: (message: Json) => void }[] = [];
  const find = (event: string, from: number) => messages.slice(from).find((message) => message.event === event);
  ws.on('error', () => {});
  ws.on('message', (data: Buffer) => {
    const text = data.toString();
    messages.push(text.startsWith('{') ? (JSON.parse(text) as Json & { event: string }) : { event: 'raw', text });
    waits = waits.filter(({ event, from, resolve }) => {
      const found = find(event, from);
      if (found) resolve(found);
      return !found;
    });
  });
  return {
    ws,
    signed,
    messages,
    closed: new Promise((resolve) => ws.on('close', (code, reason) => resolve({ code, reason: reason.toString() }))),
    send: (message) => ws.send(JSON.stringify(message)),
    next(event, from = 0) {
      const found = find(event, from);
      if (found) return Promise.resolve(found);
      return new Promise((resolve) => {
        waits.push({ event, from, resolve });
      });
    },
  };
}
