import { fromCallback } from 'xstate';
import { callMachine } from '../machines/call/machine.ts';
import type { SaidConsent } from '../machines/ports/consents.ts';
import type { LineCommand, LineInput } from '../machines/ports/line.ts';
import type { LlmFact, LlmInput } from '../machines/ports/llm.ts';
import type { RecordsFact, RecordsInput } from '../machines/ports/records.ts';
import type { SttFact, SttInput } from '../machines/ports/stt.ts';
import type { ToolsCommand, ToolsFact, ToolsInput } from '../machines/ports/tools.ts';
import type { TtsCommand, TtsFact, TtsInput } from '../machines/ports/tts.ts';
import type { LiveCall } from './calls/live-call.ts';
import type { TurnTimer } from './calls/turn-timer.ts';
import type { Watch } from './calls/watch.ts';
import type { MediaPath } from './media/types.ts';

type None = { type: 'none' };

/** The live halves of a call's children. Each is told which call it is for and tells facts back; none knows another. */
export interface Parts {
  stt: {
    open(session: { source: MediaPath; onFact(fact: SttFact): void; keyterms: readonly string[] }): { stop(): void };
  };
  tts: {
    open(session: { media: MediaPath; onFact(fact: TtsFact): void }): {
      command(command: TtsCommand): void;
      stop(): void;
    };
  };
  llm: { reply(input: LlmInput, onFact: (fact: LlmFact) => void): { abort(): void } };
  tools: {
    open(
      call: { callId: string; callSid: string | null; from: string | null },
      onFact: (fact: ToolsFact) => void,
    ): { command(command: ToolsCommand): void; stop(): void };
  };
  records: { lookUp(input: RecordsInput, onFact: (fact: RecordsFact) => void): void };
  line: { leave(call: LiveCall, command: LineCommand): void };
  /** Writes down what a caller says of texts and reminder calls. May neither reject nor keep the call waiting. */
  consents: { said(callId: string, said: SaidConsent): void };
  keyterms: readonly string[];
}

/**
 * The call's chart with its real children: the one place that knows them all. Made once for the process; a child gets the
 * call's id and finds the rest in `live`.
 */
export function wire(parts: Parts, live: ReadonlyMap<string, LiveCall>, watch: Watch) {
  const callOf = (callId: string): LiveCall => {
    const call = live.get(callId);
    if (!call) throw new Error(`expected a live call, got ${callId}`);
    return call;
  };

  return callMachine.provide({
    actions: {
      writeConsents({ context: { callId }, event }) {
        if (event.type === 'consent.heard') parts.consents.said(callId, event);
      },
    },
    actors: {
      stt: fromCallback<None, SttInput>(({ input, sendBack }) => {
        const session = { source: callOf(input.callId).media, onFact: sendBack, keyterms: parts.keyterms };
        const stt = parts.stt.open(session);
        return () => stt.stop();
      }),
      tts: fromCallback<TtsCommand, TtsInput>(({ input, sendBack, receive }) => {
        const { media, timer } = callOf(input.callId);
        const tts = parts.tts.open({ media: timed(media, timer), onFact: sendBack });
        receive((command) => {
          if (command.type === 'say') {
            if (command.utterance.kind === 'sentence') timer.handedOver();
            watch({ note: 'saying', callId: input.callId, utterance: command.utterance });
          }
          tts.command(command);
        });
        return () => tts.stop();
      }),
      tools: fromCallback<ToolsCommand, ToolsInput>(({ input, sendBack, receive }) => {
        const { callId, callSid, from } = callOf(input.callId);
        const tools = parts.tools.open({ callId, callSid, from }, sendBack);
        receive((command) => tools.command(command));
        return () => tools.stop();
      }),
      llm: fromCallback<None, LlmInput>(({ input, sendBack }) => {
        callOf(input.callId).timer.asked();
        const reply = parts.llm.reply(input, sendBack);
        return () => reply.abort();
      }),
      records: fromCallback<None, RecordsInput>(({ input, sendBack }) => parts.records.lookUp(input, sendBack)),
      line: fromCallback<LineCommand, LineInput>(({ input, receive }) => {
        receive((command) => parts.line.leave(callOf(input.callId), command));
      }),
    },
  });
}

/** The media path, with the timer told of the sound that goes into it. */
function timed(media: MediaPath, timer: TurnTimer): MediaPath {
  const told: Pick<MediaPath, 'begin' | 'play'> = {
    begin(utterance) {
      timer.beganSpeech();
      media.begin(utterance);
    },
    play(generation, id, sound) {
      timer.soundCame();
      media.play(generation, id, sound);
    },
  };
  return Object.assign(Object.create(media), told);
}
