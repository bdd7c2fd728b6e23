import type { HistoryItem, Spoken, ToolCall } from '../../machines/ports/history.ts';

/** A message as Chat Completions takes it: the part of its shape that we use. */
export type ChatMessage =
  | { role: 'system'; content: string }
  | { role: 'user'; content: string }
  | { role: 'assistant'; content: string | null; tool_calls?: ChatToolCall[] }
  | { role: 'tool'; tool_call_id: string; content: string };

interface ChatToolCall {
  id: string;
  type: 'function';
  function: { name: string; arguments: string };
}

/** Messages that make sense, and are accepted, only together: a call is never parted from its results. */
type Unit = ChatMessage[];

/** What the model is told about a call of which no result is known. */
const NO_RESULT = JSON.stringify({
  success: false,
  message: 'No result of this call is known. It may or may not have been done.',
  error: 'unavailable',
});

/**
 * The call so far as messages that every server of the protocol accepts, at most `budget` characters of it: the oldest are
 * left out first. The newest unit is always kept.
 */
export function historyMessages(history: readonly HistoryItem[], budget: number): ChatMessage[] {
  const units = mergeAdjacent(toUnits(history));
  let size = 0;
  let first = units.length;
  while (first > 0) {
    size += length(units[first - 1] ?? []);
    if (size > budget && first < units.length) break;
    first--;
  }
  return units.slice(first).flat();
}

function toUnits(history: readonly HistoryItem[]): Unit[] {
  const units: Unit[] = [];
  history.forEach((item, i) => {
    switch (item.role) {
      case 'user':
        if (item.text.trim() !== '') units.push([{ role: 'user', content: item.text.trim() }]);
        break;
      case 'note':
        units.push([{ role: 'system', content: item.text }]);
        break;
      case 'assistant': {
        const content = heardText(item.spoken);
        if (item.calls.length > 0) units.push(withResults(content, item.calls, history.slice(i + 1)));
        else if (content !== null) units.push([{ role: 'assistant', content }]);
        break;
      }
      case 'tool': // placed with its call
        break;
    }
  });
  return units;
}

/** One assistant message with all its calls, followed by one result for each, wherever after it that stands. */
function withResults(content: string | null, calls: readonly ToolCall[], later: readonly HistoryItem[]): Unit {
  const results = calls.map(({ id }): ChatMessage => {
    return { role: 'tool', tool_call_id: id, content: resultOf(id, later) ?? NO_RESULT };
  });
  return [{ role: 'assistant', content, tool_calls: calls.map(toolCall) }, ...results];
}

/** The result of a call; one that follows another call of the same id is that one's. */
function resultOf(id: string, later: readonly HistoryItem[]): string | null {
  for (const item of later) {
    if (item.role === 'tool' && item.callId === id) return item.result;
    if (item.role === 'assistant' && item.calls.some((call) => call.id === id)) return null;
  }
  return null;
}

// A server may refuse, or put through its template and trip over, what its own model wrote wrongly. The result says what was wrong.
function toolCall(call: ToolCall): ChatToolCall {
  return {
    id: call.id,
    type: 'function',
    function: {
      name: call.name.replace(/[^\w-]/g, '_').slice(0, 64) || 'unknown',
      arguments: isJsonObject(call.arguments) ? call.arguments : '{}',
    },
  };
}

/** The part of our speech that the model may believe was heard, or null. What is still to be heard counts as heard. */
function heardText(spoken: readonly Spoken[]): string | null {
  const parts = spoken.map((piece) => {
    const heard = (piece.heard ?? piece.text).trim();
    return heard !== '' && heard.length < piece.text.trim().length ? `${heard} —` : heard;
  });
  return parts.filter((part) => part !== '').join(' ') || null;
}

// Some servers' templates want the roles to alternate, and two halves of what a caller said are one thing said.
function mergeAdjacent(units: readonly Unit[]): Unit[] {
  const merged: Unit[] = [];
  for (const unit of units) {
    const last = merged.at(-1)?.at(-1);
    const next = unit[0];
    const alone = merged.at(-1)?.length === 1 && unit.length === 1;
    if (alone && last?.role === 'user' && next?.role === 'user')
      merged[merged.length - 1] = [{ role: 'user', content: `${last.content} ${next.content}` }];
    else if (alone && isSpeech(last) && isSpeech(next))
      merged[merged.length - 1] = [{ role: 'assistant', content: `${last.content} ${next.content}` }];
    else merged.push(unit);
  }
  return merged;
}

function isSpeech(message: ChatMessage | undefined): message is { role: 'assistant'; content: string } {
  return message?.role === 'assistant' && message.tool_calls === undefined && message.content !== null;
}

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

function length(unit: Unit): number {
  return JSON.stringify(unit).length;
}
