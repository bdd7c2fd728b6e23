import { createSign } from 'node:crypto';
import { z } from 'zod';
import { type Clock, within } from '../clock.ts';
import { OutsideError, timedOut } from '../errors.ts';
import type { Credentials } from './credentials.ts';
import { calendarError } from './failures.ts';

const SCOPE = 'https://www.googleapis.com/auth/calendar';
const JWT_BEARER = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
const TIMEOUT_MS = 5_000;
/** A token is renewed this long before it ends, so that none ends on its way. */
const EARLY_MS = 5 * 60_000;
const JWT_SECONDS = 3_600;

const granted = z.object({ access_token: z.string().min(1), expires_in: z.number().positive() });
const refused = z.object({ error: z.string() });

export interface TokenOptions {
  credentials: Credentials;
  tokenUrl: string;
  clock: Clock;
  fetch?: typeof fetch;
}

/**
 * Access tokens of Google's OAuth, kept until shortly before they end. Google's own client is not used for this part: its
 * token address for service accounts is fixed, and it repeats failed requests unasked, longer than a caller can wait.
 */
export function createToken({ credentials, tokenUrl, clock, fetch: get = fetch }: TokenOptions) {
  let kept: { token: string; until: number } | null = null;
  let asking: Promise<string> | null = null;

  const ask = async (): Promise<string> => {
    const leave = new AbortController();
    const request = async () => {
      const body = new URLSearchParams(grantOf(credentials, tokenUrl, clock.now()));
      const response = await get(tokenUrl, { method: 'POST', body, signal: leave.signal });
      const answer = readJson(await response.text());
      if (!response.ok) throw refusal(response.status, answer);
      const { success, data } = granted.safeParse(answer);
      if (!success)
        throw new OutsideError('calendar', 'bad_answer', 'Google token: expected a token, got something else', {
          retryable: true,
        });
      kept = { token: data.access_token, until: clock.now() + data.expires_in * 1_000 - EARLY_MS };
      return data.access_token;
    };
    try {
      return await within(clock, TIMEOUT_MS, request(), () => timedOut('calendar', 'Google token', TIMEOUT_MS));
    } catch (thrown) {
      throw calendarError('token', thrown);
    } finally {
      leave.abort();
    }
  };

  return {
    /** @throws {OutsideError} calendar, `invalid_grant` and its like are final */
    async get(): Promise<string> {
      if (kept && kept.until > clock.now()) return kept.token;
      // All who wait share one request.
      asking ??= ask().finally(() => {
        asking = null;
      });
      return asking;
    },
    /** This token was turned away: the next one asked for is new. */
    drop(token: string): void {
      if (kept?.token === token) kept = null;
    },
  };
}

function grantOf(credentials: Credentials, tokenUrl: string, now: number): Record<string, string> {
  if (credentials.kind === 'oauth') {
    const { clientId, clientSecret, refreshToken } = credentials;
    return {
      grant_type: 'refresh_token',
      client_id: clientId,
      client_secret: clientSecret,
      refresh_token: refreshToken,
    };
  }
  return { grant_type: JWT_BEARER, assertion: assertionOf(credentials, tokenUrl, now) };
}

/** RFC 7523, as developers.google.com/identity/protocols/oauth2/service-account has it. */
function assertionOf(
  { email, privateKey, keyId }: Extract<Credentials, { kind: 'service-account' }>,
  audience: string,
  now: number,
): string {
  const iat = Math.floor(now / 1_000);
  const head = { alg: 'RS256', typ: 'JWT', ...(keyId !== undefined && { kid: keyId }) };
  const claims = { iss: email, scope: SCOPE, aud: audience, iat, exp: iat + JWT_SECONDS };
  const signed = [head, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  return `${signed}.${createSign('RSA-SHA256').update(signed).sign(privateKey, 'base64url')}`;
}

function refusal(status: number, answer: unknown): OutsideError {
  const code = refused.safeParse(answer).data?.error ?? `http_${status}`;
  const message = `Google token: expected a token, got ${status} ${code}`;
  return new OutsideError('calendar', code, message, { retryable: status === 429 || status >= 500 });
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
