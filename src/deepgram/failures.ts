import { messageOf, OutsideError, type Provider } from '../errors.ts';

/** Bad request, wrong key, no money, no permission: the same request will be refused again. */
const INCURABLE = new Set([400, 401, 402, 403]);

/** The server answered the upgrade with something else than 101. `said` is its `dg-error` header. */
export function refused(provider: Provider, status: number, said: string | undefined): OutsideError {
  const why = said ? ` (${said})` : '';
  return new OutsideError(provider, `refused_${status}`, `expected the socket to open, got ${status}${why}`, {
    retryable: !INCURABLE.has(status),
  });
}

export function handshakeTimedOut(provider: Provider, ms: number): OutsideError {
  return new OutsideError(provider, 'handshake_timeout', `expected the socket to open within ${ms} ms, got no answer`, {
    retryable: true,
  });
}

/** No connection at all: refused by the machine, name not found, reset before the upgrade. */
export function unreachable(provider: Provider, cause: Error): OutsideError {
  return new OutsideError(provider, 'unreachable', `expected the socket to open, got ${cause.message}`, {
    retryable: true,
    cause,
  });
}

/**
 * The server, or the network, closed an open socket. Deepgram begins its close reasons with a code of its own
 * (`NET-0001`), which says more than the WebSocket's number and becomes the error's code.
 * 1003 and 1009 mean that we sent what it will never take.
 */
export function closed(provider: Provider, status: number, reason: string): OutsideError {
  const named = /\b([A-Z]{3,7})-(\d{4})\b/.exec(reason);
  const code = named ? `${named[1]}_${named[2]}`.toLowerCase() : `close_${status}`;
  return new OutsideError(provider, code, `expected the socket to stay open, got close ${status}`, {
    retryable: status !== 1003 && status !== 1009,
  });
}

/** Opening it, or handling what it said, went wrong on our side. The socket is given up rather than the process. */
export function internal(provider: Provider, cause: unknown): OutsideError {
  return new OutsideError(provider, 'internal', `expected to go on with the socket, got ${messageOf(cause)}`, {
    retryable: true,
    cause,
  });
}
