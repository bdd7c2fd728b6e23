import type { ConnectionPolicy } from '../../machines/connection/kit.ts';
import type { SttFact } from '../../machines/ports/stt.ts';
import type { Clock } from '../clock.ts';
import type { DeepgramAccess } from '../deepgram/client.ts';
import { createConnections, type Dial } from '../deepgram/connections.ts';
import { messageOf } from '../errors.ts';
import type { Logger } from '../log.ts';
import type { MediaPath } from '../media/types.ts';
import type { Metrics } from '../metrics.ts';
import { SoundFeed } from './feed.ts';
import { openListenSocket } from './listen-socket.ts';
import { readMessage } from './messages.ts';
import { noTurns, socketDropped, takeMessage } from './turns.ts';

export interface DeepgramSttOptions {
  access: DeepgramAccess;
  /** A model of v1/listen, such as `nova-3`. */
  model: string;
  /** BCP 47: what callers are expected to speak. */
  language: string;
  clock: Clock;
  log: Logger;
  metrics: Pick<Metrics, 'providerErrors'>;
  policy?: Partial<ConnectionPolicy>;
}

/** The caller's sound, as `MediaPath` gives it. */
export type SoundSource = Pick<MediaPath, 'onSound'>;

export interface SttSession {
  source: SoundSource;
  onFact(fact: SttFact): void;
  /** Words that are likely in this call: makes, models, services. */
  keyterms: readonly string[];
}

/** A second attempt is often faster than the end of a slow first one, and somebody is talking meanwhile. */
const HANDSHAKE_MS = 1_500;

const POLICY: ConnectionPolicy = {
  attempts: 5,
  backoff: [100, 300, 700, 1_000],
  // The transport gives up first, with a better word; this is for whatever else may hang.
  connectTimeout: HANDSHAKE_MS + 300,
  steadyAfter: 5_000,
};

/** Speech to text over Deepgram's v1/listen protocol: one recogniser a call, that comes back when its socket drops. */
export function createDeepgramStt(options: DeepgramSttOptions) {
  const { access, model, language, clock, log, metrics, policy } = options;
  const connections = createConnections({ clock, log, policy: { ...POLICY, ...policy } });
  const countError = (code: string) => metrics.providerErrors.inc({ provider: 'stt', code });

  return {
    open({ source, onFact, keyterms }: SttSession): { stop(): void } {
      let turns = noTurns;
      const feed = new SoundFeed(clock);
      const tell = (facts: SttFact[]) => {
        for (const fact of facts) onFact(fact);
      };

      const dial: Dial = (reports) => {
        let hungUp = false;
        const socket = openListenSocket(
          { access, model, language, keyterms, clock, handshakeMs: HANDSHAKE_MS },
          {
            opened() {
              reports.opened();
              if (hungUp) return; // whoever heard of it has stopped us
              feed.open(
                (sound) => socket.send(sound),
                () => {
                  countError('silent');
                  reports.silent();
                },
              );
            },
            message(message) {
              try {
                hear(message);
              } catch (thrown) {
                log.error({ error: messageOf(thrown) }, 'a message of the recogniser could not be handled');
              }
            },
            ended(error) {
              countError(error.code);
              log.warn({ code: error.code, error: error.message }, 'recogniser socket ended');
              reports.closed(error);
            },
          },
        );
        return () => {
          hungUp = true;
          feed.close();
          socket.close();
        };
      };

      function hear(message: unknown): void {
        const read = readMessage(message);
        feed.heard(read?.kind === 'results' ? read.end : null);
        if (!read) return;
        const [next, facts] = takeMessage(turns, read, (seconds) => feed.toMedia(seconds));
        turns = next;
        tell(facts);
      }

      const unlisten = source.onSound((sound, at) => feed.take(sound, at));
      const connection = connections.open(dial, {
        opened() {
          const lostMs = Math.round(feed.lostMs);
          onFact(lostMs > 0 ? { type: 'stt.reopened', lostMs } : { type: 'stt.opened' });
        },
        dropped(code) {
          turns = socketDropped(turns);
          onFact({ type: 'stt.dropped', code });
        },
        reopened: () => onFact({ type: 'stt.reopened', lostMs: Math.round(feed.lostMs) }),
        lost(code) {
          unlisten();
          onFact({ type: 'stt.lost', code });
        },
      });

      return {
        stop() {
          unlisten();
          connection.stop();
        },
      };
    },
  };
}
