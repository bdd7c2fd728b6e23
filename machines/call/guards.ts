import { and, fromCallback, not, or, setup, stateIn } from 'xstate';
import { conversationMachine } from '../conversation/machine.ts';
import { offersAPerson } from '../conversation/person.ts';
import { isBackchannel, isFarewell, seemsToAgree } from '../conversation/phrases.ts';
import type { LineCommand, LineInput } from '../ports/line.ts';
import type { LlmInput } from '../ports/llm.ts';
import type { RecordsInput } from '../ports/records.ts';
import type { SttInput } from '../ports/stt.ts';
import type { ToolsCommand, ToolsInput } from '../ports/tools.ts';
import type { TtsCommand, TtsInput } from '../ports/tts.ts';
import { DELAYS } from './delays.ts';
import { isUnanswered, wasAnsweredWhileAsked } from './history.ts';
import type { CallContext, CallEvent, CallInput, CallOutput } from './types.ts';

type Args = { context: CallContext; event: CallEvent };

/** Replies with tool calls that one turn may have; after them the model is asked for words only. */
export const MAX_ROUNDS = 5;
/** Failures of the model in a row after which a person takes over. */
const MAX_LLM_FAILURES = 3;
/** Prompts into a silent line before it is closed. */
const MAX_SILENCES = 2;

/** Whether what the caller says is meant to take the turn from us, by what they are hearing at that moment. */
export function meansToSpeak(unheard: CallContext['unheard'], text: string, startedAt: number): boolean {
  const current = unheard[0];
  if (current?.kind !== 'read-back') return !isBackchannel(text);
  if (seemsToAgree(text) || isBackchannel(text))
    return current.substanceHeardAt !== null && startedAt >= current.substanceHeardAt;
  return true;
}

const plain = {
  takesTheTurn: ({ context, event }: Args) =>
    (event.type === 'caller.said' || event.type === 'caller.isSaying') &&
    meansToSpeak(context.unheard, event.text, event.startedAt),
  saysMoreThanGoodbye: ({ event }: Args) => event.type === 'caller.said' && !isFarewell(event.text),
  nothingToBeHeard: ({ context }: Args) => context.unheard.length === 0,
  nothingSaidYet: ({ context }: Args) => context.saidThisTurn === 0 && context.unheard.length === 0,
  isUnanswered: ({ context }: Args) => isUnanswered(context.history),
  wasAnsweredWhileAsked: ({ context }: Args) => context.unheard.length === 0 && wasAnsweredWhileAsked(context.history),
  wasSilentTooOften: ({ context }: Args) => context.silences >= MAX_SILENCES,
  isOwedAPerson: ({ context }: Args) => ['due', 'stuck'].includes(context.standing?.facts.escalation ?? ''),
  isOwedAnOffer: ({ context }: Args) => context.standing?.facts.escalation === 'to-offer',
  wordsOfferAPerson: ({ event }: Args) => event.type === 'llm.finished' && offersAPerson(event.text),
  modelAnswers: ({ context }: Args) => context.llmFailures < MAX_LLM_FAILURES,
  failedTooOften: ({ context }: Args) => context.llmFailures + 1 >= MAX_LLM_FAILURES,
  resultsAreOutstanding: ({ context }: Args) => context.toolCalls.length > 0,
  callsTools: ({ context, event }: Args) =>
    event.type === 'llm.finished' && event.calls.length > 0 && context.rounds < MAX_ROUNDS,
  /** Also where it only asked for tools after the last round: what was said before them is no answer. */
  saidNothing: ({ context, event }: Args) =>
    event.type === 'llm.finished' && event.text.trim() === '' && (context.saidThisTurn === 0 || event.calls.length > 0),
  answersCallInHand: ({ context, event }: Args) =>
    event.type === 'tools.answered' && event.id === context.toolCalls[0]?.id,
  answersRunningCall: ({ context, event }: Args) =>
    event.type === 'tools.answered' && context.running.some(({ id }) => id === event.id),
  readsBackAndNothingElseWasSaid: ({ context }: Args) => context.readBack !== null && context.meanwhile.length === 0,
  saidFarewell: ({ context }: Args) => context.farewell === 'asked',
  wasPutThrough: ({ context }: Args) => context.transferTo !== null,
  lostSound: ({ event }: Args) => event.type === 'stt.reopened' && event.lostMs > 0,
  answersHandover: ({ event }: Args) => event.type === 'tools.answered' && event.id === 'handover',
  learnedOfTransfer: ({ event }: Args) =>
    event.type === 'tools.answered' && event.learned.some((fact) => fact.about === 'transfer'),
  lineWasStopped: ({ event }: Args) => event.type === 'line.closed' && event.how === 'stopped',
  fellSilent: ({ event }: Args) => event.type === 'stt.dropped' && event.code === 'silent',
  machineIsReady: ({ event }: Args) => event.type === 'line.metMachine' && event.ready,
  isGoingDown: ({ event }: Args) => event.type === 'line.mustEnd' && event.why === 'draining',
};

