import type { RequestOptions } from 'twilio/lib/base/RequestClient.js';
import { type Clock, within } from '../clock.ts';
import { messageOf, OutsideError, timedOut } from '../errors.ts';
import { pause } from './http.ts';

/** What we ask of Twilio about a call in progress. */
export interface TwilioRest {
  /** Ends the call. Resolves also when it is over already. @throws {OutsideError} */
  hangUp(callSid: string): Promise<void>;
  /** Has the call go on with this TwiML, which ends its stream. Resolves also when it is over already. @throws {OutsideError} */
  redirect(callSid: string, twiml: string): Promise<void>;
}

interface TwilioRestOptions {
  accountSid: string;
  authToken: string;
  /** Base of the REST API, without a slash at its end. */
  apiUrl: string;
  clock: Clock;
  /** For one attempt, of which there are at most two. */
  timeoutMs: number;
}

const OFFICIAL = 'https://api.twilio.com';
const RETRY_AFTER_MS = 300; // a caller waits in silence meanwhile

// 20404: the call is not there any more. 21220: it is in no state in which it could be changed.
const ALREADY_OVER: ReadonlySet<unknown> = new Set([20404, 21220]);

/**
 * Twilio's REST API through Twilio's own client, at `apiUrl`.
 *
 * The client takes about 80 ms to load, during which no call would be served: it is loaded as soon as this is made, which is
 * when the server starts, and not for the first caller who says goodbye.
 */
export function createTwilioRest(options: TwilioRestOptions): TwilioRest {
  const { clock, timeoutMs } = options;
  const client = loadClient(options);
  client.catch(() => {}); // told to whoever needs it

  async function attempt(callSid: string, change: { status: 'completed' } | { twiml: string }): Promise<void> {
    try {
      const calls = await client;
      await within(clock, timeoutMs, calls(callSid).update(change), () =>
        timedOut('twilio', 'updating a call', timeoutMs),
      );
    } catch (thrown) {
      const error = asOutsideError(thrown);
      if (error !== null) throw error;
    }
  }

  async function update(callSid: string, change: { status: 'completed' } | { twiml: string }): Promise<void> {
    try {
      await attempt(callSid, change);
    } catch (thrown) {
      // After a time-out we do not know; to wait as long again would help nobody.
      if (!(thrown instanceof OutsideError) || !thrown.retryable || thrown.code === 'timeout') throw thrown;
      await pause(clock, RETRY_AFTER_MS);
      await attempt(callSid, change);
    }
  }

  return {
    hangUp: (callSid) => update(callSid, { status: 'completed' }),
    redirect: (callSid, twiml) => update(callSid, { twiml }),
  };
}

async function loadClient({ accountSid, authToken, apiUrl, timeoutMs }: TwilioRestOptions) {
  const { default: Twilio } = await import('twilio/lib/rest/Twilio.js');
  const { default: RequestClient } = await import('twilio/lib/base/RequestClient.js');

  /** The client knows its host by heart: whatever it asks for is asked of `apiUrl`. */
  class RequestClientAt extends RequestClient {
    override request<T>(request: RequestOptions<T>) {
      return super.request<T>({ ...request, uri: request.uri.replace(OFFICIAL, apiUrl) });
    }
  }

  const httpClient = new RequestClientAt({ timeout: timeoutMs, autoRetry: false });
  // The edge and region of the environment would change the host before it gets here.
  const client = new Twilio(accountSid, authToken, { httpClient, timeout: timeoutMs, edge: '', region: '' });
  return client.calls;
}

/**
 * What failed, for us; null when nothing did: the call is over. The client's own error is not kept as the cause: it holds the
 * request, with its credentials.
 */
function asOutsideError(thrown: unknown): OutsideError | null {
  if (thrown instanceof OutsideError) return thrown;
  const { status, code } = thrown as { status?: unknown; code?: unknown };
  if (typeof status === 'number') {
    if (ALREADY_OVER.has(code) || status === 404) return null;
    const name = typeof code === 'number' && code > 0 ? String(code) : `http_${status}`;
    return failed(name, `expected status 200, got ${status}, ${name}`, status === 429 || status >= 500);
  }
  if (code === 'ECONNABORTED' || code === 'ETIMEDOUT')
    return failed('timeout', `expected an answer, got ${code}`, true);
  if (typeof code === 'string') return failed('unreachable', `expected an answer, got ${code}`, true);
  return failed('invalid_request', `expected a valid request, got ${messageOf(thrown)}`, false);
}

function failed(code: string, message: string, retryable: boolean): OutsideError {
  return new OutsideError('twilio', code, `updating a call: ${message}`, { retryable });
}
