import { kit } from './kit.ts';

export const progress = kit.createStateConfig({
  initial: 'moving',
  description: 'Do we get on? A turn does when the caller tells something new or a tool brings something new.',
  on: {
    'caller.said': [
      { guard: 'tellsSomethingNew', target: '.moving', actions: 'countTurn' },
      { guard: 'asksNothing', actions: 'countTurn' },
      { target: '.halting', actions: ['countTurn', 'countIdleTurn'] },
    ],
    'tool.helped': '.moving',
    'tool.learned': [
      { guard: 'learnedNothing', actions: 'countMiss' },
      { guard: 'foundThemAfterAll', actions: 'forgetMisses' },
    ],
  },
  states: {
    moving: {
      description: 'The last turn brought something, as far as we know.',
      entry: 'forgetIdleTurns',
    },
    halting: { description: 'This turn has brought nothing yet; how many in a row, is counted.' },
  },
});
