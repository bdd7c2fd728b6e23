import type { RequestOptions } from 'twilio/lib/base/RequestClient.js';
import { messageOf, OutsideError } from '../errors.ts';

export interface TwilioAccess {
  accountSid: string;
  authToken: string;
  /** Base of the REST API, without a slash at its end. */
  apiUrl: string;
  /** For one attempt. */
  timeoutMs: number;
}

const OFFICIAL = 'https://api.twilio.com';

/** Twilio's own client, pointed at `apiUrl`. It takes about 80 ms to load, during which no call is served. */
export async function loadTwilio({ accountSid, authToken, apiUrl, timeoutMs }: TwilioAccess) {
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
  return new Twilio(accountSid, authToken, { httpClient, timeout: timeoutMs, edge: '', region: '' });
}

/**
 * What failed, for us: `code` is Twilio's own where there is one. The client's own error is not kept as the cause: it holds
 * the request, with its credentials.
 */
export function twilioError(what: string, thrown: unknown): OutsideError {
  if (thrown instanceof OutsideError) return thrown;
  const failed = (code: string, message: string, retryable: boolean) =>
    new OutsideError('twilio', code, `${what}: ${message}`, { retryable });
  const { status, code } = thrown as { status?: unknown; code?: unknown };
  if (typeof status === 'number') {
    const name = typeof code === 'number' && code > 0 ? String(code) : `http_${status}`;
    return failed(name, `expected a success, got ${status}, ${name}`, status === 429 || status >= 500);
  }
  if (code === 'ECONNABORTED' || code === 'ETIMEDOUT')
    return failed('timeout', `expected an answer, got ${code}`, true);
  if (typeof code === 'string') return failed('unreachable', `expected an answer, got ${code}`, true);
  return failed('invalid_request', `expected a valid request, got ${messageOf(thrown)}`, false);
}
