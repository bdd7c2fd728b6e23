import { BYTES_PER_MS } from './audio-times.ts';

/** Interims come about once a second while somebody speaks, empty results in silence: three seconds without any are a dead socket. */
const SILENT_MS = 3_000;

/** Notices a recogniser that says nothing although it is sent sound. Digital silence does not count as sound. */
export class SilenceWatch {
  private heardAt: number;
  private soundBytes = 0;

  constructor(now: number) {
    this.heardAt = now;
  }

  heard(now: number): void {
    this.heardAt = now;
    this.soundBytes = 0;
  }

  /** Notes sound that was sent; answers whether the socket has to be taken for dead. */
  sent(bytes: number, sounding: boolean, now: number): boolean {
    if (sounding) this.soundBytes += bytes;
    return now - this.heardAt >= SILENT_MS && this.soundBytes >= SILENT_MS * BYTES_PER_MS;
  }
}
