import { BYTES_PER_MS } from './audio-times.ts';

export interface Frame {
  sound: Buffer;
  /** Media-clock time of the first byte. */
  at: number;
  /** Whether it is anything but digital silence. */
  sounding: boolean;
}

const FRAME_BYTES = 20 * BYTES_PER_MS;

/** 0xFF and 0x7F are the two zeros of μ-law: a line that carries nothing, not even noise. */
export function isSounding(sound: Buffer): boolean {
  for (const byte of sound) if ((byte | 0x80) !== 0xff) return true;
  return false;
}

/** Sound that waits for a socket: at most `limitMs` of it. When there is more, digital silence goes first, then the oldest. */
export class KeptSound {
  private frames: Frame[] = [];
  private bytes = 0;
  private lostBytes = 0;

  private readonly limit: number;

  constructor(limitMs: number) {
    this.limit = limitMs * BYTES_PER_MS;
  }

  get isEmpty(): boolean {
    return this.frames.length === 0;
  }

  /** Milliseconds of sound (silence not counted) that were dropped for want of room. */
  get lostMs(): number {
    return this.lostBytes / BYTES_PER_MS;
  }

  get next(): Frame | undefined {
    return this.frames[0];
  }

  push(sound: Buffer, at: number): void {
    for (let from = 0; from < sound.length; from += FRAME_BYTES) {
      const slice = sound.subarray(from, from + FRAME_BYTES);
      this.frames.push({ sound: slice, at: at + from / BYTES_PER_MS, sounding: isSounding(slice) });
      this.bytes += slice.length;
    }
    while (this.bytes > this.limit) this.dropOne();
  }

  take(): Frame | undefined {
    const frame = this.frames.shift();
    if (frame) this.bytes -= frame.sound.length;
    return frame;
  }

  private dropOne(): void {
    const silent = this.frames.findIndex((frame) => !frame.sounding);
    const [frame] = this.frames.splice(Math.max(silent, 0), 1);
    if (!frame) return;
    this.bytes -= frame.sound.length;
    if (frame.sounding) this.lostBytes += frame.sound.length;
  }
}
