import { fromCallback } from 'xstate';
import { callMachine } from '../../machines/call/machine.ts';
import type { CallEvent } from '../../machines/call/types.ts';
import type { LineCommand, LineInput } from '../../machines/ports/line.ts';
import type { TtsCommand, TtsInput } from '../../machines/ports/tts.ts';
import { type CallBook, createDesk } from '../../src/calls/desk.ts';
import type { LiveCall, Session } from '../../src/calls/live-call.ts';
import type { CallNote } from '../../src/calls/watch.ts';
import { silentLog } from '../../src/log.ts';
import { createMediaPath } from '../../src/media/path.ts';
import { createMetrics } from '../../src/metrics.ts';
import { PHRASES } from './phrases.ts';
import { VirtualClock } from './virtual-clock.ts';

/** A desk whose calls have inert children; what it does is written into a diary. */
export function aDesk(
  given: { maxCalls?: number; maxCallMinutes?: number; greeting?: string | null; answersStop?: boolean } = {},
) {
  const clock = new VirtualClock();
  const metrics = createMetrics();
  const live = new Map<string, LiveCall>();
  const diary: string[] = [];
  const ends: Parameters<CallBook['ended']>[1][] = [];
  const notes: CallNote[] = [];
  const recorded: { callId: string; source: string; type: string; payload: unknown }[] = [];
  const stored = new Map<string, Session>();
  let ids = 0;

  const machine = callMachine.provide({
    actors: {
      stt: fromCallback(() => undefined),
      llm: fromCallback(() => undefined),
      tools: fromCallback(() => undefined),
      records: fromCallback(({ sendBack }) => sendBack({ type: 'records.knowsNobody' })),
      tts: fromCallback<TtsCommand, TtsInput>(({ receive, sendBack }) => {
        const unheard: string[] = [];
        receive((command) => {
          if (command.type === 'say') {
            diary.push(`say: ${command.utterance.text}`);
            unheard.push(command.utterance.id);
          }
          if (command.type !== 'stop' || given.answersStop === false) return;
          const cut = unheard.splice(0).map((id) => ({ id, heard: '' }));
          sendBack({ type: 'voice.stopped', at: 0, cut });
        });
      }),
      line: fromCallback<LineCommand, LineInput>(({ receive }) => receive(({ type }) => diary.push(`line: ${type}`))),
    },
  });
  const desk = createDesk({
    machine,
    live,
    clock,
    newId: () => `call-${++ids}`,
    log: silentLog,
    metrics,
    newMediaPath: () => createMediaPath({ clock }),
    book: {
      began: ({ callId }) => diary.push(`began ${callId}`),
      turnedAway: ({ callId }) => diary.push(`turned away ${callId}`),
      ended: ({ callId }, end) => {
        ends.push(end);
        diary.push(`ended ${callId} ${end.outcome}`);
      },
      wentOn: ({ callId }) => diary.push(`went on ${callId}`),
    },
    events: { record: (callId, source, type, payload) => recorded.push({ callId, source, type, payload }) },
    sessions: {
      put: (callSid, session) => void stored.set(callSid, structuredClone(session)),
      get: async (callSid) => stored.get(callSid) ?? null,
    },
    shop: { shopId: 'shop-1', name: 'Elm Motors', greeting: given.greeting ?? null, disclosure: null },
    phrases: PHRASES,
    maxCalls: given.maxCalls ?? 10,
    maxCallMinutes: given.maxCallMinutes ?? 30,
    watch: (note) => notes.push(note),
  });

  return {
    desk,
    clock,
    metrics,
    live,
    ends,
    notes,
    recorded,
    stored,
    /** The diary since it was last read. */
    reads: () => diary.splice(0),
    call(callSid: string): LiveCall {
      const call = desk.find(callSid);
      if (!call) throw new Error(`expected a call ${callSid}, got none`);
      return call;
    },
    /** A stream of the call is there; how it was closed is written into the diary. */
    opens(callSid: string, name = 'stream') {
      const stream = { close: (code: number, reason: string) => void diary.push(`${name} closed ${code} ${reason}`) };
      desk.streamOpened(this.call(callSid), stream);
      return stream;
    },
    send(callSid: string, event: CallEvent) {
      this.call(callSid).actor.send(event);
    },
  };
}
