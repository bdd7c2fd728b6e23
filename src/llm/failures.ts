import { APIConnectionError, APIError } from 'openai';
import { messageOf } from '../errors.ts';

/** Why a request to the model failed, as a stable code, and whether asking again may help. */
export interface Failure {
  code: FailureCode;
  retryable: boolean;
  /** How long the server wants us to wait, milliseconds; null where it does not say. */
  retryAfter: number | null;
  /** The provider's own words, which may quote what was sent: never for a log's message. */
  detail: string;
}

export type FailureCode =
  | 'first_token_timeout'
  | 'stalled'
  | 'stream_cut'
  | 'stream_error'
  | 'connection'
  | 'rate_limited'
  | 'insufficient_quota'
  | 'unauthorized'
  | 'not_found'
  | 'bad_request'
  | 'context_length_exceeded'
  | 'server_error'
  | 'content_filter'
  | 'refusal'
  | 'length'
  | 'empty_reply'
  | 'internal';

export function failure(code: FailureCode, retryable: boolean, detail = ''): Failure {
  return { code, retryable, retryAfter: null, detail };
}

/** Reads what the SDK threw. Sources: the provider's table of errors; the SDK's `APIError` and its kin. */
export function failureOf(thrown: unknown): Failure {
  const detail = messageOf(thrown);
  if (thrown instanceof APIConnectionError) return failure('connection', true, detail);
  if (!(thrown instanceof APIError))
    return failure(isOfTheStream(thrown) ? 'stream_cut' : 'internal', isOfTheStream(thrown), detail);
  const code: unknown = thrown.code;
  if (code === 'insufficient_quota' || thrown.type === 'insufficient_quota')
    return failure('insufficient_quota', false, detail);
  if (code === 'context_length_exceeded') return failure('context_length_exceeded', false, detail);
  const { status } = thrown;
  if (status === undefined) return failure('stream_error', true, detail);
  if (status === 401 || status === 403) return failure('unauthorized', false, detail);
  if (status === 404) return failure('not_found', false, detail);
  if (status === 429) return { code: 'rate_limited', retryable: true, retryAfter: retryAfter(thrown.headers), detail };
  if (status === 408 || status >= 500)
    return { code: 'server_error', retryable: true, retryAfter: retryAfter(thrown.headers), detail };
  return failure('bad_request', false, detail);
}

// A stream that breaks off ends in half a line of JSON or in the socket's own error.
function isOfTheStream(thrown: unknown): boolean {
  if (thrown instanceof SyntaxError) return true;
  return thrown instanceof Error && ('code' in thrown || thrown.message === 'terminated');
}

function retryAfter(headers: Headers | undefined): number | null {
  const ms = Number.parseFloat(headers?.get('retry-after-ms') ?? '');
  if (Number.isFinite(ms)) return ms;
  const seconds = Number.parseFloat(headers?.get('retry-after') ?? '');
  return Number.isFinite(seconds) ? seconds * 1000 : null;
}
