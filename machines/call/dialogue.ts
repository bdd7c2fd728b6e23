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
          after: { lineOpenPatience: 'greeting' },
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
        'line.hungUp': 'hung-up',
      },
      // The voice comes first: what was heard when it is stopped is known before the model is asked.
      states: { caller, voice, turn },
    },
    'hung-up': {
      description: 'The caller is gone for good; what they have heard of our last words is being told.',
      entry: ['endHungUp', 'stopVoice'],
      on: { 'voice.stopped': '#call.ended', 'tts.lost': '#call.ended' },
      after: { lastWordsWindow: '#call.ended' },
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
      description: 'The carrier is handing the caller to a person. Whoever is with a colleague needs us no more.',
      entry: ['endTransferred', 'dial'],
      initial: 'leaving-us',
      on: {
        'line.colleagueAway': 'unanswered',
        'line.hungUp': '#call.ended',
        'line.mustEnd': '#call.ended',
        // A voice that is lost now is no reason to take the caller away from the colleague.
        'tts.lost': '#call.ended',
      },
      states: {
        'leaving-us': {
          description: 'The caller is still on our stream.',
          on: { 'line.closed': 'ringing' },
          after: { transferWindow: '#call.ended' },
        },
        ringing: {
          description: "The colleague's telephone rings, or they talk already: we do not hear which.",
          after: { colleagueWindow: '#call.ended' },
        },
      },
    },
    unanswered: {
      description: 'The colleague did not answer: the carrier is bringing the caller back to us.',
      entry: ['endDropped', 'noteUnanswered'],
      on: {
        'line.opened': {
          target: '#call.live.dialogue.on-the-line.turn.listening',
          actions: 'sayNobodyAnswered',
        },
        'line.hungUp': { target: '#call.ended', actions: 'endHungUp' },
        'line.mustEnd': '#call.ended',
      },
      after: { resumeWindow: '#call.ended' },
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
      // Nothing more is to be said: a voice that is lost now is missed by nobody.
      on: { 'line.closed': '#call.ended', 'line.hungUp': '#call.ended', 'tts.lost': {} },
      after: { goodbyeWindow: '#call.ended' },
    },
  },
});
