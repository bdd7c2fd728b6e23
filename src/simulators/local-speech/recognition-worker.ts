import { loadMoonshine } from './moonshine.ts';
import { upsample } from './resample.ts';
import { samplesOf } from './window.ts';
import type { TranscribeReply, TranscribeRequest } from './worker-messages.ts';
import { serve } from './worker-serve.ts';

/** Below this, one word or more is usually wrong (measured over 42 sentences: 0.62–0.77 where wrong, 0.8–0.98 where right). */
const DOUBTFUL = 0.8;
/** The model stumbles over the exact place of the beginning; a tenth of a second later it often does not. */
const SECOND_LOOK = samplesOf(100);

serve<TranscribeRequest, TranscribeReply>(async () => {
  const moonshine = await loadMoonshine();
  return async ({ sound, keyterms, final }) => {
    const first = await moonshine.transcribe(upsample(sound), keyterms);
    if (!final || first.confidence >= DOUBTFUL || sound.length < 4 * SECOND_LOOK) return first;
    const second = await moonshine.transcribe(upsample(sound.subarray(SECOND_LOOK)), keyterms);
    return second.confidence > first.confidence ? second : first;
  };
});
