import { env, InferenceSession, Tensor } from 'onnxruntime-web';
import { readModel } from './models.ts';
import { WINDOW } from './window.ts';

/** Silero VAD v5 at 8 kHz: how likely it is that somebody speaks in a window of sound. 0.2–0.8 ms a window. */
export interface Silero {
  /** @param sound whole windows, 8 kHz, −1…1. One probability a window. */
  judge(memory: SileroMemory, sound: Float32Array): Promise<number[]>;
}

/** What the network remembers of one stream of sound. */
export interface SileroMemory {
  state: Tensor;
  context: Float32Array;
}

const CONTEXT = 32;

export function newMemory(): SileroMemory {
  return { state: new Tensor('float32', new Float32Array(2 * 128), [2, 1, 128]), context: new Float32Array(CONTEXT) };
}

export async function loadSilero(): Promise<Silero> {
  env.wasm.numThreads = 1;
  const session = await InferenceSession.create(readModel('vad'));
  const sr = new Tensor('int64', BigInt64Array.of(8000n), []);
  return {
    async judge(memory, sound) {
      const probabilities: number[] = [];
      for (let at = 0; at + WINDOW <= sound.length; at += WINDOW) {
        const input = new Float32Array(CONTEXT + WINDOW);
        input.set(memory.context);
        input.set(sound.subarray(at, at + WINDOW), CONTEXT);
        const { output, stateN } = await session.run({
          input: new Tensor('float32', input, [1, input.length]),
          state: memory.state,
          sr,
        });
        if (!output || !(stateN instanceof Tensor)) throw new Error('silero: expected output and stateN, got neither');
        memory.state = stateN;
        memory.context = input.slice(-CONTEXT);
        probabilities.push(Number(output.data[0]));
      }
      return probabilities;
    },
  };
}
