import type { AnswerPlan, Detection } from './answering.ts';
import type { DialResult } from './diary.ts';
import type { MediaOptions } from './media.ts';
import type { StatusPlan } from './status.ts';
import type { EndReason } from './verbs.ts';

export interface CallOptions extends MediaOptions {
  webhookUrl: string;
  from: string;
  to: string;
  callSid?: string;
  statusUrl?: string;
  /** `outbound-api`: a call that we placed; `from` is our number then. */
  direction?: 'inbound' | 'outbound-api';
  /** What becomes of a call that we placed; default: a human answers at once. */
  answer?: AnswerPlan;
  /** How long it may ring. */
  ringMs?: number;
  /** Whether somebody listens who it is that answers. */
  detection?: Detection;
  /** Further parameters of the webhooks, or others instead of the usual ones. */
  parameters?: Readonly<Record<string, string>>;
  status?: StatusPlan;
  /** How a `<Dial>` ends, and after how long. */
  dial?: { result?: DialResult; ms?: number };
  /** How fast `<Say>` speaks. */
  sayCharactersPerSecond?: number;
  /** False: neither side's sound is kept, only counted (long runs of many calls). */
  keepSound?: boolean;
}

export interface CallEnd {
  reason: EndReason;
  /** The verbs that were run, in order. */
  verbs: readonly string[];
  /** The number that answered a `<Dial>`. */
  transferredTo: string | null;
  durationMs: number;
}
