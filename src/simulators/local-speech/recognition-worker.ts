import { loadMoonshine } from './moonshine.ts';
import { upsample } from './resample.ts';
import { samplesOf } from './window.ts';
import type { TranscribeReply, TranscribeRequest } from './worker-messages.ts';
import { serve } from './worker-serve.ts';

/** Below this, one word or more is usually wrong (measured over 42 sentences: 0.62–0.77 where wrong, 0.8–0.98 where right). */
const DOUBTFUL = 0.8;
/** The model stumbles over the exact place of the beginning; a tenth of a second later it often does not. */
const SECOND_LOOK = samplesOf(100);

/** The first run is four times as slow as the second: nobody is to wait for it. One second of silence at 16 kHz. */
const WARM_UP = 16_000;

serve<TranscribeRequest, TranscribeReply>(async () => {
  const moonshine = await loadMoonshine();
  await moonshine.transcribe(new Float32Array(WARM_UP), []);
  return async ({ sound, keyterms, final }) => {
    const first = await moonshine.transcribe(upsample(sound), keyterms);
    if (!final || first.confidence >= DOUBTFUL || sound.length < 4 * SECOND_LOOK) return first;
    const second = await moonshine.transcribe(upsample(sound.subarray(SECOND_LOOK)), keyterms);
    return second.confidence > first.confidence ? second : first;
  };
});
