import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WASI } from 'node:wasi';
import { readModel } from './models.ts';

/** As much of it as is used here: Node has it, its types and the language's do not. */
declare const WebAssembly: {
  compile(bytes: Uint8Array): Promise<object>;
  instantiate(compiled: object, imports: object): Promise<object>;
};

export type Voice = 'slt' | 'rms';

/** Flite, an old and honest synthesiser: about 15 ms of work for a second of speech, in which its thread is blocked. */
export interface Flite {
  /** Speech of one sentence: mono, 16 kHz, −1…1. */
  say(text: string, voice: Voice): Promise<Float32Array>;
  close(): void;
}

const HEADER = 44;
const RATE_AT = 24;
const RATE = 16_000;

export async function loadFlite(): Promise<Flite> {
  const compiled = await WebAssembly.compile(readModel('flite'));
  const folder = mkdtempSync(join(tmpdir(), 'callchart-flite-'));
  return {
    async say(text, voice) {
      // The program reads a text without a space as the name of a file.
      const args = ['flite', '-voice', voice, '-t', ` ${text} `, 'out.wav'];
      const wasi = new WASI({ version: 'preview1', args, preopens: { '.': folder }, returnOnExit: true });
      const instance = await WebAssembly.instantiate(compiled, wasi.getImportObject());
      const code = wasi.start(instance);
      if (code !== 0) throw new Error(`flite: expected exit code 0, got ${code}`);
      return samplesOf(readFileSync(join(folder, 'out.wav')));
    },
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function samplesOf(wav: Buffer): Float32Array {
  const rate = wav.readUInt32LE(RATE_AT);
  if (rate !== RATE) throw new Error(`flite: expected a sound of ${RATE} Hz, got ${rate} Hz`);
  const count = Math.floor((wav.length - HEADER) / 2);
  return Float32Array.from({ length: count }, (_, i) => wav.readInt16LE(HEADER + 2 * i) / 32_768);
}
