import { loadFlite } from './flite.ts';
import { downsample } from './resample.ts';
import { encodeLinear16, encodeMulaw } from './samples.ts';
import type { SayReply, SayRequest } from './worker-messages.ts';
import { serve } from './worker-serve.ts';

const RATE = 16_000;
/** The synthesizer begins every sentence with 170 ms of nothing, which a caller would wait for. */
const KEPT_BEFORE = 0.03 * RATE;
const AUDIBLE = 0.005;

serve<SayRequest, SayReply>(async () => {
  const flite = await loadFlite();
  return async ({ text, voice, encoding, rate }) => {
    const spoken = trimmed(await flite.say(text, voice));
    const sound = rate === RATE ? spoken : downsample(spoken);
    return encoding === 'mulaw' ? encodeMulaw(sound) : encodeLinear16(sound);
  };
});

function trimmed(sound: Float32Array): Float32Array {
  const first = sound.findIndex((sample) => Math.abs(sample) > AUDIBLE);
  return first < 0 ? sound : sound.subarray(Math.max(0, first - KEPT_BEFORE));
}
