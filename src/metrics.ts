import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';

const TURN_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1, 1.5, 2, 3, 5, 10];

const LAG_RESOLUTION_MS = 10;

/** The stages of a turn, from the caller's last word to our first sound. */
export type TurnStage =
  | 'endpoint_to_llm'
  | 'llm_first_token'
  | 'first_sentence_to_tts'
  | 'tts_first_byte'
  | 'audio_to_carrier'
  | 'caller_silence_to_audio';

export type Metrics = ReturnType<typeof createMetrics>;

/** The product's metrics (Prometheus; seconds unless the name says otherwise), on a registry of their own. */
export function createMetrics() {
  const registry = new Registry();
  const registers = [registry];
  const lag = monitorEventLoopDelay({ resolution: LAG_RESOLUTION_MS });
  lag.enable();
  // A frame of sound comes every 20 ms of every call: it is added to a number here, and becomes a metric when one is asked for.
  const soundBytes = { in: 0, out: 0 };
  return {
    soundBytes,
    registry,
    callActive: new Gauge({ name: 'call_active', help: 'Calls in progress', registers }),
    callTotal: new Counter({ name: 'call_total', help: 'Calls ended, by outcome', labelNames: ['outcome'], registers }),
    turnLatency: new Histogram({
      name: 'turn_latency_seconds',
      help: 'Time spent in each stage of a turn',
      labelNames: ['stage'],
      buckets: TURN_BUCKETS,
      registers,
    }),
    bargeInSeconds: new Histogram({
      name: 'barge_in_seconds',
      help: 'From the first sign of speech to the clearing of the carrier',
      buckets: [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2],
      registers,
    }),
    bargeInTotal: new Counter({ name: 'barge_in_total', help: 'Times the caller took the turn from us', registers }),
    providerErrors: new Counter({
      name: 'provider_errors_total',
      help: 'Failures of the services we depend on',
      labelNames: ['provider', 'code'],
      registers,
    }),
    toolSeconds: new Histogram({
      name: 'tool_seconds',
      help: 'Time a tool took',
      labelNames: ['tool', 'result'],
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1, 2, 3, 5],
      registers,
    }),
    tokensTotal: new Counter({ name: 'tokens_total', help: 'Tokens used, by kind', labelNames: ['kind'], registers }),
    audioBytes: new Counter({
      name: 'audio_bytes_total',
      help: 'Sound carried, by direction',
      labelNames: ['direction'],
      registers,
      collect() {
        this.reset();
        for (const [direction, bytes] of Object.entries(soundBytes)) this.inc({ direction }, bytes);
      },
    }),
    eventLoopLag: new Gauge({
      name: 'event_loop_lag_seconds',
      help: 'Event loop delay beyond the 10 ms at which it is sampled, p99 since the last reading',
      registers,
      collect() {
        this.set(Math.max(0, lag.percentile(99) / 1e9 - LAG_RESOLUTION_MS / 1000));
        lag.reset();
      },
    }),
    carrierMessagesIgnored: new Counter({
      name: 'carrier_messages_ignored_total',
      help: 'Messages of the carrier that could not be understood',
      labelNames: ['reason'],
      registers,
    }),
  };
}
