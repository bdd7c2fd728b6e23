import { kit } from './kit.ts';

export const voice = kit.createStateConfig({
  initial: 'silent',
  description: 'Are we being heard?',
  on: { 'line.metMachine': '.silent' },
  states: {
    silent: {
      description: 'The caller hears nothing from us.',
      on: {
        'voice.started': 'speaking',
        // What is on its way would come over the caller's words.
        'caller.isSaying': { guard: 'overtakesUs', target: 'barge-in.yielded' },
        'caller.said': { guard: 'overtakesUs', target: 'barge-in.yielded' },
      },
    },
    speaking: {
      description: 'The caller is hearing us.',
      on: {
        'caller.startedTalking': { guard: 'speaksToAPerson', target: 'barge-in' },
        'caller.isSaying': { guard: 'isInterrupted', target: 'barge-in.yielded' },
        'caller.said': { guard: 'isInterrupted', target: 'barge-in.yielded' },
        'voice.finished': 'silent',
      },
    },
    'barge-in': {
      description: 'The caller made a sound while hearing us.',
      initial: 'held',
      states: {
        held: {
          description: 'The voice is held until we know whether they mean it.',
          entry: 'holdVoice',
          on: {
            'caller.isSaying': [
              { guard: 'takesTheTurn', target: 'yielded' },
              { target: 'held', reenter: true },
            ],
            'caller.said': [{ guard: 'takesTheTurn', target: 'yielded' }, { target: 'resumed' }],
            'caller.madeNoise': 'resumed',
          },
          after: { bargeInGrace: 'resumed' },
        },
        resumed: {
          description: 'It was a cough or a nod: on from where the voice was cut.',
          entry: 'resumeVoice',
          always: '#call.live.dialogue.on-the-line.voice.speaking',
        },
        yielded: {
          description: 'They mean it: the rest of what we had to say is dropped.',
          entry: 'stopVoice',
          on: { 'voice.stopped': '#call.live.dialogue.on-the-line.voice.silent' },
        },
      },
    },
  },
});
