import { STATUS_CODES } from 'node:http';
import type { Clock } from '../clock.ts';
import { fieldsOfThrown } from '../errors.ts';
import type { Logger } from '../log.ts';
import type { HttpReply, HttpRequest, ServerHandlers, ServerLimits } from './server.ts';

/** What both adapters are given beside the handlers. */
export interface ServerTools {
  log: Logger;
  clock: Clock;
}

/** How long `close()` waits for answers that are being made and for peers to take their close frame, in ms. */
export const LINGER_MS = 250;

export const plainReply = (status: number): HttpReply => ({
  status,
  headers: { 'content-type': 'text/plain; charset=utf-8' },
  body: `${STATUS_CODES[status] ?? status}\n`,
});

/** `404 Not Found` */
export const statusLine = (status: number): string => `${status} ${STATUS_CODES[status] ?? 'Unknown'}`;

/** The handler's reply, or 500 without details when it throws. Never rejects. */
export async function answer(handlers: ServerHandlers, request: HttpRequest, log: Logger): Promise<HttpReply> {
  try {
    return await handlers.http(request);
  } catch (thrown) {
    log.error(fieldsOfThrown(thrown), 'a request handler threw');
    return plainReply(500);
  }
}

/** The handler's word on an upgrade; 500 when it throws. */
export function decideUpgrade(handlers: ServerHandlers, request: HttpRequest, log: Logger): 'accept' | HttpReply {
  try {
    return handlers.upgrade(request);
  } catch (thrown) {
    log.error(fieldsOfThrown(thrown), 'an upgrade handler threw');
    return plainReply(500);
  }
}

/** Takes a body as it comes in. After its outcome is told everything else is ignored. */
export interface BodyReader {
  /** The chunk is copied. */
  take(chunk: Uint8Array): void;
  end(): void;
  /** The peer is gone: no outcome will be told. */
  abandon(): void;
}

/**
 * Collects a body within the limits and tells its outcome once: the text, or the reply that refuses it (413, 408).
 * @param declared the Content-Length, if there is one: what is announced too large is refused without reading it
 */
export function readBody(
  limits: ServerLimits,
  clock: Clock,
  declared: string | undefined,
  tell: (outcome: string | HttpReply) => void,
): BodyReader {
  let chunks: Buffer[] | null = [];
  let size = 0;
  const timer = clock.setTimeout(() => settle(plainReply(408)), limits.bodyTimeoutMs);

  function settle(outcome: string | HttpReply | null): void {
    if (!chunks) return;
    chunks = null;
    clock.clearTimeout(timer);
    if (outcome !== null) tell(outcome);
  }

  if (Number(declared ?? 0) > limits.maxBodyBytes) settle(plainReply(413));
  return {
    take(chunk) {
      size += chunk.byteLength;
      if (size > limits.maxBodyBytes) settle(plainReply(413));
      else chunks?.push(Buffer.from(chunk));
    },
    end: () => settle(chunks ? Buffer.concat(chunks).toString('utf8') : null),
    abandon: () => settle(null),
  };
}

/** Resolves after `ms`. */
export function pause(clock: Clock, ms: number): Promise<void> {
  return new Promise((resolve) => {
    clock.setTimeout(() => resolve(), ms);
  });
}
