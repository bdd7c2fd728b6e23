import { z } from 'zod';
import { readCheckedYaml } from '../checked-yaml.ts';
import type { Config } from '../config.ts';

interface Prices {
  as_of: string;
  /** Dollars for a million tokens, by model. */
  llm: Record<string, { prompt: number; cached: number; completion: number }>;
  /** Dollars for a minute, by model. */
  stt: Record<string, number>;
  /** Dollars for 1,000 characters, by the beginning of a voice's name. */
  tts: Record<string, number>;
  /** Dollars for a minute that was begun. */
  carrier: { inbound: number; outbound: number };
}

/** What a call has used of that for which somebody charges. */
export interface CallUse {
  direction: 'inbound' | 'outbound';
  /** How long the line was open. */
  seconds: number;
  /** `cached` is a part of `prompt`. */
  tokens: { prompt: number; completion: number; cached: number };
  /** What was said, in order. */
  spoken: readonly string[];
}

/** Who charges for calls here; null: nobody does, a stand-in on this machine does the work. */
export interface Charging {
  llm: string | null;
  stt: string | null;
  tts: string | null;
  carrier: 'twilio' | null;
}

/** Where a stand-in does the work nobody charges for it. */
export function chargingFor(
  config: Pick<Config, 'OPENAI_MODEL' | 'STT_MODEL' | 'TTS_MODEL' | 'TWILIO_ACCOUNT_SID'>,
  { speech, model }: { speech: unknown; model: unknown },
): Charging {
  return {
    llm: model === null ? config.OPENAI_MODEL : null,
    stt: speech === null ? config.STT_MODEL : null,
    tts: speech === null ? config.TTS_MODEL : null,
    carrier: config.TWILIO_ACCOUNT_SID === undefined ? null : 'twilio',
  };
}

const day = 'expected a day such as 2025-06-01';
const dollars = z
  .number({ error: ({ input }) => `expected dollars, got ${JSON.stringify(input)}` })
  .min(0, 'expected dollars, got less than nothing');

const schema: z.ZodType<Prices> = z.strictObject({
  as_of: z.string(day).regex(/^\d{4}-\d{2}-\d{2}$/, day),
  llm: z.record(z.string(), z.strictObject({ prompt: dollars, cached: dollars, completion: dollars })),
  stt: z.record(z.string(), dollars),
  tts: z.record(z.string(), dollars),
  carrier: z.strictObject({ inbound: dollars, outbound: dollars }),
});

/**
 * Reads the price table; from then on tells what a call has cost by it: dollars, to the hundredth of a cent, or null where a
 * price is not known. Never a guess.
 * @param isKept whether the sound of a text is kept, so that saying it again costs nothing
 * @throws one line for each thing that is wrong with the file
 */
export function loadPrices(
  charging: Charging,
  isKept: (text: string) => boolean,
  file: URL = new URL('./prices.yaml', import.meta.url),
): (use: CallUse) => number | null {
  const prices = readCheckedYaml(file, schema, 'prices');
  const { llm, stt, tts, carrier } = charging;
  const tokenPrice = llm === null ? FREE : prices.llm[llm];
  const minutePrice = stt === null ? 0 : prices.stt[stt];
  const voice =
    tts === null ? null : Object.keys(prices.tts).find((name) => tts === name || tts.startsWith(`${name}-`));
  const characterPrice = voice === null ? 0 : voice === undefined ? undefined : prices.tts[voice];
  return ({ direction, seconds, tokens, spoken }) => {
    if (tokenPrice === undefined || minutePrice === undefined || characterPrice === undefined) return null;
    const { prompt, cached, completion } = tokens;
    const characters = spoken.reduce((sum, text) => (isKept(text) ? sum : sum + text.length), 0);
    const parts = [
      ((prompt - cached) * tokenPrice.prompt + cached * tokenPrice.cached + completion * tokenPrice.completion) / 1e6,
      (seconds / 60) * minutePrice,
      (characters / 1_000) * characterPrice,
      carrier === null ? 0 : Math.ceil(seconds / 60) * prices.carrier[direction],
    ];
    return Math.round(parts.reduce((sum, part) => sum + part) * 10_000) / 10_000;
  };
}

const FREE = { prompt: 0, cached: 0, completion: 0 };
