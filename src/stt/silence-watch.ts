import { BYTES_PER_MS } from './audio-times.ts';

/** Whoever hears half a second of sound has something to say about it, if only that it was nothing. */
const SOUND_MS = 500;
/** Interims come about once a second while somebody speaks, a result when they have stopped: three seconds without any are a dead socket. */
const SILENT_MS = 3_000;

/** Notices a recogniser that says nothing although it is sent sound. Digital silence alone is none, but it may follow what was said. */
export class SilenceWatch {
  private heardAt: number;
  private soundBytes = 0;
  /** With the first sound that it has said nothing of. */
  private bytes = 0;

  constructor(now: number) {
    this.heardAt = now;
  }

  heard(now: number): void {
    this.heardAt = now;
    this.soundBytes = 0;
    this.bytes = 0;
  }

  /** Notes sound that was sent; answers whether the socket has to be taken for dead. */
  sent(bytes: number, sounding: boolean, now: number): boolean {
    if (sounding) this.soundBytes += bytes;
    if (this.soundBytes > 0) this.bytes += bytes;
    return (
      now - this.heardAt >= SILENT_MS &&
      this.soundBytes >= SOUND_MS * BYTES_PER_MS &&
      this.bytes >= SILENT_MS * BYTES_PER_MS
    );
  }
}
