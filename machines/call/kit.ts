import { askedIn } from '../conversation/question.ts';
import type { ConversationEvent } from '../conversation/types.ts';
import type { LineCommand } from '../ports/line.ts';
import type { RecordsFact } from '../ports/records.ts';
import { transferWord } from './briefing.ts';
import { consentActions } from './consents.ts';
import { judged } from './guards.ts';
import { lastHeardWhole } from './history.ts';
import { speechActions } from './speech.ts';
import { toolActions } from './tool-calls.ts';
import type { CallContext, CallOutcome } from './types.ts';

const UNANSWERED =
  'The caller was put through, but nobody answered. A colleague will call them back. If they leave a message, use transfer_to_human once more with the message as its reason: it is written down.';

const ending = (outcome: CallOutcome) => judged.assign({ outcome });

const callActions = {
  rememberCaller: judged.enqueueActions(({ event, enqueue }) => {
    if (event.type !== 'records.recognised') return;
    enqueue.assign({ firstName: event.customer.firstName });
    enqueue.sendTo('conversation', event satisfies RecordsFact);
  }),
  /** The caller's words follow the results they were spoken over, if any are outstanding. */
  rememberWords: judged.assign(({ context, event }) => {
    if (event.type !== 'caller.said') return {};
    const { text, startedAt, endedAt } = event;
    const item = { role: 'user', text, startedAt, endedAt } as const;
    return context.toolCalls.length > 0
      ? { meanwhile: [...context.meanwhile, item], silences: 0 }
      : { history: [...context.history, item], silences: 0 };
  }),
  tellConversationOfWords: judged.enqueueActions(({ context, event, enqueue }) => {
    if (event.type !== 'caller.said') return;
    const { type, text, startedAt } = event;
    const asked = askedIn(lastHeardWhole(context.history));
    const said = { type, text, startedAt, ...(asked.length > 0 && { asked }) };
    enqueue.sendTo('conversation', said satisfies ConversationEvent);
  }),
  beginTurn: judged.assign({ rounds: 0, saidThisTurn: 0 }),
  beginReply: judged.enqueueActions(({ enqueue }) => {
    enqueue.assign({ readBack: null, transferTo: null, farewell: 'none', meanwhile: [] });
    enqueue.sendTo('conversation', { type: 'reply.began' } satisfies ConversationEvent);
    enqueue.sendTo('conversation', { type: 'brief' } satisfies ConversationEvent);
  }),
  rememberStanding: judged.assign(({ context, event }) => {
    if (event.type !== 'conversation.stands') return {};
    return { standing: { facts: event.facts, offered: event.offered }, replies: context.replies + 1 };
  }),
  countUsage: judged.assign(({ context, event }) => {
    if (event.type !== 'llm.finished') return {};
    const { prompt, completion, cached, counted } = event.usage;
    return {
      llmFailures: 0,
      usage: {
        prompt: context.usage.prompt + prompt,
        completion: context.usage.completion + completion,
        cached: context.usage.cached + cached,
        counted: context.usage.counted && counted,
      },
    };
  }),
  countLlmFailure: judged.assign({ llmFailures: ({ context }) => context.llmFailures + 1 }),
  countSilence: judged.assign(({ context }) => ({
    silences: context.silences + 1,
    history: [
      ...context.history,
      { role: 'note', text: 'The line was silent; the caller was asked whether they are there.' },
    ],
  })),
  noteCutOff: judged.assign(({ context }) => ({
    unheard: [],
    history: [...context.history, { role: 'note', text: 'The call was cut off for a moment and is back.' }],
  })),
  noteUnanswered: judged.assign(({ context }) => ({
    unheard: [],
    transferTo: null,
    history: [...context.history, { role: 'note', text: UNANSWERED }],
  })),
  endCompleted: ending('completed'),
  endHungUp: ending('caller_hung_up'),
  endDropped: ending('dropped'),
  endCanceled: ending('canceled'),
  endSilent: ending('silent'),
  endTooLong: ending('too_long'),
  endFailed: ending('failed'),
  endVoicemail: ending('voicemail'),
  endTransferred: ending('transferred'),
  endCallBack: ending('callback_recorded'),
  hangUp: judged.sendTo('line', { type: 'hangUp' } satisfies LineCommand),
  leaveToCarrier: judged.sendTo('line', { type: 'leaveToCarrier', reason: 'tts_lost' } satisfies LineCommand),
  dial: judged.sendTo(
    'line',
    ({ context }: { context: CallContext }) =>
      ({
        type: 'dial',
        number: context.transferTo ?? '',
        word: transferWord(context),
      }) satisfies LineCommand,
  ),
  reportRecogniserBroken: judged.raise({ type: 'stt.lost', code: 'error' }),
  reportVoiceBroken: judged.raise({ type: 'tts.lost', code: 'error' }),
  reportHearingLost: judged.raise({ type: 'hearing.failed' }),
};

/** The call's vocabulary: every child, delay, guard and action that its chart may name. */
export const kit = judged
  .extend({ actions: speechActions })
  .extend({ actions: toolActions })
  .extend({ actions: consentActions })
  .extend({ actions: callActions });
