import type { RecordsInput } from '../ports/records.ts';
import { caller } from './caller.ts';
import { kit } from './kit.ts';
import { turn } from './turn.ts';
import type { CallContext } from './types.ts';
import { voice } from './voice.ts';

export const whoCalls = ({ context }: { context: CallContext }): RecordsInput => ({
  callId: context.callId,
  from: context.from,
});

const lineClosed = [
  { guard: 'lineWasStopped', target: '#call.live.dialogue.cut-off', actions: 'endHungUp' },
  { target: '#call.live.dialogue.cut-off', actions: 'endDropped' },
] as const;

export const dialogue = kit.createStateConfig({
  initial: 'answering',
  description: 'From the first ring to the last word.',
  on: {
    'line.hungUp': { target: '#call.ended', actions: 'endHungUp' },
    'tts.lost': '.voiceless',
  },
  states: {
    answering: {
      description: 'The carrier is asking for us. The greeting is made while the phone still rings.',
      initial: 'looking-up',
      invoke: {
        src: 'records',
        id: 'records',
        input: whoCalls,
        onError: [{ guard: 'lineIsOpen', target: '.greeting' }, { guard: 'isGreeted' }, { target: '.ringing' }],
      },
      on: {
        'line.hungUp': { target: '#call.ended', actions: 'endCanceled' },
        'line.mustEnd': { target: '#call.ended', actions: 'endCanceled' },
      },
      after: { noStream: { target: '#call.ended', actions: 'endCanceled' } },
      states: {
        'looking-up': {
          description: 'Do we know this number?',
          on: {
            'records.recognised': 'ringing',
            'records.knowsNobody': 'ringing',
            'records.unavailable': 'ringing',
            'line.opened': 'line-open',
          },
          after: { recordsPatience: 'ringing' },
        },
        'line-open': {
          description: 'The carrier was faster than the look-up.',
          on: {
            'records.recognised': 'greeting',
            'records.knowsNobody': 'greeting',
            'records.unavailable': 'greeting',
            'line.closed': lineClosed,
          },
          after: { recordsPatience: 'greeting' },
        },
        ringing: {
          description: 'The greeting is being made and waits for the line.',
          entry: 'greet',
          on: { 'line.opened': '#call.live.dialogue.on-the-line' },
        },
        greeting: {
          description: 'The line is open: greet now.',
          entry: 'greet',
          always: '#call.live.dialogue.on-the-line',
        },
      },
    },
    'on-the-line': {
      description: 'The caller hears us and is heard.',
      type: 'parallel',
      on: {
        'line.closed': lineClosed,
      },
      // The voice comes first: what was heard when it is stopped is known before the model is asked.
      states: { caller, voice, turn },
    },
    'cut-off': {
      description: 'The stream is gone and nobody said goodbye: the carrier may ask where to go on.',
      entry: 'stopVoice',
      on: {
        'line.opened': {
          target: '#call.live.dialogue.on-the-line.turn.listening',
          actions: ['noteCutOff', 'sayWelcomeBack'],
        },
        'line.hungUp': { target: '#call.ended', actions: 'endHungUp' },
        'line.mustEnd': '#call.ended',
      },
      after: { resumeWindow: '#call.ended' },
    },
    transferring: {
      description: 'The carrier is handing the caller to a person.',
      entry: ['endTransferred', 'dial'],
      on: { 'line.closed': '#call.ended', 'line.hungUp': '#call.ended' },
      after: { transferWindow: '#call.ended' },
    },
    voiceless: {
      description: 'No voice can be had: the carrier speaks for us.',
      entry: ['endFailed', 'leaveToCarrier'],
      on: { 'line.closed': '#call.ended', 'line.hungUp': '#call.ended', 'tts.lost': {} },
      after: { transferWindow: '#call.ended' },
    },
    'wrapping-up': {
      description: 'The goodbye was heard; the line is being closed.',
      entry: 'hangUp',
      on: { 'line.closed': '#call.ended', 'line.hungUp': '#call.ended' },
      after: { goodbyeWindow: '#call.ended' },
    },
  },
});
