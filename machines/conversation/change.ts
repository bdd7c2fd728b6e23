import { kit } from './kit.ts';

const proposes = { guard: 'learnedProposal', target: 'proposed', actions: 'rememberProposal' } as const;
const otherCaller = { guard: 'learnedOtherCustomer', target: 'none', actions: 'forgetChange' } as const;
const refused = { guard: 'refuses', target: 'refused', actions: 'forgetChange' } as const;
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
        'caller.said': [refused, { guard: 'answersAndAgrees', target: 'allowed' }],
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
              { guard: 'answersAndAgrees', target: '#conversation.change.allowed' },
              { guard: 'answersTheReadBack', target: 'again' },
            ],
          },
        },
        again: {
          description: 'The answer was neither yes nor no: it is asked once more.',
          on: {
            'caller.said': [
              { ...refused, target: '#conversation.change.refused' },
              { guard: 'answersAndAgrees', target: '#conversation.change.allowed' },
              { guard: 'answersTheReadBack', target: '#conversation.change.none', actions: 'forgetChange' },
            ],
          },
        },
      },
    },
    allowed: {
      description: 'The caller agreed to exactly this change, and it may be done once.',
      on: {
        'caller.said': refused,
        'tool.asked': [{ guard: 'isDoneNow', target: 'committing' }, left],
        'tool.learned': [proposes, otherCaller],
      },
    },
    committing: {
      description: 'The change is being written. Whatever comes of it, it needs a new read-back to be tried again.',
      on: {
        'tool.learned': [
          { guard: 'learnedChanged', target: 'none', actions: ['rememberAppointment', 'forgetChange'] },
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
