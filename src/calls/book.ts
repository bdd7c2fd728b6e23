import type { CallOutput } from '../../machines/call/types.ts';
import type { LiveCall } from './live-call.ts';
import { spokenIn, toolsOf, transcriptOf } from './transcript.ts';

/** The shop whose calls these are. */
export interface ShopOfCall {
  shopId: string;
  name: string;
  /** Null: the product's own greeting. */
  greeting: string | null;
  /** Said in every greeting; null: nothing is. */
  disclosure: string | null;
}

/** A call as it came to us. */
export type Arrival = Pick<LiveCall, 'callId' | 'callSid' | 'shopId' | 'from' | 'to' | 'startedAt'>;

/** Where calls are written down. No method may reject or make a call wait. */
export interface CallBook {
  began(call: Arrival): void;
  /** There was no room for it, or no time. */
  turnedAway(call: Arrival): void;
  ended(call: LiveCall, end: CallEnd): void;
  /** A call that was thought to be over goes on. */
  wentOn(call: LiveCall): void;
}

export interface CallEnd {
  at: number;
  outcome: CallOutput['outcome'];
  customerId: string | null;
  transcript: ReturnType<typeof transcriptOf>;
  tools: ReturnType<typeof toolsOf>;
  tokens: { prompt: number; completion: number; cached: number };
  /** Everything that was made into speech, in order. */
  spoken: readonly string[];
  /** Who the caller was handed to, E.164; null: nobody, or nobody came. */
  transferredTo: string | null;
}

/** What is to be written down of a call that is over now, or as far as we know. */
export function endOf({ actor, fate, toolTimes }: LiveCall, at: number, outcome: CallEnd['outcome']): CallEnd {
  const { history, usage, standing } = actor.getSnapshot().context;
  return {
    at,
    outcome,
    customerId: standing?.facts.customer?.customerId ?? null,
    transcript: transcriptOf(history),
    tools: toolsOf(history, toolTimes.at),
    tokens: { prompt: usage.prompt, completion: usage.completion, cached: usage.cached },
    spoken: spokenIn(history),
    transferredTo: fate.next === 'dial' ? fate.number : null,
  };
}
