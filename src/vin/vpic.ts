import { z } from 'zod';
import { type Clock, within } from '../clock.ts';
import { messageOf, OutsideError, timedOut } from '../errors.ts';
import type { Logger } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import { type DecodedVin, fromVinAlone, fromVpic } from './vehicle.ts';

// Within a tool's 5 s, so that an answer from the VIN alone still comes in time.
const TIMEOUT_MS = 3_000;
const MOST_KEPT = 1_000;
const CACHE_MS = 250; // leaves NHTSA its three seconds

const reply = z.object({
  Results: z
    .array(
      z.object({
        Make: z.string(),
        Model: z.string(),
        ModelYear: z.string(),
        VehicleType: z.string(),
        ErrorCode: z.string(),
      }),
    )
    .min(1),
});

export interface VpicOptions {
  /** `https://vpic.nhtsa.dot.gov/api`, without a slash at the end. */
  url: string;
  clock: Clock;
  log: Logger;
  metrics: Metrics;
  fetch?: typeof fetch;
  /** Without one, this process remembers. */
  cache?: VinCache;
}

/** Where answers are kept. Neither rejects: what cannot be kept is asked for again. */
export interface VinCache {
  /** Plain data as it was put; undefined where there is none. */
  get(vin: string): Promise<unknown>;
  put(vin: string, answer: unknown): Promise<void>;
}

const answer = z.object({
  decoded: z
    .object({
      vin: z.string(),
      year: z.number(),
      make: z.string(),
      model: z.string().nullable(),
      vehicleType: z.string().nullable(),
      needsReadBack: z.boolean(),
    })
    .nullable(),
});

export interface Vpic {
  /**
   * Decodes a well-formed VIN: by NHTSA, or by the VIN alone while NHTSA is away. Null where NHTSA knows no make or year for it.
   * @throws {OutsideError} NHTSA is away and the VIN alone tells too little
   */
  decode(vin: string): Promise<DecodedVin | null>;
}

/** NHTSA's vehicle API (vpic.nhtsa.dot.gov/api), with what it said kept: a VIN means the same tomorrow. */
export function createVpic(options: VpicOptions): Vpic {
  const { url, clock, log, metrics, fetch: get = fetch, cache = inMemory() } = options;

  /** What was answered before; undefined where that is not known, or not in time. */
  const remembered = async (vin: string): Promise<DecodedVin | null | undefined> => {
    const late = () => timedOut('redis', 'VIN cache', CACHE_MS);
    const found = await within(clock, CACHE_MS, cache.get(vin), late).catch(() => undefined);
    const read = answer.safeParse(found);
    return read.success ? read.data.decoded : undefined;
  };

  const ask = async (vin: string): Promise<DecodedVin | null> => {
    const leave = new AbortController();
    const address = `${url}/vehicles/DecodeVinValues/${encodeURIComponent(vin)}?format=json`;
    const request = async () => {
      const response = await get(address, { signal: leave.signal, headers: { accept: 'application/json' } });
      if (!response.ok) throw badAnswer(`expected status 200, got ${response.status}`, response.status >= 500);
      const read = reply.safeParse(parseJson(await response.text()));
      const row = read.success ? read.data.Results[0] : undefined;
      if (!row) throw badAnswer('expected a JSON object with Results, got something else', true);
      return fromVpic(vin, row);
    };
    try {
      return await within(clock, TIMEOUT_MS, request(), () => timedOut('vpic', 'decode VIN', TIMEOUT_MS));
    } finally {
      leave.abort();
    }
  };

  return {
    async decode(vin) {
      const known = await remembered(vin);
      if (known !== undefined) return known;
      try {
        const decoded = await ask(vin);
        void cache.put(vin, { decoded });
        return decoded;
      } catch (thrown) {
        const failure = asOutside(thrown);
        metrics.providerErrors.labels('vpic', failure.code).inc();
        log.warn({ code: failure.code, err: failure.message }, 'vpic.failed');
        const alone = fromVinAlone(vin);
        if (!alone) throw failure;
        return alone;
      }
    },
  };
}

function inMemory(): VinCache {
  const kept = new Map<string, unknown>();
  return {
    get: async (vin) => kept.get(vin),
    async put(vin, found) {
      const oldest = kept.keys().next();
      if (kept.size >= MOST_KEPT && !oldest.done) kept.delete(oldest.value);
      kept.set(vin, found);
    },
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function badAnswer(message: string, retryable: boolean): OutsideError {
  return new OutsideError('vpic', 'bad_answer', `vPIC: ${message}`, { retryable });
}

function asOutside(thrown: unknown): OutsideError {
  if (thrown instanceof OutsideError) return thrown;
  return new OutsideError('vpic', 'unreachable', `vPIC: ${messageOf(thrown)}`, { retryable: true, cause: thrown });
}
