import type { HistoryItem } from '../../machines/ports/history.ts';
import type { ToolResult } from '../../machines/ports/tools.ts';

/** One turn as it is kept: what was said, and for our own words what of them was heard. Times are ms on the media clock. */
export type TranscriptTurn =
  | { speaker: 'caller'; heard: string; started_at: number; ended_at: number }
  | { speaker: 'agent'; kind: string; generated: string; heard: string; ended_at: number | null };

/** The call as it was heard. What was generated and never heard keeps its words, with nothing heard of them. */
export function transcriptOf(history: readonly HistoryItem[]): TranscriptTurn[] {
  return history.flatMap((item): TranscriptTurn[] => {
    if (item.role === 'user')
      return [{ speaker: 'caller', heard: item.text, started_at: item.startedAt, ended_at: item.endedAt }];
    if (item.role !== 'assistant') return [];
    return item.spoken.map(({ kind, text, heard, at }) => ({
      speaker: 'agent',
      kind,
      generated: text,
      heard: heard ?? '',
      ended_at: at ?? null,
    }));
  });
}

/** One use of a tool as it is kept. `at` is ms on the media clock; null where it is not known. */
export interface ToolUse {
  name: string;
  result: string;
  at: number | null;
}

/** Which tools were used, in order, when, and what came of each: a code, never a person's data. */
export function toolsOf(history: readonly HistoryItem[], at: (id: string) => number | null): ToolUse[] {
  return history.flatMap((item) =>
    item.role === 'tool' ? [{ name: item.name, result: codeOf(item.result), at: at(item.callId) }] : [],
  );
}

/** What was made into speech, heard or not. */
export function spokenIn(history: readonly HistoryItem[]): string[] {
  return history.flatMap((item) => (item.role === 'assistant' ? item.spoken.map(({ text }) => text) : []));
}

function codeOf(text: string): string {
  const result = JSON.parse(text) as ToolResult;
  return result.success ? 'ok' : (result.error ?? 'failed');
}
