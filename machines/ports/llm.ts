import type { ConversationFacts } from './conversation.ts';
import type { HistoryItem, ToolCall } from './history.ts';
import type { ToolName } from './tools.ts';

/** Everything that a reply is made from, as plain data. */
export interface LlmInput {
  callId: string;
  /** Which reply of this call it is, counted from 1. */
  reply: number;
  history: readonly HistoryItem[];
  /** The tools that are offered in this state of the conversation. Empty with `toolChoice: 'none'`'s meaning. */
  offered: readonly ToolName[];
  /** `none` after too many rounds of tools: words only. */
  toolChoice: 'auto' | 'none';
  facts: ConversationFacts;
}

export type LlmFact =
  | { type: 'llm.startedAnswering' }
  /** One sentence, closed, clean of markup, ready to be spoken. */
  | { type: 'llm.saidSentence'; text: string }
  /** The reply is complete. `calls` are in the order of their index; they may be empty, and so may `text`. */
  | { type: 'llm.finished'; text: string; calls: ToolCall[]; usage: Usage }
  /** No (more) answer will come; the adapter has already retried what is worth retrying. */
  | { type: 'llm.failed'; code: string };

export interface Usage {
  prompt: number;
  completion: number;
  cached: number;
  /** Whether the provider counted, or we estimated (an aborted stream brings no count). */
  counted: boolean;
}
