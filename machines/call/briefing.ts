import type { Cause } from '../ports/conversation.ts';
import type { HistoryItem } from '../ports/history.ts';
import type { TransferWord } from '../ports/line.ts';
import type { ToolResult } from '../ports/tools.ts';
import type { CallContext } from './types.ts';

/** What we hand over for when nobody asked for it: we cannot go on. */
const OURS = 'assistant_unable';
/** For staff: why the caller is to have a person. */
const WHY: Record<Cause, string> = {
  request: 'asked for a person',
  anger: 'upset',
  complaint: 'has a complaint',
  warranty: 'about a warranty',
  verification: 'could not be verified',
  'look-ups': 'could not be found on file',
  'no-progress': 'could not be understood or helped',
};
/** A colleague reads this while the telephone rings. */
const LAST_WORDS = 4;

type Known = Pick<CallContext, 'history' | 'standing' | 'firstName' | 'from'>;

/** What is told to the colleague, from the call as it was heard. Pure. */
export function transferWord({ history, standing, firstName, from }: Known): TransferWord {
  const { identity = 'unknown', topic = 'opening', customer = null } = standing?.facts ?? {};
  const cause = standing?.facts.cause ?? null;
  const name = customer?.firstName ?? firstName ?? null;
  const reason = reasonIn(history);
  const said = history.flatMap((item) => (item.role === 'user' ? [item.text] : [])).slice(-LAST_WORDS);
  const lines = [
    `Caller: ${name ?? 'somebody who is not on file'} (${identity}), from ${from ?? 'a withheld number'}.`,
    `About: ${topic}.`,
    ...(cause ? [`Why a person: ${WHY[cause]}.`] : []),
    `They said: ${said.length > 0 ? said.map((text) => `"${text}"`).join(' ') : 'nothing'}.`,
    `Tried: ${tried(history).join(', ') || 'nothing'}.`,
  ];
  return {
    reason: reason ?? whyHandedOver({ standing }),
    briefing: lines.join('\n'),
    gist: { name, identity, topic, reason, lastWords: said.at(-1) ?? null },
    customerId: customer?.customerId ?? null,
  };
}

/** The reason that is written down where the call hands over of itself. Pure. */
export function whyHandedOver({ standing }: Pick<CallContext, 'standing'>): string {
  const cause = standing?.facts.cause ?? null;
  return cause ? WHY[cause] : OURS;
}

/** The model's own reason, when the newest use of a tool was to hand over. */
function reasonIn(history: readonly HistoryItem[]): string | null {
  const last = history.findLast((item) => item.role === 'assistant' && item.calls.length > 0);
  const call = last?.role === 'assistant' ? last.calls.find(({ name }) => name === 'transfer_to_human') : undefined;
  if (!call) return null;
  try {
    const { reason } = JSON.parse(call.arguments) as { reason?: unknown };
    return typeof reason === 'string' && reason !== '' ? reason : null;
  } catch {
    return null;
  }
}

/** What tools were used for, and what came of each. The transfer itself tells a colleague nothing. */
function tried(history: readonly HistoryItem[]): string[] {
  return history.flatMap((item) => {
    if (item.role !== 'tool' || item.name === 'transfer_to_human') return [];
    const { success, error } = JSON.parse(item.result) as ToolResult;
    return [`${item.name} ${success ? 'done' : (error ?? 'failed')}`];
  });
}
