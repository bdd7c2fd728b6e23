import type { ConversationFact } from '../conversation/types.ts';
import type { ConversationFacts } from '../ports/conversation.ts';
import type { HistoryItem, ToolCall } from '../ports/history.ts';
import type { LineFact } from '../ports/line.ts';
import type { LlmFact, Usage } from '../ports/llm.ts';
import type { Placed } from '../ports/placed.ts';
import type { RecordsFact } from '../ports/records.ts';
import type { SttFact } from '../ports/stt.ts';
import type { Grant, ReadBack, ToolName, ToolsFact } from '../ports/tools.ts';
import type { TtsFact, Utterance } from '../ports/tts.ts';
import type { Phrases } from './phrases.ts';

export type CallEvent =
  | SttFact
  | TtsFact
  | LlmFact
  | ToolsFact
  | LineFact
  | RecordsFact
  | ConversationFact
  /** Raised by the call itself: recognition is gone for good. */
  | { type: 'hearing.failed' };

export interface CallInput {
  callId: string;
  /** E.164, or null when the number is withheld. */
  from: string | null;
  shopName: string;
  phrases: Phrases;
  /** What we called for; nothing when we were called. */
  placed?: Placed | null;
}

export type CallOutcome =
  | 'completed'
  | 'caller_hung_up'
  | 'transferred'
  | 'callback_recorded'
  | 'silent'
  | 'too_long'
  | 'dropped'
  | 'failed'
  | 'canceled'
  | 'voicemail';

/** Plain data, all of it: what a call remembers can be stored, shown and given to a fresh actor. */
export interface CallContext extends CallInput {
  /** The caller's first name, when the number is known: for the greeting. */
  firstName: string | null;
  history: HistoryItem[];
  /** What the caller said while tool results were outstanding: it follows them in the history. */
  meanwhile: HistoryItem[];
  /** What we have said and they have not yet heard, in order. */
  unheard: Unheard[];
  utterances: number;
  replies: number;
  /** Replies with tool calls in this turn. */
  rounds: number;
  /** Things said in this turn, the holding phrase apart. */
  saidThisTurn: number;
  /** How often in a row nobody has answered. */
  silences: number;
  /** How often in a row the model has failed. */
  llmFailures: number;
  standing: { facts: ConversationFacts; offered: ToolName[] } | null;
  /** Tool calls of the last reply that have no result yet; the first is the one being worked on. */
  toolCalls: ToolCall[];
  /** How the tool call in hand was granted; null while it is being judged. */
  granted: Grant['mode'] | null;
  /** Tool calls that were left while they ran: an effect that has begun ends, and is heard of. */
  running: { id: string; name: string; mode: Grant['mode'] }[];
  readBack: ReadBack | null;
  /** The number of the person who is to take over, once the transfer tool has named one. */
  transferTo: string | null;
  /** Whether the last reply asked to end the call. */
  farewell: 'none' | 'asked';
  usage: Usage;
  outcome: CallOutcome;
}

export interface Unheard extends Pick<Utterance, 'id' | 'kind'> {
  /** Media-clock time at which the substance of a read-back had been heard. */
  substanceHeardAt: number | null;
}

export interface CallOutput {
  callId: string;
  outcome: CallOutcome;
  history: HistoryItem[];
  usage: Usage;
  customerId: string | null;
}
