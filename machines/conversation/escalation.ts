import { kit } from './kit.ts';

const isStuckFor = <T extends string>(cause: T) => ({ type: 'isStuckFor', params: { cause } }) as const;

const wants = { guard: 'wantsAPerson', target: 'due', actions: 'rememberCause' } as const;
const mayWant = { guard: 'mayWantAPerson', target: 'to-offer', actions: 'rememberCause' } as const;
const declines = { guard: 'wantsNoPerson', target: 'none' } as const;

export const escalation = kit.createStateConfig({
  initial: 'none',
  description: 'Is a person to go on with the call? Said to the model, and done by the call where the model does not.',
  on: { 'tool.learned': { guard: 'learnedOfAPerson', target: '.arranged' } },
  states: {
    none: {
      description: 'Nothing speaks for a person.',
      entry: 'countAnew',
      always: [
        { guard: 'foundNothingAgain', target: 'stuck', actions: 'blameLookUps' },
        { guard: 'getsNowhere', target: 'stuck', actions: 'blameNoProgress' },
      ],
      on: {
        'caller.said': [wants, mayWant],
        'tool.learned': { guard: 'failsToVerify', target: 'to-offer', actions: 'blameVerification' },
      },
    },
    'to-offer': {
      description: 'A person is to be offered in this reply; the caller may still want to go on with us.',
      on: { 'caller.said': [declines, wants], 'person.offered': 'offered' },
    },
    offered: {
      description: 'The caller was asked whether they would like a person.',
      on: {
        'caller.said': [
          wants,
          mayWant,
          { guard: 'acceptsAPerson', target: 'due', actions: 'blameTheirWish' },
          { target: 'none' },
        ],
      },
    },
    due: {
      description: 'They asked for a person, or their words show that one has to go on: handed over in this reply.',
      on: { 'caller.said': declines },
    },
    stuck: {
      description: 'We do not get anywhere: handed over in this reply, unless it finds the way after all.',
      on: {
        'caller.said': [declines, wants],
        'tool.helped': { guard: isStuckFor('no-progress'), target: 'none' },
        'tool.learned': { guard: 'foundThemAfterAll', target: 'none' },
      },
    },
    arranged: {
      description: 'A person takes over or calls back. Only who asks for one again is handed over again.',
      on: { 'caller.said': { guard: 'requestsAPerson', target: 'due', actions: 'rememberCause' } },
    },
  },
});
