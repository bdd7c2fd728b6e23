import type { SpeechKind } from './tts.ts';

/** A tool call as the model wrote it: `arguments` is the raw text, which may not be JSON. */
export interface ToolCall {
  id: string;
  name: string;
  arguments: string;
}

/** Something we said: what was generated, and what of it was heard. `pending` until one or the other is known. */
export interface Spoken {
  id: string;
  kind: SpeechKind;
  text: string;
  /** Undefined while it is still to be heard; then the part that was heard: all of `text`, a prefix, or ''. */
  heard?: string;
  /** Media-clock time at which the last of it was heard, once that is known. */
  at?: number;
}

/**
 * The call as the model is to know it, oldest first. An assistant item with calls is followed at once by one `tool` item
 * for each of them, in the order of the calls (OpenAI refuses any other order).
 */
export type HistoryItem =
  | { role: 'user'; text: string; startedAt: number; endedAt: number }
  | { role: 'assistant'; spoken: Spoken[]; calls: ToolCall[] }
  | { role: 'tool'; callId: string; name: string; result: string; at?: number }
  /** A note of the product's to the model: the line was silent, the call was cut off and came back. */
  | { role: 'note'; text: string; at?: number };
