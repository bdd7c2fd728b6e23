import type { ConversationInput } from '../conversation/types.ts';
import { dialogue } from './dialogue.ts';
import { hearing } from './hearing.ts';
import { kit } from './kit.ts';
import { memory } from './memory.ts';
import type { CallContext, CallInput, CallOutput } from './types.ts';

export const startOfCall = ({ input }: { input: CallInput }): CallContext => ({
  ...input,
  firstName: null,
  history: input.placed ? [{ role: 'note', text: input.placed.briefing }] : [],
  meanwhile: [],
  unheard: [],
  utterances: 0,
  replies: 0,
  rounds: 0,
  saidThisTurn: 0,
  silences: 0,
  llmFailures: 0,
  standing: null,
  toolCalls: [],
  granted: null,
  running: [],
  readBack: null,
  transferTo: null,
  farewell: 'none',
  usage: { prompt: 0, completion: 0, cached: 0, counted: true },
  outcome: 'caller_hung_up',
});

export const whatRemains = ({ context }: { context: CallContext }): CallOutput => ({
  callId: context.callId,
  outcome: context.outcome,
  history: context.history,
  usage: context.usage,
  customerId: context.standing?.facts.customer?.customerId ?? null,
});

export const whichCall = ({ context }: { context: CallContext }): { callId: string } => ({ callId: context.callId });
export const whoseConversation = ({ context }: { context: CallContext }): ConversationInput => ({
  from: context.from,
  placed: context.placed ?? null,
});

const broken = { target: '#call.live.dialogue.voiceless' } as const;

/**
 * One phone call: one root actor, one actor system. Sound never passes here; what passes is a few words a second.
 * The ears, the voice, the tools and the conversation outlast turns, goodbyes and transfers, so they live with the call.
 */
export const callMachine = kit.createMachine({
  id: 'call',
  context: startOfCall,
  output: whatRemains,
  initial: 'live',
  states: {
    live: {
      description: 'There is a call.',
      type: 'parallel',
      invoke: [
        { src: 'conversation', id: 'conversation', input: whoseConversation, onError: broken },
        { src: 'tools', id: 'tools', input: whichCall, onError: broken },
        { src: 'line', id: 'line', input: whichCall, onError: { target: '#call.ended', actions: 'endFailed' } },
        { src: 'tts', id: 'tts', input: whichCall, onError: { actions: 'reportVoiceBroken' } },
        { src: 'stt', id: 'stt', input: whichCall, onError: { actions: 'reportRecogniserBroken' } },
      ],
      states: { memory, hearing, dialogue },
    },
    ended: {
      description: 'Nothing is left of the call but its record.',
      type: 'final',
    },
  },
});
