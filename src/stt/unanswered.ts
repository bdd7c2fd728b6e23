import { BYTES_PER_MS } from './audio-times.ts';
import type { Frame } from './kept-sound.ts';

/**
 * Sound that was sent and that no result covers yet. If the socket drops now, the recogniser takes it along: it is sent again on
 * the next one. Only the newest `limitMs` are kept.
 */
export class Unanswered {
  private readonly sent: { frame: Frame; end: number }[] = [];
  private bytes = 0;
  private droppedBytes = 0;
  private droppedUntil = 0;

  private readonly limit: number;

  constructor(limitMs: number) {
    this.limit = limitMs * BYTES_PER_MS;
  }

  /** `end`: bytes sent on the socket, with this frame. */
  push(frame: Frame, end: number): void {
    this.sent.push({ frame, end });
    this.bytes += frame.sound.length;
    while (this.bytes > this.limit && this.sent.length > 0) this.dropOldest();
  }

  /** A result covers the sound up to here. */
  answered(seconds: number): void {
    const offset = seconds * 1000 * BYTES_PER_MS;
    if (offset >= this.droppedUntil) this.droppedBytes = 0;
    for (;;) {
      const first = this.sent[0];
      if (!first || first.end > offset) return;
      this.sent.shift();
      this.bytes -= first.frame.sound.length;
    }
  }

  /** What to send again, oldest first, and the milliseconds of sound that can no longer be sent again. */
  rest(): { frames: Frame[]; lostMs: number } {
    return { frames: this.sent.map(({ frame }) => frame), lostMs: this.droppedBytes / BYTES_PER_MS };
  }

  private dropOldest(): void {
    const first = this.sent.shift();
    if (!first) return;
    this.bytes -= first.frame.sound.length;
    this.droppedUntil = first.end;
    if (first.frame.sounding) this.droppedBytes += first.frame.sound.length;
  }
}
