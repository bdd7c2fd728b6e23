import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../../clock.ts';
import type { ChatRequest, Reply } from './types.ts';

type Outcome = 'answered' | 'refused' | 'broken' | 'aborted';

export interface RecordedRequest {
  /** When all of it was there. Milliseconds since the epoch, on the simulator's clock. */
  at: number;
  /** When each token was written, and last of all the end. */
  writtenAt: number[];
  callId: string;
  body: ChatRequest;
  headers: Record<string, string>;
  /** The port it came from: requests over one connection have the same. */
  remotePort: number;
  reply?: Reply;
  outcome?: Outcome;
  endedAt?: number;
  /** Settles when it is over: `aborted` means that the client left before the end. */
  ended: Promise<Outcome>;
}

/** Begins the record of a request; it completes itself when the response is closed. */
export function recordOf(
  body: ChatRequest,
  request: IncomingMessage,
  response: ServerResponse,
  clock: Clock,
  at: number,
): RecordedRequest {
  const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
  const record: RecordedRequest = {
    at,
    writtenAt: [],
    callId: (headers['x-client-request-id'] ?? '').replace(/\/[^/]*$/, ''),
    body,
    headers,
    remotePort: request.socket.remotePort ?? 0,
    ended: new Promise((resolve) => {
      response.once('close', () => {
        record.outcome ??= response.writableFinished ? 'answered' : 'aborted';
        record.endedAt = clock.now();
        resolve(record.outcome);
      });
    }),
  };
  return record;
}
