import { fieldsOfThrown } from '../errors.ts';
import type { Logger } from '../log.ts';
import type { Sent, ServerHandlers, ServerLimits, Socket, SocketListener } from './server.ts';

/** What an adapter can do with its own kind of socket. */
export interface Wire {
  /** Answers whether the network took all that has been handed over so far. */
  send(text: string): boolean;
  /** Bytes handed over and not yet taken. */
  buffered(): number;
  /** Sends a close frame. */
  end(code: number, reason: string): void;
}

/** One open socket, as its adapter drives it. */
export interface Link {
  readonly socket: Socket;
  message(data: Buffer, isBinary: boolean): void;
  /** Everything handed over has been taken. */
  drained(): void;
  /** The socket is gone. */
  closed(code: number, reason: string): void;
}

interface LinkOptions {
  handlers: ServerHandlers;
  limits: ServerLimits;
  log: Logger;
  remoteAddress: string;
  /** Told once, when the socket is closed by either side. */
  onClosed(link: Link): void;
}

// A close frame carries at most 125 bytes, two of which are the code (RFC 6455, 5.5).
const MAX_REASON_BYTES = 123;

/**
 * The part of a socket that is the same for every adapter: the limit on what waits for a slow peer, the listener that is
 * told of its end exactly once, and what happens when a listener throws (this socket closes with 1011, no other notices).
 *
 * A close of our own is told in a microtask, never from within `close()`, and nothing is told after it.
 */
export function openLink(wire: Wire, options: LinkOptions): Link {
  const { handlers, limits, log } = options;
  let open = true;
  let owesDrain = false;
  let listener: SocketListener | null = null;

  const socket: Socket = { send, buffered, close, remoteAddress: options.remoteAddress };
  const link: Link = {
    socket,
    message(data, isBinary) {
      if (open) guarded((to) => to.message(data, isBinary));
    },
    drained() {
      if (!open || !owesDrain) return;
      owesDrain = false;
      guarded((to) => to.drain());
    },
    closed: finish,
  };

  function send(text: string): Sent {
    if (!open) return 'dropped';
    const waiting = wire.buffered();
    // A message that finds nothing waiting is always taken, however large: else it could never be sent.
    if (waiting > 0 && waiting + Buffer.byteLength(text) > limits.maxBufferedBytes) {
      owesDrain = true;
      return 'dropped';
    }
    if (wire.send(text)) return 'sent';
    owesDrain = true;
    return 'buffered';
  }

  function buffered(): number {
    return open ? wire.buffered() : 0;
  }

  function close(code: number, reason: string): void {
    if (!open) return;
    open = false;
    const short = shorten(reason);
    wire.end(code, short);
    queueMicrotask(() => tellClosed(code, short));
  }

  function finish(code: number, reason: string): void {
    if (!open) return;
    open = false;
    tellClosed(code, reason);
  }

  function tellClosed(code: number, reason: string): void {
    options.onClosed(link);
    guarded((to) => to.close(code, reason));
  }

  function guarded(tell: (to: SocketListener) => void): void {
    if (!listener) return;
    try {
      tell(listener);
    } catch (thrown) {
      log.error(fieldsOfThrown(thrown), 'a socket listener threw');
      close(1011, 'internal error');
    }
  }

  try {
    listener = handlers.open(socket);
  } catch (thrown) {
    log.error(fieldsOfThrown(thrown), 'opening a socket threw');
    close(1011, 'internal error');
  }
  return link;
}

function shorten(reason: string): string {
  let short = reason;
  while (Buffer.byteLength(short) > MAX_REASON_BYTES) short = short.slice(0, -1);
  return short;
}
