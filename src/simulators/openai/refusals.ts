import type { Fault, RefusalKind } from './types.ts';

/** An answer that is not a stream. */
export interface Refusal {
  status: number;
  headers: Record<string, string>;
  body: { error: { message: string; type: string; param: string | null; code: string | null } };
}

type Row = [status: number, type: string, code: string | null, message: string];

const TABLE: Record<RefusalKind, Row> = {
  'bad-request': [400, 'invalid_request_error', null, 'Simulated: the request is not valid.'],
  unauthorized: [401, 'invalid_request_error', 'invalid_api_key', 'Incorrect API key provided.'],
  'not-found': [
    404,
    'invalid_request_error',
    'model_not_found',
    'The model does not exist or you do not have access to it.',
  ],
  'rate-limit': [429, 'tokens', 'rate_limit_exceeded', 'Rate limit reached. Please try again in 1.78s.'],
  'insufficient-quota': [
    429,
    'insufficient_quota',
    'insufficient_quota',
    'You exceeded your current quota, please check your plan and billing details.',
  ],
  'server-error': [500, 'server_error', null, 'The server had an error while processing your request.'],
  overloaded: [503, 'server_error', null, 'The engine is currently overloaded, please try again later.'],
};

/** The refusal that a fault asks for, or undefined for faults of the stream. */
export function refusalOf(fault: Fault): Refusal | undefined {
  if (!isRefusal(fault.kind)) return undefined;
  const [status, type, code, message] = TABLE[fault.kind];
  return { ...refuse(status, message, { type, code }), headers: retryHeaders(fault.retryAfterMs) };
}

export function refuse(
  status: number,
  message: string,
  details: { type?: string; code?: string | null; param?: string | null } = {},
): Refusal {
  const { type = 'invalid_request_error', code = null, param = null } = details;
  return { status, headers: {}, body: { error: { message, type, param, code } } };
}

function isRefusal(kind: string): kind is RefusalKind {
  return kind in TABLE;
}

function retryHeaders(ms: number | undefined): Record<string, string> {
  if (ms === undefined) return {};
  return ms % 1000 === 0 ? { 'Retry-After': String(ms / 1000) } : { 'retry-after-ms': String(ms) };
}
