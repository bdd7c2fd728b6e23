import type { LlmInput } from '../ports/llm.ts';
import { MAX_ROUNDS } from './guards.ts';
import { kit } from './kit.ts';
import type { CallContext } from './types.ts';

const TURN = '#call.live.dialogue.on-the-line.turn';

/** Everything the model is told, taken from the call's memory. */
export const replyInput = ({ context }: { context: CallContext }): LlmInput => ({
  callId: context.callId,
  reply: context.replies,
  history: context.history,
  offered: context.standing?.offered ?? [],
  toolChoice: context.rounds < MAX_ROUNDS ? 'auto' : 'none',
  facts: context.standing?.facts ?? {
    identity: 'unknown',
    change: 'none',
    topic: 'opening',
    escalation: 'none',
    cause: null,
    customer: null,
    from: context.from,
  },
});

const failed = [
  { guard: 'isOwedAPerson', target: `${TURN}.handing-over`, actions: 'countLlmFailure' },
  { guard: 'failedTooOften', target: `${TURN}.handing-over`, actions: 'countLlmFailure' },
  { target: `${TURN}.listening`, actions: ['countLlmFailure', 'sayLostThread'] },
] as const;

export const replying = kit.createStateConfig({
  initial: 'briefing',
  description: 'An answer is being worked on.',
  entry: 'beginTurn',
  after: { holding: { guard: 'nothingSaidYet', actions: 'sayHolding' } },
  states: {
    briefing: {
      description: 'The conversation says how things stand and which tools may be offered.',
      entry: 'beginReply',
      on: { 'conversation.stands': 'thinking' },
    },
    thinking: {
      description: "The model's answer is coming in; its sentences are spoken as they close.",
      invoke: {
        src: 'llm',
        id: 'llm',
        input: replyInput,
        onError: failed,
      },
      on: {
        'llm.saidSentence': { actions: 'saySentence' },
        'llm.finished': [
          { guard: 'callsTools', target: 'tool-executing', actions: ['finishReply', 'rememberCalls'] },
          { guard: 'isOwedAPerson', target: `${TURN}.handing-over`, actions: 'finishReply' },
          { guard: 'offersAPerson', target: `${TURN}.listening`, actions: ['finishReply', 'tellOfOffer'] },
          { guard: 'isOwedAnOffer', target: `${TURN}.listening`, actions: ['offerPerson', 'tellOfOffer'] },
          { guard: 'saidNothing', target: `${TURN}.listening`, actions: 'sayLostThread' },
          { target: `${TURN}.listening`, actions: 'finishReply' },
        ],
        'llm.failed': failed,
        'caller.isSaying': { guard: 'takesTheTurn', target: `${TURN}.listening.caller-talking` },
        'caller.said': { guard: 'takesTheTurn', target: `${TURN}.replying`, reenter: true },
      },
      after: { replyOverdue: failed },
    },
    'tool-executing': {
      description: 'What the model asked for is judged and done, one call after the other. It outlives a barge-in.',
      initial: 'checking',
      exit: 'leaveCalls',
      states: {
        checking: {
          description: 'Are the arguments what the tool expects?',
          entry: 'checkNextCall',
          on: {
            'tools.checked': { target: 'judging', actions: 'askForRuling' },
            'tools.answered': { guard: 'answersCallInHand', target: 'settled' },
          },
          after: { toolOverdue: { target: 'settled', actions: 'rememberOverdue' } },
        },
        judging: {
          description: 'The conversation rules whether it may be done.',
          on: {
            'ruling.granted': { target: 'executing', actions: 'executeCall' },
            'ruling.refused': { target: 'settled', actions: 'rememberRefusal' },
          },
        },
        executing: {
          description: 'It is being done.',
          on: { 'tools.answered': { guard: 'answersCallInHand', target: 'settled' } },
          after: { toolOverdue: { target: 'settled', actions: 'rememberOverdue' } },
        },
        settled: {
          description: 'One call has its result.',
          always: [
            { guard: 'resultsAreOutstanding', target: 'checking' },
            { guard: 'putThroughQuietly', target: `${TURN}.putting-through`, actions: 'sayTransferring' },
            { guard: 'wasPutThrough', target: `${TURN}.putting-through` },
            { guard: 'turnsAPersonAway', target: `${TURN}.handing-over`, actions: 'finishReply' },
            { guard: 'saidFarewellQuietly', target: `${TURN}.closing`, actions: ['sayGoodbye', 'endCompleted'] },
            { guard: 'saidFarewell', target: `${TURN}.closing`, actions: 'endCompleted' },
            {
              guard: 'readsBackAndNothingElseWasSaid',
              target: `${TURN}.listening`,
              actions: ['beginReadBack', 'sayReadBack'],
            },
            { guard: 'callerIsTalking', target: `${TURN}.listening.caller-talking` },
            { target: `${TURN}.replying.briefing` },
          ],
        },
      },
    },
  },
});
