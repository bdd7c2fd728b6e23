import type { SpeakSettings } from './settings.ts';
import { encodeWords } from './sound.ts';

/** How the simulated voice speaks. Every latency is fixed, so that a bench can take it off. */
export interface TtsScript {
  /** From a Flush to the first sound. */
  firstByteMs?: number;
  charactersPerSecond?: number;
  /** Sound is made so many times faster than it plays. */
  pace?: number;
  /** Length of a binary frame. */
  frameMs?: number;
  /** Frames that still come after a Clear in the middle of sound, 0–3. */
  lateFrames?: number;
  /** From a Clear to Cleared. */
  clearMs?: number;
  /** Whether a Flush that a Clear overtook is answered by Flushed all the same: not specified, so try both. */
  flushedAfterClear?: boolean;
}

export const TTS_DEFAULTS = {
  firstByteMs: 100,
  charactersPerSecond: 15,
  pace: 4,
  frameMs: 160,
  lateFrames: 2,
  clearMs: 20,
  flushedAfterClear: false,
} as const satisfies Required<TtsScript>;

/** Text as sound that carries its words. In encodings other than μ-law it is silence of the right length. */
export function synthesize(
  text: string,
  settings: SpeakSettings,
  charactersPerSecond: number,
  firstIndex: number,
): { sound: Buffer; words: number } {
  const words = text.split(/\s+/).filter((word) => word !== '');
  const spoken = words.join(' ').length;
  const length = Math.round((spoken / charactersPerSecond) * 1000) * settings.bytesPerMs;
  if (settings.encoding !== 'mulaw') return { sound: Buffer.alloc(length), words: words.length };
  return { sound: Buffer.concat(encodeWords(words, length, firstIndex)), words: words.length };
}

/** An amount that may be used within any minute: Flushes, characters. */
export class MinuteAllowance {
  readonly #limit: number;
  #used: { at: number; amount: number }[] = [];

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** False, and nothing is used up, when it would be more than the minute allows. */
  take(now: number, amount = 1): boolean {
    this.#used = this.#used.filter(({ at }) => at > now - 60_000);
    const before = this.#used.reduce((sum, use) => sum + use.amount, 0);
    if (before + amount > this.#limit) return false;
    this.#used.push({ at: now, amount });
    return true;
  }
}