const byState = {
  isStillGreeting: stateIn({ live: { dialogue: { 'on-the-line': { turn: 'greeting' } } } }),
  callerIsTalking: stateIn({ live: { dialogue: { 'on-the-line': { caller: 'talking' } } } }),
  cannotHear: stateIn({ live: { hearing: 'lost' } }),
  lineIsOpen: stateIn({ live: { dialogue: { answering: 'line-open' } } }),
  machineTalks: stateIn({ live: { dialogue: { 'on-the-line': { turn: 'machine-talking' } } } }),
  machineListens: stateIn({ live: { dialogue: { 'on-the-line': { turn: 'leaving-word' } } } }),
  isGreeted: stateIn({ live: { dialogue: { answering: 'ringing' } } }),
};

const composed = {
  saidFarewellQuietly: and(['saidFarewell', 'nothingSaidYet']),
  putThroughQuietly: and(['wasPutThrough', 'nothingSaidYet']),
  canBeHandedOver: and(['answersHandover', 'learnedOfTransfer']),
  speaksToAPerson: and([not('machineTalks'), not('machineListens')]),
  offersAPerson: and(['isOwedAnOffer', 'wordsOfferAPerson']),
  // A read-back or a goodbye is no answer to who is to have a person.
  turnsAPersonAway: and(['isOwedAPerson', or(['saidFarewell', 'readsBackAndNothingElseWasSaid'])]),
  canGoOn: and([not('cannotHear'), 'modelAnswers']),
  startsATurn: or(['takesTheTurn', 'nothingToBeHeard']),
  nobodySpeaks: and(['nothingToBeHeard', not('callerIsTalking')]),
};

/** Guards made of those. */
const interruptions = { isInterrupted: and(['speaksToAPerson', 'takesTheTurn']) };
const overtaking = { overtakesUs: and(['isInterrupted', not('nothingToBeHeard'), not('isStillGreeting')]) };

/** Some actors only tell, and are told nothing. */
type NoCommand = { type: 'none' };

/** An actor that is given when the product is wired; here only what it may be told. */
const port = <C extends { type: string }, I extends { callId: string }>() => fromCallback<C, I>(() => undefined);

/** The call's types, its child actors, its delays, and what its chart may ask. */
export const judged = setup({
  types: {} as { context: CallContext; events: CallEvent; input: CallInput; output: CallOutput },
  actors: {
    stt: port<NoCommand, SttInput>(),
    tts: port<TtsCommand, TtsInput>(),
    tools: port<ToolsCommand, ToolsInput>(),
    line: port<LineCommand, LineInput>(),
    records: port<NoCommand, RecordsInput>(),
    llm: port<NoCommand, LlmInput>(),
    conversation: conversationMachine,
  },
  delays: DELAYS,
  guards: plain,
})
  .extend({ guards: byState })
  .extend({ guards: composed })
  .extend({ guards: interruptions })
  .extend({ guards: overtaking });
