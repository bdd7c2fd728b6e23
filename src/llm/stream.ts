import type OpenAI from 'openai';
import type { Clock } from '../clock.ts';
import { type Failure, failure, failureOf } from './failures.ts';
import { createGatherer, type Gathered } from './gather.ts';

const FIRST_TOKEN_MS = 4_000; // a caller who hears nothing for longer hangs up or speaks again
const STALL_MS = 4_000;
const USAGE_MS = 500; // the count of tokens follows the end at once, or it does not come

export interface StreamHandlers {
  /** The first word or the first piece of a tool call. Told once. */
  began(): void;
  said(text: string): void;
  /** A tool call begins or goes on: what was said so far is complete. */
  calling(): void;
}

export interface Ending {
  gathered: Gathered;
  /** Whether anything had come: then the request must not be repeated. */
  begun: boolean;
}

export interface StreamOnce {
  client: OpenAI;
  clock: Clock;
  body: OpenAI.Chat.ChatCompletionCreateParamsStreaming;
  headers: Record<string, string>;
  idOf: (place: number) => string;
}

/**
 * One request, read to its end. Always settles: with a failure in `gathered` where there is no answer, or with null when
 * `signal` was aborted. After it has settled no handler is called.
 */
export function streamOnce(once: StreamOnce, handlers: StreamHandlers, signal: AbortSignal): Promise<Ending | null> {
  const { client, clock, body, headers, idOf } = once;
  const gatherer = createGatherer();
  const request = new AbortController();
  return new Promise((resolve) => {
    let begun = false;
    let settled = false;
    let timer = clock.setTimeout(() => fail(failure('first_token_timeout', true)), FIRST_TOKEN_MS);

    function settle(ending: Ending | null): void {
      if (settled) return;
      settled = true;
      clock.clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      resolve(ending);
    }
    function fail(why: Failure): void {
      settle({ gathered: { ...gatherer.conclude(idOf), calls: [], failure: why }, begun });
      request.abort();
    }
    function finish(): void {
      settle({ gathered: gatherer.conclude(idOf), begun });
    }
    function onAbort(): void {
      settle(null);
      request.abort();
    }
    function rearm(): void {
      clock.clearTimeout(timer);
      timer = gatherer.isComplete
        ? clock.setTimeout(() => {
            finish();
            request.abort();
          }, USAGE_MS)
        : clock.setTimeout(() => fail(failure('stalled', false)), STALL_MS);
    }

    async function read(): Promise<void> {
      const stream = await client.chat.completions.create(body, { signal: request.signal, headers });
      for await (const chunk of stream) {
        if (settled) return;
        // An error event without the usual envelope passes the SDK as if it were a chunk.
        if (!Array.isArray(chunk.choices)) return fail(failure('stream_error', true));
        const { text, isCall } = gatherer.add(chunk);
        if (!begun && (text !== '' || isCall)) {
          begun = true;
          handlers.began();
        }
        if (text !== '') handlers.said(text);
        if (isCall) handlers.calling();
        if (begun || gatherer.isComplete) rearm();
      }
      finish();
    }

    signal.addEventListener('abort', onAbort);
    if (signal.aborted) return onAbort();
    read().catch((thrown: unknown) => fail(failureOf(thrown)));
  });
}
