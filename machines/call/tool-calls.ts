import { assertEvent } from 'xstate';
import type { ConversationEvent } from '../conversation/types.ts';
import type { Grant, ToolErrorCode, ToolResult, ToolsCommand, ToolsFact } from '../ports/tools.ts';
import { whyHandedOver } from './briefing.ts';
import { judged } from './guards.ts';
import { withCalls } from './history.ts';
import type { CallContext, CallEvent } from './types.ts';

/** What the model is told of a refusal. The code is stable; the sentence helps it to go on. */
const REFUSALS: Partial<Record<ToolErrorCode, string>> = {
  verification_required:
    'The caller has to be verified first. Ask for one of: ZIP code, date of birth, last six of the VIN, license plate.',
  verification_locked: 'Verification is locked for this call. Offer to transfer the caller to a person.',
  not_yours: 'That does not belong to this caller.',
  confirmation_required: 'One change at a time: another one is being read back to the caller. This was not done.',
};

/** The id of the transfer that the call asks for itself, when it cannot go on. */
const HANDOVER = 'handover';

type Answered = Extract<ToolsFact, { type: 'tools.answered' }>;

const refusal = (code: ToolErrorCode): ToolResult => ({
  success: false,
  error: code,
  message: REFUSALS[code] ?? 'This is not possible now.',
});

/** Writes the result of the first outstanding call and, with the last, what the caller said meanwhile. */
function withResult(context: CallContext, result: ToolResult): Partial<CallContext> {
  const [call, ...toolCalls] = context.toolCalls;
  if (!call) return {};
  const item = { role: 'tool', callId: call.id, name: call.name, result: JSON.stringify(result) } as const;
  const history = [...context.history, item];
  if (toolCalls.length > 0) return { toolCalls, history, granted: null };
  return { toolCalls, granted: null, history: [...history, ...context.meanwhile] };
}

/** Whether an answer brought something that no earlier one of the same tool had brought. */
function isNews(history: CallContext['history'], { name, result, learned }: Answered): boolean {
  if (learned.some(({ about }) => about === 'nothing-found')) return false;
  if (!result.success && !learned.some(({ about }) => about === 'proposed')) return false;
  const text = JSON.stringify(result);
  return !history.some((item) => item.role === 'tool' && item.name === name && item.result === text);
}

/** What the call itself takes from a tool's answer, beside its result. */
function consequences({ standing }: CallContext, event: CallEvent): Partial<CallContext> {
  if (event.type !== 'tools.answered') return {};
  const changes: Partial<CallContext> = {};
  for (const fact of event.learned) {
    if (fact.about === 'proposed') changes.readBack = fact.readBack;
    if (fact.about === 'farewell') changes.farewell = 'asked';
    // A call-back that is noted beside it does not call off a transfer of the same reply.
    if (fact.about === 'transfer' && fact.number !== null) changes.transferTo = fact.number;
    // The conversation says so when it is asked next; what is left of this reply has to know it.
    if (fact.about === 'transfer' && standing)
      changes.standing = { ...standing, facts: { ...standing.facts, escalation: 'arranged' } };
  }
  return changes;
}

const news = ({ history }: CallContext, fact: Answered, mode: Grant['mode'] | null): ConversationEvent[] => [
  ...fact.learned.map((learned) => ({ type: 'tool.learned', learned }) as const),
  ...(isNews(history, fact) ? [{ type: 'tool.helped' } as const] : []),
  ...(mode === 'commit' && !fact.result.success ? [{ type: 'change.failed' } as const] : []),
];

