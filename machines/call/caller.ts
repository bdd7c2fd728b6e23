import { kit } from './kit.ts';

export const caller = kit.createStateConfig({
  initial: 'quiet',
  description: 'Is somebody talking at the other end?',
  states: {
    quiet: {
      description: 'The caller says nothing.',
      on: { 'caller.startedTalking': 'talking', 'caller.isSaying': 'talking' },
    },
    talking: {
      description: 'There is a voice, or a noise that may be one.',
      on: {
        'caller.isSaying': { target: 'talking', reenter: true },
        'caller.said': 'quiet',
        'caller.madeNoise': 'quiet',
      },
      after: { finalOverdue: 'quiet' },
    },
  },
});
