import type OpenAI from 'openai';
import type { ToolCall } from '../../machines/ports/history.ts';
import type { LlmFact, LlmInput } from '../../machines/ports/llm.ts';
import type { Clock } from '../clock.ts';
import type { Logger } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import type { Failure } from './failures.ts';
import type { Gathered } from './gather.ts';
import type { RequestBody } from './request.ts';
import { createSentences } from './sentences.ts';
import { streamOnce } from './stream.ts';
import { countTokens } from './usage.ts';

export interface ReplyContext {
  client: OpenAI;
  clock: Clock;
  log: Logger;
  metrics: Metrics;
  makeBody(input: LlmInput, now: number): RequestBody;
}

const ATTEMPTS = 2;
const LONGEST_RETRY_AFTER_MS = 1_000; // somebody is listening to the silence
const OVERLOADED_PAUSE_MS = 200;

/**
 * One reply, from the request to its last fact. What failed before anything came is asked for once more; what failed later
 * is not, because its beginning has been said. Tells nothing once `signal` is aborted.
 */
export async function runReply(
  context: ReplyContext,
  input: LlmInput,
  tell: (fact: LlmFact) => void,
  signal: AbortSignal,
): Promise<void> {
  const { client, clock, metrics } = context;
  const startedAt = clock.now();
  const body = context.makeBody(input, startedAt);
  const speech = speechOf(tell);
  const once = {
    client,
    clock,
    body,
    // The provider logs this id with the request, so that a bad reply can be asked about.
    headers: { 'X-Client-Request-Id': `${input.callId}/${input.reply}` },
    idOf: (place: number) => `call_${input.reply}_${place}`,
  };
  const handlers = {
    began() {
      metrics.turnLatency.observe({ stage: 'llm_first_token' }, (clock.now() - startedAt) / 1000);
      tell({ type: 'llm.startedAnswering' });
    },
    said: speech.push,
    // Nothing follows soon: what stands before the calls need not wait for them.
    calling: speech.end,
  };

  for (let attempt = 1; ; attempt++) {
    const ending = await streamOnce(once, handlers, signal);
    if (ending === null) {
      if (speech.streamed() !== '') countTokens(metrics, body, speech.streamed(), null);
      return;
    }
    const { gathered, begun } = ending;
    if (gathered.failure === null) return finish(context, input, body, gathered, speech, tell);
    const again = attempt < ATTEMPTS && !begun && isWorthRetrying(gathered.failure);
    report(context, input, gathered.failure, attempt, again);
    if (!again) {
      if (begun) countTokens(metrics, body, speech.streamed(), gathered.usage);
      return tell({ type: 'llm.failed', code: gathered.failure.code });
    }
    await pause(clock, pauseBefore(gathered.failure), signal);
  }
}

function finish(
  { metrics }: ReplyContext,
  input: LlmInput,
  body: RequestBody,
  gathered: Gathered,
  speech: Speech,
  tell: (fact: LlmFact) => void,
): void {
  speech.end();
  const calls = withOwnIds(gathered.calls, input);
  const usage = countTokens(metrics, body, speech.streamed() + JSON.stringify(calls), gathered.usage);
  tell({ type: 'llm.finished', text: speech.said(), calls, usage });
}

interface Speech {
  push(text: string): void;
  end(): void;
  /** What the model wrote, and what of it was told as sentences. */
  streamed(): string;
  said(): string;
}

function speechOf(tell: (fact: LlmFact) => void): Speech {
  const sentences = createSentences();
  const told: string[] = [];
  let streamed = '';
  const say = (closed: readonly string[]) => {
    for (const text of closed) {
      told.push(text);
      tell({ type: 'llm.saidSentence', text });
    }
  };
  return {
    push(text) {
      streamed += text;
      say(sentences.push(text));
    },
    end: () => say(sentences.end()),
    streamed: () => streamed,
    said: () => told.join(' '),
  };
}

/** Some servers number the calls of every reply alike; in the history of a call an id stands for one call only. */
function withOwnIds(calls: readonly ToolCall[], input: LlmInput): ToolCall[] {
  const taken = new Set(
    input.history.flatMap((item) => (item.role === 'assistant' ? item.calls.map((c) => c.id) : [])),
  );
  return calls.map((call, place) => {
    const id = taken.has(call.id) ? `call_${input.reply}_${place}` : call.id;
    taken.add(id);
    return { ...call, id };
  });
}

function isWorthRetrying(failure: Failure): boolean {
  return failure.retryable && (failure.retryAfter ?? 0) <= LONGEST_RETRY_AFTER_MS;
}

function pauseBefore(failure: Failure): number {
  if (failure.retryAfter !== null) return failure.retryAfter;
  return failure.code === 'rate_limited' || failure.code === 'server_error' ? OVERLOADED_PAUSE_MS : 0;
}

function pause(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  if (ms <= 0 || signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = clock.setTimeout(() => resolve(), ms);
    const wake = () => {
      clock.clearTimeout(timer);
      resolve();
    };
    signal.addEventListener('abort', wake, { once: true });
  });
}

function report(
  { log, metrics }: ReplyContext,
  input: LlmInput,
  failure: Failure,
  attempt: number,
  again: boolean,
): void {
  metrics.providerErrors.inc({ provider: 'llm', code: failure.code });
  const fields = { callId: input.callId, reply: input.reply, code: failure.code, attempt, again };
  log.warn({ ...fields, pii: { detail: failure.detail } }, 'the model gave no answer');
}
