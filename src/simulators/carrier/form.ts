import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { getExpectedTwilioSignature } from 'twilio/lib/webhooks/webhooks.js';
import { type Clock, within } from '../../clock.ts';

/** Whether what is sent carries `x-twilio-signature`, and a right one. */
export type Sign = 'right' | 'wrong' | 'none';

/** The carrier waits so long for an answer to a webhook. */
const WEBHOOK_MS = 15_000;

/** The header that proves who asks: over the URL exactly as it is called, and the form's fields. */
export function signature(
  authToken: string | undefined,
  sign: Sign,
  url: string,
  fields: Readonly<Record<string, string>>,
): Record<string, string> {
  if (authToken === undefined || sign === 'none') return {};
  const token = sign === 'right' ? authToken : `not ${authToken}`;
  return { 'x-twilio-signature': getExpectedTwilioSignature(token, url, fields) };
}

export interface FormAnswer {
  status: number;
  contentType: string;
  body: string;
}

/** POSTs a form, without keeping the connection. Rejects when nobody answers in time. */
export function postForm(
  clock: Clock,
  url: string,
  fields: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>>,
): Promise<FormAnswer> {
  const body = new URLSearchParams(fields).toString();
  const aborter = new AbortController();
  const answer = new Promise<FormAnswer>((resolve, reject) => {
    const open = url.startsWith('https:') ? httpsRequest : httpRequest;
    const request = open(
      url,
      {
        method: 'POST',
        agent: false,
        signal: aborter.signal,
        headers: {
          ...headers,
          'content-type': 'application/x-www-form-urlencoded; charset=UTF-8',
          'content-length': Buffer.byteLength(body),
          'user-agent': 'TwilioProxy/1.1',
          connection: 'close',
        },
      },
      (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => {
          text += chunk;
        });
        response.on('error', reject);
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            contentType: response.headers['content-type'] ?? '',
            body: text,
          }),
        );
      },
    );
    request.on('error', reject);
    request.end(body);
  });
  const late = () => new Error(`expected an answer to a webhook within ${WEBHOOK_MS} ms, got none`);
  return within(clock, WEBHOOK_MS, answer, late).finally(() => aborter.abort());
}
