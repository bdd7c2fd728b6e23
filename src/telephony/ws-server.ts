import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { answer, decideUpgrade, LINGER_MS, pause, plainReply, readBody, type ServerTools, statusLine } from './http.ts';
import { type Link, openLink } from './link.ts';
import { plainAddress } from './peer-address.ts';
import type { CreateServer, HttpReply, HttpRequest } from './server.ts';

/** Listens with ws on node:http: for machines where the binary of uWebSockets.js does not load. */
export function wsServer({ log, clock }: ServerTools): CreateServer {
  return (handlers, limits) => {
    const links = new Map<Link, WebSocket>();
    const replies = new Set<Promise<void>>();
    let closing: Promise<void> | null = null;

    const sockets = new WebSocketServer({
      noServer: true,
      clientTracking: false,
      perMessageDeflate: false,
      maxPayload: limits.maxMessageBytes,
    });
    const server = createServer(serve);
    server.on('upgrade', (req, stream, head) => {
      const request = { ...headOf(req), body: '' };
      const verdict = closing ? plainReply(503) : decideUpgrade(handlers, request, log);
      if (verdict !== 'accept') return refuse(stream, verdict);
      sockets.handleUpgrade(req, stream, head, (ws) => take(ws, request.remoteAddress));
    });

    function serve(req: IncomingMessage, res: ServerResponse): void {
      const head = headOf(req);
      const reply = (value: HttpReply, isLast = false) => {
        if (res.headersSent || res.destroyed) return;
        const body = Buffer.from(value.body ?? '');
        res.writeHead(value.status, {
          ...value.headers,
          'content-length': body.length,
          ...(isLast ? { connection: 'close' } : {}),
        });
        res.end(body);
      };
      const body = readBody(limits, clock, head.headers['content-length'], (outcome) => {
        if (typeof outcome !== 'string') return reply(outcome, true);
        const replied = answer(handlers, { ...head, body: outcome }, log)
          .then(reply)
          .finally(() => replies.delete(replied));
        replies.add(replied);
      });
      req.on('data', (chunk: Buffer) => body.take(chunk));
      req.on('end', () => body.end());
      req.on('error', () => body.abandon());
      res.on('close', () => body.abandon());
    }

    function take(ws: WebSocket, remoteAddress: string): void {
      const flushed = (error?: Error | null) => {
        if (!error && ws.bufferedAmount === 0) link.drained();
      };
      const wire = {
        send(text: string) {
          ws.send(text, flushed);
          return ws.bufferedAmount === 0;
        },
        buffered: () => ws.bufferedAmount,
        end(code: number, reason: string) {
          ws.close(code, reason);
          waitForClose();
        },
      };
      // ws itself waits 30 s for a peer that does not answer a close frame.
      const waitForClose = () => {
        const handle = clock.setTimeout(() => ws.terminate(), CLOSE_TIMEOUT_MS);
        ws.once('close', () => clock.clearTimeout(handle));
      };
      const link: Link = openLink(wire, {
        handlers,
        limits,
        log,
        remoteAddress,
        onClosed: (gone) => links.delete(gone),
      });
      links.set(link, ws);
      ws.on('message', (data, isBinary) => link.message(data as Buffer, isBinary));
      ws.on('close', (code, reason) => link.closed(code, reason.toString('utf8')));
      ws.on('error', (error: NodeJS.ErrnoException) => {
        if (error.code !== 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH') return; // 'close' follows
        waitForClose(); // ws has sent the close frame already
        link.closed(1009, 'message too large');
      });
    }

    async function closeAll(): Promise<void> {
      const stopped = new Promise<void>((resolve) => server.close(() => resolve()));
      const gone = [...links].map(([link, ws]) => {
        const closed = new Promise<void>((resolve) => ws.once('close', () => resolve()));
        link.socket.close(1001, 'going away');
        return { ws, closed };
      });
      await Promise.race([
        Promise.all([Promise.allSettled(replies), ...gone.map((peer) => peer.closed)]),
        pause(clock, LINGER_MS),
      ]);
      for (const { ws } of gone) ws.terminate();
      server.closeAllConnections();
      await stopped;
    }

    return {
      listen: (host, port) =>
        new Promise((resolve, reject) => {
          server.once('error', reject);
          server.listen({ host, port, exclusive: true }, () => {
            server.off('error', reject);
            resolve((server.address() as AddressInfo).port);
          });
        }),
      close() {
        closing ??= closeAll();
        return closing;
      },
    };
  };
}

const CLOSE_TIMEOUT_MS = 4_000;

function headOf(req: IncomingMessage): Omit<HttpRequest, 'body'> {
  const url = req.url ?? '/';
  const mark = url.indexOf('?');
  const headers = Object.entries(req.headers).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.join(', ') : (value ?? ''),
  ]);
  return {
    method: req.method ?? 'GET',
    path: mark < 0 ? url : url.slice(0, mark),
    query: mark < 0 ? '' : url.slice(mark + 1),
    headers: Object.fromEntries(headers),
    remoteAddress: plainAddress(req.socket.remoteAddress ?? ''),
  };
}

function refuse(stream: Duplex, reply: HttpReply): void {
  const body = reply.body ?? '';
  const headers = { ...reply.headers, 'content-length': String(Buffer.byteLength(body)), connection: 'close' };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  stream.on('error', () => stream.destroy());
  stream.end(`HTTP/1.1 ${statusLine(reply.status)}\r\n${lines.join('')}\r\n${body}`);
}
