import { readModel } from './models.ts';
import { compile, run } from './wasi.ts';

export type Voice = 'slt' | 'rms';

/** Flite, an old and honest synthesizer: about 15 ms of work for a second of speech, in which its thread is blocked. */
export interface Flite {
  /** Speech of one sentence: mono, 16 kHz, −1…1. */
  say(text: string, voice: Voice): Promise<Float32Array>;
}

const HEADER = 44;
const RATE_AT = 24;
const RATE = 16_000;

export async function loadFlite(): Promise<Flite> {
  const compiled = await compile(readModel('flite'));
  return {
    // The program would read a text without a space as the name of a file.
    say: async (text, voice) =>
      samplesOf(await run(compiled, ['flite', '-voice', voice, '-t', ` ${text} `, 'out.wav'])),
  };
}

function samplesOf(wav: Buffer): Float32Array {
  const rate = wav.readUInt32LE(RATE_AT);
  if (rate !== RATE) throw new Error(`flite: expected a sound of ${RATE} Hz, got ${rate} Hz`);
  const count = Math.floor((wav.length - HEADER) / 2);
  return Float32Array.from({ length: count }, (_, i) => wav.readInt16LE(HEADER + 2 * i) / 32_768);
}
