import type OpenAI from 'openai';
import type { ToolCall } from '../../machines/ports/history.ts';
import { type Failure, failure } from './failures.ts';

type Chunk = OpenAI.Chat.ChatCompletionChunk;
type CallFragment = OpenAI.Chat.ChatCompletionChunk.Choice.Delta.ToolCall;

/** What one chunk of the stream brought that somebody waits for. */
interface Progress {
  /** New words, or ''. */
  text: string;
  /** A piece of a tool call: no more words are likely to come before it. */
  isCall: boolean;
}

export interface Gathered {
  text: string;
  calls: ToolCall[];
  usage: OpenAI.CompletionUsage | null;
  /** Why there is no answer; null where there is one. */
  failure: Failure | null;
}

export interface Gatherer {
  add(chunk: Chunk): Progress;
  /** Whether the model has said why it stopped: only the count of tokens may still come. */
  readonly isComplete: boolean;
  readonly text: string;
  /** @param idOf makes an id where the server gave none: by the call's place in the reply */
  conclude(idOf: (place: number) => string): Gathered;
}

/** Puts the chunks of one streamed reply together. Pure: it knows nothing of time or sockets. */
export function createGatherer(): Gatherer {
  let text = '';
  let refusal = '';
  let finish: string | null = null;
  let usage: OpenAI.CompletionUsage | null = null;
  const calls: { index: number; id: string; name: string; arguments: string }[] = [];

  function addFragment(fragment: CallFragment): void {
    // Not every server counts as the protocol says: several calls may share an index, or have none.
    const index = fragment.index ?? (fragment.id ? calls.length : calls.length - 1);
    let call = calls.findLast((known) => known.index === index);
    if (!call || (fragment.id && call.id && fragment.id !== call.id)) {
      call = { index, id: '', name: '', arguments: '' };
      calls.push(call);
    }
    call.id ||= fragment.id ?? '';
    call.name += fragment.function?.name ?? '';
    call.arguments += fragment.function?.arguments ?? '';
  }

  return {
    get isComplete() {
      return finish !== null;
    },
    get text() {
      return text;
    },
    add(chunk) {
      if (chunk.usage) usage = chunk.usage;
      // The chunk that counts tokens has none, and some servers leave even the list out.
      const choice = (chunk.choices as typeof chunk.choices | null | undefined)?.[0];
      if (!choice) return { text: '', isCall: false };
      const { delta } = choice;
      text += delta?.content ?? '';
      refusal += delta?.refusal ?? '';
      for (const fragment of delta?.tool_calls ?? []) addFragment(fragment);
      finish = choice.finish_reason ?? finish;
      return { text: delta?.content ?? '', isCall: (delta?.tool_calls?.length ?? 0) > 0 };
    },
    conclude(idOf) {
      const whole = calls.toSorted((a, b) => a.index - b.index);
      // A reply that was cut off for length may have been cut off inside of arguments: nothing of it is ever done.
      const kept = finish === 'length' ? [] : whole;
      return {
        text,
        usage,
        calls: kept.map((call, place) => ({ id: call.id || idOf(place), name: call.name, arguments: call.arguments })),
        failure: whyNot(finish, refusal, text, kept.length),
      };
    },
  };
}

function whyNot(finish: string | null, refusal: string, text: string, calls: number): Failure | null {
  if (refusal !== '') return failure('refusal', false);
  if (finish === 'content_filter') return failure('content_filter', false);
  if (finish === null) return failure('stream_cut', true);
  if (text.trim() !== '' || calls > 0) return null;
  return finish === 'length' ? failure('length', false) : failure('empty_reply', true);
}
