import type { ConnectionPolicy } from '../../machines/connection/kit.ts';
import type { TtsCommand, TtsFact } from '../../machines/ports/tts.ts';
import type { Clock } from '../clock.ts';
import type { DeepgramAccess } from '../deepgram/client.ts';
import { createConnections } from '../deepgram/connections.ts';
import type { Logger } from '../log.ts';
import type { MediaPath } from '../media/types.ts';
import type { Metrics } from '../metrics.ts';
import type { PhraseCache } from './phrase-cache.ts';
import { SpeakLine } from './speak-line.ts';
import type { LineReports } from './speak-lines.ts';
import { openSpeakSocket } from './speak-socket.ts';
import { Voice } from './voice.ts';

export interface DeepgramTtsOptions {
  access: DeepgramAccess;
  /** Such as `aura-2-asteria-en`. */
  model: string;
  clock: Clock;
  log: Logger;
  metrics: Pick<Metrics, 'providerErrors'>;
  /** Outlives calls. */
  phrases: PhraseCache;
  /** `tts_first_byte`: from a Flush to the first byte of its sound, in milliseconds. */
  onTiming?(stage: 'tts_first_byte', ms: number): void;
  policy?: Partial<ConnectionPolicy>;
  stallMs?: number;
  muteMs?: number;
}

export interface TtsSession {
  media: MediaPath;
  onFact(fact: TtsFact): void;
}

/** Somebody waits to hear us: a handshake that takes longer is tried again. */
const HANDSHAKE_MS = 1_200;

const POLICY: ConnectionPolicy = {
  // While something is to be said, `muteMs` decides; while nobody waits, there is time.
  attempts: 12,
  backoff: [100, 300, 600, 1_000, 2_000],
  connectTimeout: HANDSHAKE_MS + 300,
  // After a connection that lasted, the pauses begin anew: a stall and a long pause together are more silence than a caller bears.
  steadyAfter: 3_000,
};

/** The first byte comes within half a second, and sound then faster than it is played. */
const STALL_MS = 1_500;
/** Nobody is left in silence for three seconds: by then it is known that there is no voice. */
const MUTE_MS = 2_700;

/** Text to speech over Deepgram's v1/speak protocol, for one call at a time: `open` when the call begins, `stop` at its end. */
export function createDeepgramTts(options: DeepgramTtsOptions) {
  const { access, model, clock, log, metrics, phrases, onTiming, policy } = options;
  const connections = createConnections({ clock, log, policy: { ...POLICY, ...policy } });

  const openLine = (reports: LineReports) =>
    new SpeakLine(
      {
        clock,
        connections,
        stallMs: options.stallMs ?? STALL_MS,
        openSocket: (socket) => openSpeakSocket({ access, model, clock, handshakeMs: HANDSHAKE_MS }, socket),
      },
      {
        ...reports,
        failed({ code, message }) {
          metrics.providerErrors.inc({ provider: 'tts', code });
          log.warn({ code, error: message }, 'synthesiser failed');
        },
        firstByte: (ms) => onTiming?.('tts_first_byte', ms),
      },
    );

  return {
    open({ media, onFact }: TtsSession): { command(command: TtsCommand): void; stop(): void } {
      const voice = new Voice({ clock, media, phrases, model, onFact, openLine, muteMs: options.muteMs ?? MUTE_MS });
      return {
        command(command) {
          switch (command.type) {
            case 'say':
              return voice.say(command.utterance);
            case 'finishReply':
              return voice.finishReply();
            case 'hold':
              return voice.hold();
            case 'resume':
              return voice.resume();
            case 'stop':
              return voice.stop();
          }
        },
        stop: () => voice.close(),
      };
    },
  };
}
