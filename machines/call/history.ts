import type { HistoryItem, Spoken, ToolCall } from '../ports/history.ts';
import type { HeardPart } from '../ports/tts.ts';

const lastAssistant = (history: readonly HistoryItem[]): number =>
  history.findLastIndex((item) => item.role === 'assistant');

/** Adds something said by us: to the reply that is being given, or as a new one. Never between calls and their results. */
export function withSpoken(
  history: readonly HistoryItem[],
  spoken: Spoken,
  resultsOutstanding: boolean,
): HistoryItem[] {
  const at = lastAssistant(history);
  const item = history[at];
  const continues =
    item?.role === 'assistant' && (resultsOutstanding || (at === history.length - 1 && item.calls.length === 0));
  if (!continues) return [...history, { role: 'assistant', spoken: [spoken], calls: [] }];
  return history.with(at, { ...item, spoken: [...item.spoken, spoken] });
}

/** Adds the tool calls of the reply whose words, if any, were said just before. */
export function withCalls(history: readonly HistoryItem[], calls: ToolCall[]): HistoryItem[] {
  const item = history.at(-1);
  if (item?.role === 'assistant' && item.calls.length === 0) return history.with(-1, { ...item, calls });
  return [...history, { role: 'assistant', spoken: [], calls }];
}

function mapSpoken(history: readonly HistoryItem[], change: (spoken: Spoken) => Spoken): HistoryItem[] {
  return history.map((item) => (item.role === 'assistant' ? { ...item, spoken: item.spoken.map(change) } : item));
}

export function withHeard(history: readonly HistoryItem[], id: string, at: number): HistoryItem[] {
  return mapSpoken(history, (spoken) => (spoken.id === id ? { ...spoken, heard: spoken.text, at } : spoken));
}

export function withCut(history: readonly HistoryItem[], cut: readonly HeardPart[], at: number): HistoryItem[] {
  const heard = new Map(cut.map((part) => [part.id, part.heard]));
  return mapSpoken(history, (spoken) => {
    const part = heard.get(spoken.id);
    return part === undefined ? spoken : { ...spoken, heard: part, at };
  });
}

/**
 * Was our last question answered while its end was still being heard? Words like "okay" do not take the turn from us, but
 * over the question itself they are the answer to it.
 */
export function wasAnsweredWhileAsked(history: readonly HistoryItem[]): boolean {
  const last = history.at(-1);
  if (last?.role !== 'user') return false;
  const ours = history[lastAssistant(history)];
  const [before, question] = ours?.role === 'assistant' ? [ours.spoken.at(-2), ours.spoken.at(-1)] : [];
  if (!question?.text.trimEnd().endsWith('?')) return false;
  return before === undefined || (before.at !== undefined && last.startedAt >= before.at);
}

/** The last words of ours, where nothing has come after them and all of them were heard; '' otherwise. */
export function lastHeardWhole(history: readonly HistoryItem[]): string {
  const last = history.at(-1);
  const spoken = last?.role === 'assistant' ? last.spoken.at(-1) : undefined;
  return spoken && spoken.heard === spoken.text ? spoken.text : '';
}

/** Is there something that nobody has replied to: words of the caller, a tool's result, a note? Replies that nobody heard do not count. */
export function isUnanswered(history: readonly HistoryItem[]): boolean {
  const last = history.findLast(
    (item) => item.role !== 'assistant' || item.spoken.some((spoken) => spoken.heard !== ''),
  );
  return last !== undefined && last.role !== 'assistant';
}