export const toolActions = {
  rememberCalls: judged.assign(({ context, event }) => {
    if (event.type !== 'llm.finished') return {};
    return {
      history: withCalls(context.history, event.calls),
      toolCalls: event.calls,
      rounds: context.rounds + 1,
      meanwhile: [],
      readBack: null,
    };
  }),
  checkNextCall: judged.enqueueActions(({ context, enqueue }) => {
    const [call] = context.toolCalls;
    if (call) enqueue.sendTo('tools', { type: 'check', call } satisfies ToolsCommand);
  }),
  askForRuling: judged.enqueueActions(({ event, enqueue }) => {
    assertEvent(event, 'tools.checked');
    enqueue.sendTo('conversation', { type: 'tool.asked', call: event.call } satisfies ConversationEvent);
  }),
  executeCall: judged.enqueueActions(({ event, enqueue }) => {
    assertEvent(event, 'ruling.granted');
    enqueue.assign({ granted: event.grant.mode });
    enqueue.sendTo('tools', { type: 'execute', call: event.call, grant: event.grant } satisfies ToolsCommand);
  }),
  rememberRefusal: judged.assign(({ context, event }) =>
    event.type === 'ruling.refused' ? withResult(context, refusal(event.code)) : {},
  ),
  /** What was learned goes to the conversation before the next call is judged. */
  rememberAnswer: judged.enqueueActions(({ context, event, enqueue }) => {
    assertEvent(event, 'tools.answered');
    for (const fact of news(context, event, context.granted)) enqueue.sendTo('conversation', fact);
    enqueue.assign({ ...withResult(context, event.result), ...consequences(context, event) });
  }),
  rememberOverdue: judged.enqueueActions(({ context, enqueue }) => {
    if (context.granted === 'commit')
      enqueue.sendTo('conversation', { type: 'change.failed' } satisfies ConversationEvent);
    enqueue.assign(
      withResult(context, {
        success: false,
        error: 'timeout',
        message: 'No answer came. Do not assume that it was done.',
      }),
    );
  }),
  withdrawHold: judged.enqueueActions(({ event, enqueue }) => {
    assertEvent(event, 'change.withdrawn');
    enqueue.sendTo('tools', { type: 'withdraw', changeKey: event.changeKey } satisfies ToolsCommand);
  }),
  renewHold: judged.enqueueActions(({ event, enqueue }) => {
    assertEvent(event, 'change.discussed');
    enqueue.sendTo('tools', { type: 'renew', changeKey: event.changeKey } satisfies ToolsCommand);
  }),
  /**
   * The calls of a reply that is left before all have their results (cut off, must end, cannot hear): those that were
   * not begun are not done; the one that runs is heard of when it ends. What the caller said meanwhile waits no longer.
   */
  leaveCalls: judged.assign(({ context }) => {
    const [inHand, ...waiting] = context.toolCalls;
    if (!inHand) return {};
    const running = context.granted === null ? null : { id: inHand.id, name: inHand.name, mode: context.granted };
    const given = running ? waiting : context.toolCalls;
    const message = 'Not done: the call went elsewhere before it was begun.';
    const result = JSON.stringify({ success: false, error: 'unavailable', message } satisfies ToolResult);
    const items = given.map((call) => ({ role: 'tool', callId: call.id, name: call.name, result }) as const);
    return {
      toolCalls: [],
      granted: null,
      running: running ? [...context.running, running] : context.running,
      history: [...context.history, ...items, ...context.meanwhile],
      meanwhile: [],
    };
  }),
  /** A call that was left while it ran has ended. Its result finds its place beside its call, wherever it stands. */
  rememberLateAnswer: judged.enqueueActions(({ context, event, enqueue }) => {
    assertEvent(event, 'tools.answered');
    const call = context.running.find(({ id }) => id === event.id);
    for (const fact of news(context, event, call?.mode ?? null)) enqueue.sendTo('conversation', fact);
    const result = JSON.stringify(event.result);
    enqueue.assign({
      running: context.running.filter(({ id }) => id !== event.id),
      history: [...context.history, { role: 'tool', callId: event.id, name: event.name, result }],
    });
  }),
  arrangeHandover: judged.enqueueActions(({ context, enqueue }) => {
    const call = {
      id: HANDOVER,
      name: 'transfer_to_human',
      args: { reason: whyHandedOver(context) },
      owned: {},
    } as const;
    const customerId = context.standing?.facts.customer?.customerId ?? null;
    enqueue.sendTo('tools', {
      type: 'execute',
      call,
      grant: { mode: 'read', customerId, verified: false },
    } satisfies ToolsCommand);
  }),
  rememberHandover: judged.enqueueActions(({ context, event, enqueue }) => {
    assertEvent(event, 'tools.answered');
    for (const fact of news(context, event, null)) enqueue.sendTo('conversation', fact);
    enqueue.assign(consequences(context, event));
  }),
};
