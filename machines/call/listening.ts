import { kit } from './kit.ts';

const TURN = '#call.live.dialogue.on-the-line.turn';

export const listening = kit.createStateConfig({
  initial: 'being-heard',
  description: 'It is the caller who is to speak.',
  always: { guard: 'cannotHear', target: `${TURN}.handing-over` },
  on: {
    'caller.said': { guard: 'startsATurn', target: `${TURN}.replying` },
  },
  states: {
    'being-heard': {
      description: 'They are still hearing the end of what we said.',
      always: [
        { guard: 'wasAnsweredWhileAsked', target: `${TURN}.replying` },
        { guard: 'nothingToBeHeard', target: 'quiet-line' },
      ],
      on: {
        'caller.isSaying': { guard: 'takesTheTurn', target: 'caller-talking' },
        // The time is for one thing said, however many there are.
        'voice.heard': { target: 'being-heard', reenter: true },
      },
      after: { speechOverdue: 'quiet-line' },
    },
    'quiet-line': {
      description: 'Nobody speaks.',
      on: {
        'caller.startedTalking': { target: 'quiet-line', reenter: true },
        'caller.isSaying': 'caller-talking',
        'voice.started': 'being-heard',
      },
      after: {
        silence: [
          { guard: 'wasSilentTooOften', target: `${TURN}.closing`, actions: ['saySilentGoodbye', 'endSilent'] },
          { target: 'being-heard', actions: ['askIfStillThere', 'countSilence'] },
        ],
      },
    },
    'caller-talking': {
      description: 'Words are coming; the end of the turn is not there yet.',
      on: {
        'caller.isSaying': { target: 'caller-talking', reenter: true },
        'caller.madeNoise': [{ guard: 'isUnanswered', target: `${TURN}.replying` }, { target: 'being-heard' }],
      },
      after: {
        finalOverdue: [{ guard: 'isUnanswered', target: `${TURN}.replying` }, { target: 'being-heard' }],
      },
    },
  },
});
