import { BYTES_PER_MS } from './audio-times.ts';
import type { Frame } from './kept-sound.ts';

/** By then the recogniser has decided all that it decides on silence: the end of a turn (300 ms), of an utterance (1,000 ms). */
const QUIET_AFTER = 1_200 * BYTES_PER_MS;
const GROUP = 100 * BYTES_PER_MS;
/** μ-law magnitude of about −42 dBFS: above the noise of a telephone line, below any speech. */
const QUIETEST = 23;

/**
 * While nobody has spoken for a while, frames of 20 ms go out five at a time: most of what sending costs is the number of
 * messages, and callers are quiet most of the time. The first frame that could be a voice takes along what waits, at once,
 * so nothing that is said comes later for it.
 */
export class QuietGroups {
  private quietBytes = 0;
  private waiting: Frame[] = [];
  private waitingBytes = 0;

  /** What is to be sent now, in order; undefined while it can wait. */
  take(frame: Frame): readonly Frame[] | undefined {
    this.quietBytes = isQuiet(frame) ? this.quietBytes + frame.sound.length : 0;
    this.waiting.push(frame);
    this.waitingBytes += frame.sound.length;
    return this.quietBytes > QUIET_AFTER && this.waitingBytes < GROUP ? undefined : this.rest();
  }

  /** What waits; from now on nothing does. */
  rest(): readonly Frame[] {
    const frames = this.waiting;
    this.waiting = [];
    this.waitingBytes = 0;
    return frames;
  }
}

function isQuiet({ sound, sounding }: Frame): boolean {
  if (!sounding) return true;
  for (const byte of sound) if ((~byte & 0x7f) > QUIETEST) return false;
  return true;
}
