import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { type Refusal, refusalWith } from './refusal.ts';

/** `Authorization: Token <API key>` or `Bearer <JWT>`; with `apiKey` only that one. */
export function authorize(header: string | undefined, apiKey: string | undefined): Refusal | null {
  const key = header?.match(/^(?:token|bearer) (\S+)$/i)?.[1];
  if (key === undefined || (apiKey !== undefined && key !== apiKey)) return refusalWith(401);
  return null;
}

/** Answers an upgrade with an error, as Deepgram does: JSON body, and the same text in `dg-error`. */
export function refuse(raw: Socket, requestId: string, refusal: Refusal): void {
  const body = JSON.stringify({ err_code: refusal.code, err_msg: refusal.message, request_id: requestId });
  const head = [
    `HTTP/1.1 ${refusal.status} ${STATUS_CODES[refusal.status] ?? 'Refused'}`,
    'connection: close',
    'content-type: application/json',
    `content-length: ${Buffer.byteLength(body)}`,
    `dg-request-id: ${requestId}`,
    `dg-error: ${refusal.message}`,
  ];
  raw.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}
