import OpenAI from 'openai';
import type { LlmFact, LlmInput } from '../../machines/ports/llm.ts';
import { type Clock, within } from '../clock.ts';
import { messageOf, timedOut } from '../errors.ts';
import type { Logger } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import { createKeepAliveFetch } from './keep-alive-fetch.ts';
import { runReply } from './reply.ts';
import { createRequestMaker, type RequestOptions } from './request.ts';

export interface LlmOptions extends RequestOptions {
  /** Servers of this protocol that stand on one's own machine often want none. */
  apiKey?: string | undefined;
  clock: Clock;
  log: Logger;
  metrics: Metrics;
  /** Whether connections are opened ahead. Default: where the handshake costs something, which is with https. */
  opensAhead?: boolean;
}

export interface Llm {
  /**
   * Starts a reply. Facts are told later, in order, and never after `abort`; the last is `llm.finished` or `llm.failed`.
   * Nothing is thrown: whatever goes wrong is the code of `llm.failed`.
   */
  reply(input: LlmInput, onFact: (fact: LlmFact) => void): { abort(): void };
  /** Opens a connection if none waits, so that the next reply need not. Never rejects. */
  warm(): Promise<void>;
  close(): void;
}

const WARM_MS = 3_000;

/** The language model behind any server that speaks Chat Completions. One for the process: its connections are shared. */
export function createLlm(options: LlmOptions): Llm {
  const { clock, log, metrics } = options;
  const connections = createKeepAliveFetch();
  const client = new OpenAI({
    apiKey: options.apiKey ?? 'none',
    baseURL: options.baseUrl,
    // The environment is read in one place, and not here.
    organization: null,
    project: null,
    fetch: connections.fetch,
    // Ours decides: the SDK's retries are made for batch work, and its log quotes what callers say.
    maxRetries: 0,
    logLevel: 'off',
  });
  const context = { client, clock, log, metrics, makeBody: createRequestMaker(options) };
  const opensAhead = options.opensAhead ?? options.baseUrl.startsWith('https:');
  let closed = false;

  async function warm(): Promise<void> {
    if (closed || !opensAhead || connections.isWarm()) return;
    const request = new AbortController();
    const opening = client.models.list({ signal: request.signal });
    try {
      await within(clock, WARM_MS, opening, () => timedOut('llm', 'opening a connection', WARM_MS));
    } catch (thrown) {
      request.abort();
      log.debug({ pii: { detail: messageOf(thrown) } }, 'no warm connection to the model');
    }
  }

  return {
    warm,
    reply(input, onFact) {
      const request = new AbortController();
      const { signal } = request;
      const tell = (fact: LlmFact) => {
        if (!signal.aborted) onFact(fact);
      };
      // A failure of our own must neither end the process nor leave the call waiting.
      runReply(context, input, tell, signal).catch((thrown: unknown) => {
        metrics.providerErrors.inc({ provider: 'llm', code: 'internal' });
        log.error({ call_id: input.callId, pii: { detail: messageOf(thrown) } }, 'a reply broke');
        tell({ type: 'llm.failed', code: 'internal' });
      });
      return {
        abort() {
          request.abort();
          // To abort a stream is to close its connection, and the caller who interrupted is about to be answered.
          void warm();
        },
      };
    },
    close() {
      closed = true;
      connections.close();
    },
  };
}
