import { kit } from './kit.ts';

export const hearing = kit.createStateConfig({
  initial: 'open',
  description: 'Can we understand what is said? Sound is kept while the recogniser comes back.',
  states: {
    open: {
      description: 'What is said is recognised, as far as we know.',
      on: {
        'stt.dropped': [{ guard: 'fellSilent', target: 'troubled' }, { target: 'interrupted' }],
        'stt.reopened': { guard: 'lostSound', actions: 'sayAgain' },
        'stt.lost': 'lost',
      },
    },
    interrupted: {
      description: 'The recogniser is being reached again; what is said now is kept for it.',
      on: {
        'stt.reopened': [{ guard: 'lostSound', target: 'open', actions: 'sayAgain' }, { target: 'open' }],
        'stt.opened': 'open',
        'stt.lost': 'lost',
      },
      after: { hearingPatience: 'troubled' },
    },
    troubled: {
      description: 'It takes long enough that the caller has to know.',
      entry: 'sayHardToHear',
      on: {
        // Whoever comes to the line now has not been told.
        'line.opened': { actions: 'sayHardToHearNow' },
        'stt.reopened': { target: 'open', actions: 'sayAgain' },
        'stt.opened': 'open',
        'stt.lost': 'lost',
      },
    },
    lost: {
      description: 'We shall not hear anything more in this call.',
      entry: 'reportHearingLost',
    },
  },
});
