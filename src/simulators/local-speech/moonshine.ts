import tokenizer from 'llama-tokenizer-js';
import { env, InferenceSession, Tensor } from 'onnxruntime-web';
import { createKeytermBias, type KeytermBias } from './keyterms.ts';
import { readModel } from './models.ts';
import { modernSpelling } from './spelling.ts';

/**
 * Moonshine tiny, English: sound in, words out. One call at a time; each takes 0.05–0.1 of the sound's length on one
 * thread, which it blocks.
 */
export interface Moonshine {
  /** @param sound mono, 16 kHz, −1…1 */
  transcribe(sound: Float32Array, keyterms: readonly string[]): Promise<Heard>;
}

export interface Heard {
  text: string;
  /** The geometric mean of the tokens' probabilities, 0…1; 0 where there are no words. */
  confidence: number;
}

const LAYERS = 6;
const HEADS = 8;
const HEAD_SIZE = 36;
const START = 1;
const END = 2;
/** Nobody speaks faster; without a limit the decoder can go round in circles on noise. */
const TOKENS_PER_SECOND = 6.5;
const TOKENS_BESIDES = 4;

const CACHES = Array.from({ length: LAYERS }, (_, layer) =>
  ['decoder', 'encoder'].flatMap((of) => ['key', 'value'].map((what) => `${layer}.${of}.${what}`)),
).flat();

export async function loadMoonshine(): Promise<Moonshine> {
  env.wasm.numThreads = 1;
  const encoder = await InferenceSession.create(readModel('encoder'));
  const decoder = await InferenceSession.create(readModel('decoder'));
  const biases = new Map<string, KeytermBias>();

  function biasOf(keyterms: readonly string[]): KeytermBias | undefined {
    if (keyterms.length === 0) return undefined;
    const key = keyterms.join('\n');
    const bias = biases.get(key) ?? createKeytermBias(keyterms.map((term) => tokenizer.encode(term, false, true)));
    if (biases.size > 16) biases.clear();
    biases.set(key, bias);
    return bias;
  }

  return {
    async transcribe(sound, keyterms) {
      const bias = biasOf(keyterms);
      const encoded = await encoder.run({ input_values: new Tensor('float32', sound, [1, sound.length]) });
      const hidden = named(encoded, 'last_hidden_state');
      const most = Math.ceil((sound.length / 16_000) * TOKENS_PER_SECOND) + TOKENS_BESIDES;
      let caches = emptyCaches();
      const tokens: number[] = [];
      let last = START;
      let logProbability = 0;
      while (tokens.length < most) {
        const step = await decoder.run({
          ...caches,
          input_ids: new Tensor('int64', BigInt64Array.of(BigInt(last)), [1, 1]),
          encoder_hidden_states: hidden,
          use_cache_branch: new Tensor('bool', [tokens.length > 0], [1]),
        });
        const logits = named(step, 'logits').data as Float32Array;
        const scores = logits.slice(-tokenCount(step));
        bias?.apply(scores, tokens);
        last = highest(scores);
        if (last === END) break;
        logProbability += logProbabilityOf(scores, last);
        caches = nextCaches(caches, step, tokens.length === 0);
        tokens.push(last);
      }
      const text = modernSpelling(tokenizer.decode(tokens, false, false).trim());
      return { text, confidence: tokens.length === 0 ? 0 : Math.exp(logProbability / tokens.length) };
    },
  };
}

type Tensors = Record<string, Tensor>;

function named(tensors: InferenceSession.OnnxValueMapType, name: string): Tensor {
  const value = tensors[name];
  if (!(value instanceof Tensor)) throw new Error(`moonshine: expected an output ${name}, got ${Object.keys(tensors)}`);
  return value;
}

function tokenCount(step: InferenceSession.OnnxValueMapType): number {
  return named(step, 'logits').dims.at(-1) ?? 0;
}

function emptyCaches(): Tensors {
  const none = () => new Tensor('float32', new Float32Array(0), [1, HEADS, 0, HEAD_SIZE]);
  return Object.fromEntries(CACHES.map((name) => [`past_key_values.${name}`, none()]));
}

/** What the encoder gave is only computed by the first step, and stays. */
function nextCaches(caches: Tensors, step: InferenceSession.OnnxValueMapType, first: boolean): Tensors {
  const next = { ...caches };
  for (const name of CACHES)
    if (first || name.includes('decoder')) next[`past_key_values.${name}`] = named(step, `present.${name}`);
  return next;
}

function highest(scores: Float32Array): number {
  let best = 0;
  for (let i = 1; i < scores.length; i++) if ((scores[i] ?? 0) > (scores[best] ?? 0)) best = i;
  return best;
}

function logProbabilityOf(scores: Float32Array, token: number): number {
  const score = scores[token] ?? 0;
  let sum = 0;
  for (const other of scores) sum += Math.exp(other - score);
  return -Math.log(sum);
}
