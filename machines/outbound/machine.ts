import { type OutboundContext, type OutboundInput, outboundKit } from './kit.ts';

export const startOfOutbound = ({ input }: { input: OutboundInput }): OutboundContext => ({ ...input, code: null });

export const whichOutbound = ({ context }: { context: OutboundContext }): { callId: string } => ({
  callId: context.callId,
});

// The carrier's callbacks overtake each other, and its answer to our request.
const callbacks = {
  'carrier.answered': 'answered',
  'carrier.busy': 'busy',
  'carrier.gotNoAnswer': 'no-answer',
  'carrier.failed': { target: 'failed', actions: 'rememberCode' },
  'carrier.canceled': 'canceled',
  'carrier.ended': 'over',
  'detector.heardHuman': 'answered.human',
  'detector.heardMachine': 'answered.machine',
} as const;

const failed = { target: 'failed', actions: 'rememberCode' } as const;

/** A call that we place, until it is known what became of it. What is said in it is the call's own chart. */
export const outboundMachine = outboundKit.createMachine({
  id: 'outbound',
  description: 'A call that we place: placing → ringing → answered (by a human or a machine) or not.',
  context: startOfOutbound,
  initial: 'taking-up',
  states: {
    'taking-up': {
      description: 'Is it ours to place, or was it placed before we heard of it?',
      always: [
        { guard: 'wasAnswered', target: 'answered' },
        { guard: 'wasPlaced', target: 'ringing' },
        { target: 'placing' },
      ],
    },
    placing: {
      description: 'The carrier is asked for the call.',
      invoke: { id: 'dialer', src: 'dialer', input: whichOutbound, onError: failed },
      on: {
        ...callbacks,
        'carrier.ringing': 'ringing',
        'dialer.placed': 'ringing',
        'dialer.refused': failed,
      },
      after: { placingOverdue: failed },
    },
    ringing: {
      description: 'The telephone rings, as far as we know.',
      on: callbacks,
      after: { ringingOverdue: { target: 'no-answer', actions: 'stopRinging' } },
    },
    answered: {
      description: 'Somebody or something took the call.',
      initial: 'unknown',
      on: { 'carrier.ended': 'over', 'carrier.failed': 'over' },
      after: { endOverdue: 'over' },
      states: {
        unknown: {
          description: 'A human until the detector says otherwise.',
          on: { 'detector.heardHuman': 'human', 'detector.heardMachine': 'machine' },
        },
        human: {
          description: 'A human: the call goes its way.',
          on: { 'detector.heardMachine': 'machine' },
        },
        machine: { description: 'An answering machine, or a fax: it hears a short message.' },
      },
    },
    busy: { type: 'final', description: 'The line was busy.' },
    'no-answer': { type: 'final', description: 'It rang, and nobody came.' },
    failed: { type: 'final', description: 'It could not be placed, or not be put through.' },
    canceled: { type: 'final', description: 'It was called off before anybody answered.' },
    over: { type: 'final', description: 'It was answered and has ended.' },
  },
});
