import type { IncomingMessage } from 'node:http';
import type { DeepgramTransport, DeepgramTransportMessage } from '@deepgram/sdk';
import WebSocket from 'ws';
import type { Clock } from '../clock.ts';
import type { OutsideError, Provider } from '../errors.ts';
import { closed, handshakeTimedOut, internal, refused, unreachable } from './failures.ts';

export interface TransportOptions {
  provider: Provider;
  clock: Clock;
  /** Milliseconds for the handshake. */
  handshakeMs: number;
  /** Sound from the server. It goes past the SDK, which would wrap every frame in a Blob. */
  onBinary(sound: Buffer): void;
  /** The socket is gone and we did not close it. Told once. */
  onEnd(error: OutsideError): void;
}

/** How long a server may take to answer our close before the connection is cut. */
const CLOSE_GRACE = 1_000;

/** A `ws` socket in the shape that the SDK asks of a transport: Buffers, coded errors, and no 'error' that nobody handles. */
export function createTransport(
  url: string,
  headers: Record<string, string>,
  { provider, clock, handshakeMs, onBinary, onEnd }: TransportOptions,
): DeepgramTransport {
  const socket = new WebSocket(url, { headers, perMessageDeflate: false });
  const listeners: {
    open?: () => void;
    message?: (message: DeepgramTransportMessage) => void;
    error?: (error: Error) => void;
    close?: (event: { code?: number; reason?: string }) => void;
  } = {};
  let over = false;

  const timer = clock.setTimeout(() => fail(handshakeTimedOut(provider, handshakeMs)), handshakeMs);
  let grace: unknown;

  function fail(error: OutsideError): void {
    if (over) return;
    over = true;
    clock.clearTimeout(timer);
    // Cut first: the SDK, told of an error, would close the socket politely and wait.
    socket.terminate();
    onEnd(error);
    listeners.error?.(error);
  }

  socket.on('open', () => {
    clock.clearTimeout(timer);
    if (over) return;
    listeners.open?.();
  });
  socket.on('message', (data: Buffer, isBinary: boolean) => {
    if (over) return;
    try {
      if (isBinary) onBinary(data);
      else listeners.message?.(data.toString('utf8'));
    } catch (thrown) {
      fail(internal(provider, thrown));
    }
  });
  socket.on('unexpected-response', (_request, response: IncomingMessage) => {
    const said = response.headers['dg-error'];
    response.resume();
    fail(refused(provider, response.statusCode ?? 0, Array.isArray(said) ? said[0] : said));
  });
  // `ws` also says 'error' for a socket that is terminated while connecting: by then `over` is set.
  socket.on('error', (error) => fail(unreachable(provider, error)));
  socket.on('close', (code, reason) => {
    clock.clearTimeout(timer);
    clock.clearTimeout(grace);
    if (over) return;
    over = true;
    const why = reason.toString('utf8');
    onEnd(closed(provider, code, why));
    listeners.close?.({ code, reason: why });
  });

  return {
    send(data) {
      if (socket.readyState === WebSocket.OPEN && !(data instanceof Blob)) socket.send(data);
    },
    onOpen: (listener) => {
      listeners.open = listener;
    },
    onMessage: (listener) => {
      listeners.message = listener;
    },
    onError: (listener) => {
      listeners.error = listener;
    },
    onClose: (listener) => {
      listeners.close = listener;
    },
    isOpen: () => socket.readyState === WebSocket.OPEN,
    close(code = 1000) {
      clock.clearTimeout(timer);
      if (socket.readyState >= WebSocket.CLOSING) return;
      over = true;
      if (socket.readyState === WebSocket.CONNECTING) {
        socket.terminate();
        return;
      }
      socket.close(code);
      grace = clock.setTimeout(() => socket.terminate(), CLOSE_GRACE);
    },
  };
}
