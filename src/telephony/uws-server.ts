import type * as uWebSockets from 'uWebSockets.js';
import { answer, decideUpgrade, LINGER_MS, pause, plainReply, readBody, type ServerTools, statusLine } from './http.ts';
import { type Link, openLink } from './link.ts';
import { plainAddress } from './peer-address.ts';
import type { CreateServer, HttpReply, HttpRequest } from './server.ts';

export type Uws = (typeof uWebSockets)['default'];

interface Peer {
  remoteAddress: string;
  link: Link | null;
}

// Two servers that share a port in silence are worse than one that does not start.
const EXCLUSIVE_PORT = 1;

// uWebSockets.js cuts the connection of a message beyond `maxPayloadLength` without a close frame, so that the peer sees
// 1006. Messages up to here are taken in and refused with 1009; only what is larger still is cut.
const HARD_LIMIT_BYTES = 2 * 1024 * 1024;
const TOO_BIG = 'Received too big message';

/** Listens with uWebSockets.js. */
export function uwsServer(uws: Uws, { log, clock }: ServerTools): CreateServer {
  return (handlers, limits) => {
    const app = uws.App();
    const links = new Set<Link>();
    const replies = new Set<Promise<void>>();
    let listening: uWebSockets.us_listen_socket | null = null;
    let closing: Promise<void> | null = null;

    app.ws<Peer>('/*', {
      compression: uws.DISABLED,
      idleTimeout: 0, // the carrier sends all the time; calls have a longest duration of their own
      sendPingsAutomatically: false,
      maxLifetime: 0,
      maxBackpressure: 0, // none of its own: the link keeps the limit
      maxPayloadLength: Math.max(HARD_LIMIT_BYTES, limits.maxMessageBytes),
      upgrade(res, req, context) {
        const request = { ...headOf(req, res), body: '' };
        const verdict = closing ? plainReply(503) : decideUpgrade(handlers, request, log);
        if (verdict !== 'accept') {
          res.onAborted(() => {}); // without it a peer that is gone already would end the process here
          return write(res, request.method, verdict, true);
        }
        const [key, protocol, extensions] = HANDSHAKE_HEADERS.map((name) => req.getHeader(name));
        const peer: Peer = { remoteAddress: request.remoteAddress, link: null };
        res.upgrade(peer, key ?? '', protocol ?? '', extensions ?? '', context);
      },
      open(ws) {
        const peer = ws.getUserData();
        const wire = {
          send: (text: string) => ws.send(text) === 1,
          buffered: () => ws.getBufferedAmount(),
          end: (code: number, reason: string) => ws.end(code, reason),
        };
        const { remoteAddress } = peer;
        const link = openLink(wire, { handlers, limits, log, remoteAddress, onClosed: (gone) => links.delete(gone) });
        links.add(link);
        peer.link = link;
      },
      message(ws, data, isBinary) {
        const { link } = ws.getUserData();
        if (data.byteLength > limits.maxMessageBytes) link?.socket.close(1009, 'message too large');
        else link?.message(Buffer.from(data), isBinary);
      },
      drain(ws) {
        if (ws.getBufferedAmount() === 0) ws.getUserData().link?.drained();
      },
      close(ws, code, message) {
        const reason = Buffer.from(message).toString('utf8');
        ws.getUserData().link?.closed(reason === TOO_BIG && code === 1006 ? 1009 : code, reason);
      },
    });

    app.any('/*', (res, req) => {
      const head = headOf(req, res);
      // After an abort, and after the end of the reply, `res` must not be touched.
      let touchable = true;
      const reply = (value: HttpReply, isLast = false) => {
        if (!touchable) return;
        touchable = false;
        res.cork(() => write(res, head.method, value, isLast));
      };
      res.onAborted(() => {
        touchable = false;
        body.abandon();
      });
      const body = readBody(limits, clock, head.headers['content-length'], (outcome) => {
        if (typeof outcome !== 'string') return reply(outcome, true);
        const replied = answer(handlers, { ...head, body: outcome }, log)
          .then(reply)
          .finally(() => replies.delete(replied));
        replies.add(replied);
      });
      if (touchable)
        res.onData((chunk, isLast) => {
          body.take(new Uint8Array(chunk));
          if (isLast) body.end();
        });
    });

    async function closeAll(): Promise<void> {
      if (listening) uws.us_listen_socket_close(listening);
      const linger = pause(clock, LINGER_MS);
      // Peers are given the time to take their close frame: to close on unread sound resets the connection, and the frame
      // is lost with it. When they have taken it is not told.
      const waitForPeers = links.size > 0;
      for (const link of links) link.socket.close(1001, 'going away');
      await Promise.race([Promise.allSettled(replies), linger]);
      if (waitForPeers) await linger;
      // We may be in a microtask of the addon's own callback, with the last reply still in its cork buffer.
      await new Promise((resolve) => setImmediate(resolve));
      app.close();
    }

    return {
      listen: (host, port) =>
        new Promise((resolve, reject) => {
          const listenExclusively = app.listen.bind(app) as unknown as ListenWithOptions;
          listenExclusively(host, port, EXCLUSIVE_PORT, (socket) => {
            if (!socket)
              return reject(new Error(`expected to listen on ${host}:${port}, but the address cannot be had`));
            listening = socket;
            resolve(uws.us_socket_local_port(socket));
          });
        }),
      close() {
        closing ??= closeAll();
        return closing;
      },
    };
  };
}

/** A form of `listen` that the addon has and its types lack. */
type ListenWithOptions = (
  host: string,
  port: number,
  options: number,
  cb: (socket: uWebSockets.us_listen_socket | false) => void,
) => void;

const HANDSHAKE_HEADERS = ['sec-websocket-key', 'sec-websocket-protocol', 'sec-websocket-extensions'] as const;

function headOf(req: uWebSockets.HttpRequest, res: uWebSockets.HttpResponse): Omit<HttpRequest, 'body'> {
  const headers = new Map<string, string>();
  req.forEach((name, value) => {
    const earlier = headers.get(name);
    headers.set(name, earlier === undefined ? value : `${earlier}, ${value}`);
  });
  return {
    method: req.getCaseSensitiveMethod(),
    path: req.getUrl(),
    // Its types promise a string; without a query it is undefined.
    query: (req.getQuery() as string | undefined) ?? '',
    headers: Object.fromEntries(headers),
    remoteAddress: plainAddress(Buffer.from(res.getRemoteAddressAsText()).toString('latin1')),
  };
}

function write(res: uWebSockets.HttpResponse, method: string, reply: HttpReply, isLast: boolean): void {
  res.writeStatus(statusLine(reply.status));
  for (const [name, value] of Object.entries(reply.headers ?? {})) res.writeHeader(name, value);
  const body = reply.body ?? '';
  if (method === 'HEAD') res.endWithoutBody(Buffer.byteLength(body), isLast);
  else res.end(body, isLast);
}
