import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../clock.ts';

/** One-time tokens that let a media stream in for the call they were made for. */
export interface Tokens {
  /** The token to put into the TwiML. While it is pending the same call gets the same one: Twilio repeats webhooks. */
  issue(callSid: string): string;
  /** Spends a token. Only `ok` lets the stream in. */
  redeem(token: string, callSid: string): 'ok' | 'wrong' | 'expired' | 'used';
  /** How many tokens are remembered, pending or used: none for longer than their time. */
  readonly size: number;
}

interface TokensOptions {
  /** The same on every server behind one address: a token made by one is then good on another. */
  secret: string;
  clock: Clock;
  ttlMs?: number;
  random?: (bytes: number) => Uint8Array;
}

// Expiry (ms since the epoch, base 36), a nonce of 6 bytes, HMAC-SHA256 of both and of the call.
const FORM = /^([0-9a-z]{1,11})\.([\w-]{8})\.([\w-]{43})$/;

/**
 * A token is an HMAC over the call and the moment at which it expires, so that it can be checked without a store; what
 * has been used is remembered in this process until it would have expired. The nonce tells two tokens of one call and
 * one moment apart, when a call comes back.
 */
export function createTokens({ secret, clock, ttlMs = 60_000, random = randomBytes }: TokensOptions): Tokens {
  const pending = new Map<string, { token: string; expiresAt: number }>();
  const used = new Map<string, { expiresAt: number }>();

  const hmac = (callSid: string, expiry: string, nonce: string) =>
    createHmac('sha256', secret).update(`${expiry}.${nonce}.${callSid}`).digest('base64url');

  return {
    issue(callSid) {
      const now = clock.now();
      forgetExpired(pending, now);
      const there = pending.get(callSid);
      if (there) return there.token;
      const expiresAt = Math.floor(now) + ttlMs;
      const expiry = expiresAt.toString(36);
      const nonce = Buffer.from(random(6)).toString('base64url');
      const token = `${expiry}.${nonce}.${hmac(callSid, expiry, nonce)}`;
      pending.set(callSid, { token, expiresAt });
      return token;
    },

    redeem(token, callSid) {
      const now = clock.now();
      forgetExpired(used, now);
      const [, expiry = '', nonce = '', mac = ''] = FORM.exec(token) ?? [];
      // Compared as text: several texts decode to the same bytes, and each would be a token of its own.
      if (!sameText(mac, hmac(callSid, expiry, nonce))) return 'wrong';
      const expiresAt = Number.parseInt(expiry, 36);
      if (now >= expiresAt) return 'expired';
      if (used.has(mac)) return 'used';
      used.set(mac, { expiresAt });
      if (pending.get(callSid)?.token === token) pending.delete(callSid);
      return 'ok';
    },

    get size() {
      return pending.size + used.size;
    },
  };
}

/** Entries stand in the order in which they came, nearly that of their expiry: it ends at the first that is still good. */
function forgetExpired(entries: Map<string, { expiresAt: number }>, now: number): void {
  for (const [key, { expiresAt }] of entries) {
    if (expiresAt > now) return;
    entries.delete(key);
  }
}

function sameText(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
