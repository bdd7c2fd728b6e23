import { createHash, timingSafeEqual } from 'node:crypto';
import { plainAddress } from './peer-address.ts';
import type { HttpReply, HttpRequest } from './server.ts';

const LOOPBACK_HOST = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?$/i;
const LOOPBACK_ORIGIN = /^https?:\/\/(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?$/i;
/** What a proxy adds: then the peer's address is the proxy's and says nothing of who asks. */
const FORWARDED = [
  'forwarded',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-real-ip',
  'via',
] as const;

/**
 * Whether somebody may use the console and its API. With a token: whoever has it (`Authorization: Bearer …`). Without one: this
 * machine alone, by the peer's address and by the name it calls us by, so that a page elsewhere cannot have its visitor's browser ask (DNS rebinding).
 * @returns null, or the reply that refuses
 */
export function consoleRefusal(request: HttpRequest, token: string | undefined): HttpReply | null {
  if (token !== undefined) {
    const [, given] = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '') ?? [];
    if (given !== undefined && isSame(given, token)) return null;
    const reply = refusal(401, 'unauthorized', 'expected the bearer token of the console');
    return { ...reply, headers: { ...reply.headers, 'www-authenticate': 'Bearer' } };
  }
  const { host = '', origin } = request.headers;
  const isHere =
    isLoopback(plainAddress(request.remoteAddress)) &&
    LOOPBACK_HOST.test(host) &&
    (origin === undefined || LOOPBACK_ORIGIN.test(origin)) &&
    FORWARDED.every((name) => request.headers[name] === undefined);
  return isHere
    ? null
    : refusal(403, 'forbidden', 'expected a request from this machine itself: CONSOLE_TOKEN is not set');
}

function isLoopback(address: string): boolean {
  return address === '::1' || address.startsWith('127.');
}

/** In the same time for every wrong one. */
function isSame(given: string, expected: string): boolean {
  const [a, b] = [given, expected].map((text) => createHash('sha256').update(text).digest());
  return a !== undefined && b !== undefined && timingSafeEqual(a, b);
}

function refusal(status: number, error: string, message: string): HttpReply {
  return {
    status,
    headers: { 'content-type': 'application/json' },
    body: `${JSON.stringify({ error, message })}\n`,
  };
}
