import { z } from 'zod';
import type { DeepgramSimulator } from '../simulators/deepgram/index.ts';

export type SpeechFault = Parameters<DeepgramSimulator['faults']['set']>[1];

const ms = z.number().min(0);

/** What goes wrong with recognition or synthesis, as the simulator of Deepgram takes it. */
export const SpeechFaults = z.array(
  z
    .strictObject({
      /** Which connections of the call, counted from 1; every one where absent. */
      connections: z.array(z.int().min(1)).optional(),
      refuse: z.strictObject({ status: z.int().min(400).max(599) }).optional(),
      handshake_delay_ms: ms.optional(),
      silent: z.boolean().optional(),
      after: z
        .strictObject({
          ms,
          what: z.union([z.enum(['drop', 'stall']), z.strictObject({ code: z.int(), reason: z.string() })]),
        })
        .optional(),
    })
    .transform(
      ({ handshake_delay_ms, ...same }): SpeechFault => ({
        ...(same as SpeechFault),
        ...(handshake_delay_ms !== undefined && { handshakeDelayMs: handshake_delay_ms }),
      }),
    ),
);

export const MODEL_FAULTS = [
  'bad-request',
  'unauthorized',
  'not-found',
  'rate-limit',
  'insufficient-quota',
  'server-error',
  'overloaded',
  'hang',
  'stall',
  'reset',
  'error-event',
  'error-data',
  'cut',
  'no-done',
  'no-usage',
] as const;

/** What goes wrong with a reply of the model: answered with a status, or within its stream. */
export const ModelFault = z
  .strictObject({
    kind: z.enum(MODEL_FAULTS),
    after_tokens: z.int().min(0).optional(),
    retry_after_ms: ms.optional(),
  })
  .transform(({ kind, after_tokens, retry_after_ms }) => ({
    kind,
    ...(after_tokens !== undefined && { afterTokens: after_tokens }),
    ...(retry_after_ms !== undefined && { retryAfterMs: retry_after_ms }),
  }));

export const VPIC_FAULTS = ['html', 'unavailable', 'stall', 'reset'] as const;

const VpicFault = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.enum(VPIC_FAULTS) }),
  z.strictObject({ kind: z.literal('codes'), codes: z.string() }),
]);

/** `away`: what was connected breaks, what comes is refused. `stalled`: everything is taken and nothing answered. */
export const DatabaseFault = z.enum(['away', 'stalled', 'well']);
export type DatabaseFault = z.output<typeof DatabaseFault>;

/** What goes wrong in a call, by who fails. All but the model's make the call have a server and simulators of its own. */
export const Faults = z.strictObject({
  stt: SpeechFaults.optional(),
  tts: SpeechFaults.optional(),
  /** Of the requests of this call, counted from 1. A request that is refused or hangs takes no reply from the script. */
  llm: z.array(z.strictObject({ request: z.int().min(1), fault: ModelFault })).default([]),
  vpic: VpicFault.optional(),
  /** So many requests of the carrier's REST API are answered 500. */
  carrier_rest: z.int().min(1).optional(),
});
