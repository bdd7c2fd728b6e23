/** μ-law, 8 kHz: one byte a sample. */
export const BYTES_PER_MS = 8;

interface Segment {
  /** Bytes sent on the socket before this segment. */
  offset: number;
  /** Media-clock time of its first byte. */
  at: number;
}

/** More jumps than this are further back than any message refers to. */
const MOST_SEGMENTS = 200;

/**
 * Where the sound of one socket lies on the media clock. A recogniser counts the sound it was sent; where sound was trimmed or
 * lost, the media clock jumps, so the map is piecewise: each segment runs at 8 bytes a millisecond.
 */
export class AudioTimes {
  private segments: Segment[] = [];
  private sentBytes = 0;

  get bytes(): number {
    return this.sentBytes;
  }

  /** Notes that `bytes` of sound, whose first lies at `at`, have been sent. */
  sent(bytes: number, at: number): void {
    const last = this.segments.at(-1);
    const expected = last ? last.at + (this.sentBytes - last.offset) / BYTES_PER_MS : Number.NaN;
    if (!(Math.abs(expected - at) <= 1)) {
      this.segments.push({ offset: this.sentBytes, at });
      if (this.segments.length > MOST_SEGMENTS) this.segments = this.segments.slice(-MOST_SEGMENTS / 2);
    }
    this.sentBytes += bytes;
  }

  /** Media-clock milliseconds of a moment that the recogniser names in seconds of sound. */
  toMedia(seconds: number): number {
    const offset = seconds * 1000 * BYTES_PER_MS;
    const segment = this.segments.findLast((s) => s.offset <= offset) ?? this.segments[0] ?? { offset: 0, at: 0 };
    return Math.round(segment.at + (offset - segment.offset) / BYTES_PER_MS);
  }
}
