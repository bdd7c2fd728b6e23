import type { CallEvent } from '../../machines/call/types.ts';
import type { Clock } from '../clock.ts';
import type { Metrics, TurnStage } from '../metrics.ts';

/** Where the time of one turn went, in ms. `silence` is what the caller waited: from their last word to our first sound. */
export interface TurnTimes {
  firstToken: number | null;
  firstSentence: number | null;
  silence: number | null;
}

interface Marks {
  saidAt: number;
  saidEnd: number;
  askedAt: number | null;
  tokenAt: number | null;
  sentenceAt: number | null;
  handedOver: boolean;
}

export interface TurnTimer {
  /** Told of each event of the call as it is handled. Returns the turn's times when its first sound goes out. */
  event(event: CallEvent): TurnTimes | null;
  /** The model was asked. */
  asked(): void;
  /** A sentence of the model's was given to the synthesizer. */
  handedOver(): void;
  /** The next thing to be said begins: its sound follows. */
  beganSpeech(): void;
  /** Sound came from the synthesizer and goes on to the carrier. */
  soundCame(): void;
}

/** Measures each turn from the events of the call; the chart is not asked and does not know. */
export function createTurnTimer(clock: Clock, metrics: Metrics): TurnTimer {
  let turn: Marks | null = null;
  let startedTalkingAt: number | null = null;
  let soundAt: number | null = null;
  const observe = (stage: TurnStage, ms: number) => metrics.turnLatency.observe({ stage }, Math.max(0, ms) / 1000);

  return {
    asked() {
      if (!turn || turn.askedAt !== null) return;
      turn.askedAt = clock.now();
      observe('endpoint_to_llm', turn.askedAt - turn.saidAt);
    },
    handedOver() {
      if (!turn || turn.sentenceAt === null || turn.handedOver) return;
      turn.handedOver = true;
      observe('first_sentence_to_tts', clock.now() - turn.sentenceAt);
    },
    beganSpeech() {
      soundAt = null;
    },
    soundCame() {
      soundAt ??= clock.now();
    },
    event(event) {
      const now = clock.now();
      switch (event.type) {
        case 'caller.startedTalking':
          startedTalkingAt = now;
          return null;
        case 'voice.held':
          if (startedTalkingAt !== null) metrics.bargeInSeconds.observe((now - startedTalkingAt) / 1000);
          return null;
        case 'voice.stopped':
          if (event.cut.length > 0) metrics.bargeInTotal.inc();
          return null;
        case 'caller.said':
          turn = {
            saidAt: now,
            saidEnd: event.endedAt,
            askedAt: null,
            tokenAt: null,
            sentenceAt: null,
            handedOver: false,
          };
          return null;
        case 'llm.startedAnswering':
          // `llm_first_token` itself is measured where the model is asked, for every reply.
          if (turn?.askedAt != null) turn.tokenAt ??= now;
          return null;
        case 'llm.saidSentence':
          if (turn && turn.sentenceAt === null) turn.sentenceAt = now;
          return null;
        case 'voice.started': {
          const done = turn;
          turn = null;
          if (!done) return null;
          const silence = event.at - done.saidEnd;
          observe('caller_silence_to_audio', silence);
          if (soundAt !== null) observe('audio_to_carrier', now - soundAt);
          return {
            firstToken: done.askedAt !== null && done.tokenAt !== null ? done.tokenAt - done.askedAt : null,
            firstSentence: done.sentenceAt === null ? null : done.sentenceAt - done.saidAt,
            silence,
          };
        }
        default:
          return null;
      }
    },
  };
}
