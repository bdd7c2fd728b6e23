import { kit } from './kit.ts';

const provenAgain = { guard: 'learnedWhoItIs', actions: 'rememberCustomer' } as const;
const proven = { ...provenAgain, target: 'verified' } as const;
const failed = [
  { guard: 'learnedLastWrongAnswer', target: 'locked', actions: 'countWrongAnswer' },
  { guard: 'learnedWrongAnswer', actions: 'countWrongAnswer' },
] as const;

export const identity = kit.createStateConfig({
  initial: 'unknown',
  description: 'Who the caller is known to be. Caller ID is recognition, never verification.',
  states: {
    unknown: {
      description: 'Nobody we know, or a number that was withheld.',
      on: {
        'records.recognised': { target: 'recognised', actions: 'rememberCustomer' },
        'tool.learned': [
          { guard: 'learnedCustomer', target: 'recognised', actions: 'rememberCustomer' },
          proven,
          ...failed,
        ],
      },
    },
    recognised: {
      description: 'The number is on file. Whoever calls from it may book, and sees nothing of the customer.',
      on: {
        'tool.learned': [{ guard: 'learnedCustomer', actions: 'rememberCustomer' }, proven, ...failed],
      },
    },
    verified: {
      description: 'The caller has proven to be the customer, or registered in this call.',
      on: {
        'tool.learned': [{ guard: 'learnedCustomer', actions: 'rememberCustomer' }, provenAgain, ...failed],
      },
    },
    locked: {
      description: 'Too many wrong answers: right ones do not help any more in this call.',
    },
  },
});
