import { kit } from './kit.ts';

const proposes = { guard: 'learnedProposal', target: 'proposed', actions: 'rememberProposal' } as const;
const otherCaller = { guard: 'learnedOtherCustomer', target: 'none', actions: 'forgetChange' } as const;
const refused = { guard: 'refuses', target: 'refused', actions: 'forgetChange' } as const;
const agreed = {
  guard: 'answersAndAgrees',
  target: '#conversation.change.allowed',
  actions: 'tellOfDiscussion',
} as const;
const left = { guard: 'leavesTheChange', target: 'none', actions: 'forgetChange' } as const;

export const change = kit.createStateConfig({
  initial: 'none',
  description: 'The one change that may be done next: said back by the product, heard, answered, and done once.',
  states: {
    none: {
      description: 'Nothing has been proposed.',
      on: { 'tool.learned': proposes },
    },
    proposed: {
      description: 'A change is possible and is to be read back at the end of this reply.',
      on: {
        'readBack.began': 'read-back',
        'reply.began': { target: 'none', actions: 'forgetChange' },
        'caller.said': refused,
        'tool.learned': otherCaller,
      },
    },
    'read-back': {
      description: 'The caller is hearing what is to be done.',
      on: {
        'readBack.substanceHeard': { actions: 'acceptAnswersFromNow' },
        'readBack.heard': { target: 'awaiting-answer', actions: 'acceptAnswersFromNow' },
        'readBack.cut': [
          { guard: 'substanceWasHeard', target: 'awaiting-answer' },
          { target: 'none', actions: 'forgetChange' },
        ],
        'caller.said': [refused, agreed],
        'tool.learned': [proposes, otherCaller],
      },
    },
    'awaiting-answer': {
      description: 'The caller knows what is to be done and has not said yes or no.',
      initial: 'first',
      on: {
        'tool.asked': left,
        'tool.learned': [proposes, otherCaller],
      },
      states: {
        first: {
          description: 'No answer yet.',
          on: {
            'caller.said': [
              { ...refused, target: '#conversation.change.refused' },
              agreed,
              { guard: 'answersTheReadBack', target: 'again', actions: 'tellOfDiscussion' },
            ],
          },
        },
        again: {
          description: 'The answer was neither yes nor no: it is asked once more.',
          on: {
            'caller.said': [
              { ...refused, target: '#conversation.change.refused' },
              agreed,
              { guard: 'answersTheReadBack', target: '#conversation.change.none', actions: 'forgetChange' },
            ],
          },
        },
      },
    },
    allowed: {
      description: 'The caller agreed to exactly this change, and it may be done once.',
      on: {
        // A yes that goes on ("… but at ten") is a second utterance to a recogniser that waits for no comma.
        'caller.said': [refused, { guard: 'doubtsAfterAll', target: 'awaiting-answer.again' }],
        'tool.asked': [{ guard: 'isDoneNow', target: 'committing' }, left],
        'tool.learned': [proposes, otherCaller],
      },
    },
    committing: {
      description: 'The change is being written. Whatever comes of it, it needs a new read-back to be tried again.',
      on: {
        'tool.learned': [
          { guard: 'learnedChanged', target: 'none', actions: ['rememberAppointment', 'closeChange'] },
          otherCaller,
        ],
        'change.failed': { target: 'none', actions: 'forgetChange' },
      },
    },
    refused: {
      description: 'The caller said no to the last read-back.',
      on: { 'tool.learned': proposes },
    },
  },
});
