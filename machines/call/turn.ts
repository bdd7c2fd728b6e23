import { kit } from './kit.ts';
import { listening } from './listening.ts';
import { replying } from './replying.ts';

const CLOSING = '#call.live.dialogue.on-the-line.turn.closing';
const WRAPPING_UP = '#call.live.dialogue.wrapping-up';

export const turn = kit.createStateConfig({
  initial: 'greeting',
  description: 'Whose turn is it?',
  on: {
    'hearing.failed': '.handing-over',
    'line.mustEnd': [
      { guard: 'isGoingDown', target: '.leaving', actions: ['sayGoingDown', 'endFailed'] },
      { target: '.leaving', actions: ['sayTooLong', 'endTooLong'] },
    ],
    'line.metMachine': [
      { guard: 'machineIsReady', target: '.leaving-word', actions: 'stopVoice' },
      { target: '.machine-talking', actions: 'stopVoice' },
    ],
  },
  states: {
    greeting: {
      description: 'The caller hears who we are. What they say meanwhile is heard.',
      always: { guard: 'cannotHear', target: 'handing-over' },
      on: {
        'caller.said': { guard: 'startsATurn', target: 'replying' },
        'caller.isSaying': { guard: 'takesTheTurn', target: 'listening.caller-talking' },
        'voice.finished': 'listening',
      },
      after: { speechOverdue: 'listening.quiet-line' },
    },
    listening,
    replying,
    'handing-over': {
      description: 'A person is to go on, or to call back: we cannot go on, or the caller is owed one.',
      on: { 'hearing.failed': {} },
      initial: 'arranging',
      states: {
        arranging: {
          description: 'Finding out whether somebody is there, and leaving word if not.',
          entry: 'arrangeHandover',
          on: {
            'tools.answered': [
              { guard: 'canBeHandedOver', target: 'announcing', actions: 'rememberHandover' },
              { guard: 'answersHandover', target: CLOSING, actions: ['saySorry', 'endFailed'] },
            ],
          },
          after: { toolOverdue: { target: CLOSING, actions: ['saySorry', 'endFailed'] } },
        },
        announcing: {
          description: 'What happens next is known and about to be said.',
          always: [
            {
              guard: 'wasPutThrough',
              target: '#call.live.dialogue.on-the-line.turn.putting-through',
              actions: 'sayTransferring',
            },
            {
              guard: 'canGoOn',
              target: '#call.live.dialogue.on-the-line.turn.listening',
              actions: 'sayCallBackNoted',
            },
            { target: CLOSING, actions: ['sayCallBack', 'endCallBack'] },
          ],
        },
      },
    },
    'putting-through': {
      description: 'The caller hears that a colleague will go on.',
      on: { 'hearing.failed': {}, 'line.mustEnd': {}, 'line.metMachine': {} },
      always: { guard: 'nothingToBeHeard', target: '#call.live.dialogue.transferring' },
      after: { speechOverdue: '#call.live.dialogue.transferring' },
    },
    closing: {
      description: 'Our goodbye is being heard. A caller who has more to say is listened to.',
      always: { guard: 'nobodySpeaks', target: WRAPPING_UP },
      on: {
        'caller.said': { guard: 'saysMoreThanGoodbye', target: 'replying' },
        'line.mustEnd': 'leaving',
        'hearing.failed': {},
      },
      after: { speechOverdue: WRAPPING_UP },
    },
    'machine-talking': {
      description: 'An answering machine speaks: we are silent until it waits for our words.',
      on: {
        'line.metMachine': { guard: 'machineIsReady', target: 'leaving-word' },
        'caller.startedTalking': { target: 'machine-talking', reenter: true },
        'caller.isSaying': { target: 'machine-talking', reenter: true },
        'hearing.failed': {},
      },
      after: { machinePatience: 'leaving-word' },
    },
    'leaving-word': {
      description: 'An answering machine records our message; what it hears of itself does not interrupt us.',
      entry: ['sayVoicemail', 'endVoicemail'],
      on: { 'line.mustEnd': {}, 'line.metMachine': {}, 'hearing.failed': {} },
      always: { guard: 'nothingToBeHeard', target: WRAPPING_UP },
      after: { speechOverdue: WRAPPING_UP },
    },
    leaving: {
      description: 'The call has to end: our goodbye is being heard, and nothing more is begun.',
      on: { 'line.mustEnd': {}, 'line.metMachine': {}, 'hearing.failed': {} },
      always: { guard: 'nothingToBeHeard', target: WRAPPING_UP },
      after: { speechOverdue: WRAPPING_UP },
    },
  },
});
