import { BYTES_PER_MS, decode } from './mulaw.ts';

/** μ-law sound and the time of its first byte, ms from the beginning of the recording. */
export interface Placed {
  at: number;
  sound: Buffer;
}

const SAMPLE_RATE = 8_000;
const CHANNELS = 2;
const BYTES_PER_SAMPLE = 2;
const FRAME_BYTES = CHANNELS * BYTES_PER_SAMPLE;
const HEADER_BYTES = 44;

/**
 * A recording as a WAV file: two channels of 16-bit PCM at 8 kHz, as long as the longer of them. Where nothing is placed
 * is silence; where sounds of one channel overlap, the later in the list counts; what lies before 0 is cut off.
 */
export function stereoWav(left: readonly Placed[], right: readonly Placed[]): Buffer {
  const samples = Math.max(
    0,
    ...[...left, ...right].map(({ at, sound }) => Math.round(at * BYTES_PER_MS) + sound.length),
  );
  const file = Buffer.alloc(HEADER_BYTES + samples * FRAME_BYTES);
  writeHeader(file);
  writeChannel(file, left, 0);
  writeChannel(file, right, 1);
  return file;
}

function writeHeader(file: Buffer): void {
  file.write('RIFF', 0, 'latin1');
  file.writeUInt32LE(file.length - 8, 4);
  file.write('WAVEfmt ', 8, 'latin1');
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(1, 20); // PCM
  file.writeUInt16LE(CHANNELS, 22);
  file.writeUInt32LE(SAMPLE_RATE, 24);
  file.writeUInt32LE(SAMPLE_RATE * FRAME_BYTES, 28);
  file.writeUInt16LE(FRAME_BYTES, 32);
  file.writeUInt16LE(BYTES_PER_SAMPLE * 8, 34);
  file.write('data', 36, 'latin1');
  file.writeUInt32LE(file.length - HEADER_BYTES, 40);
}

function writeChannel(file: Buffer, sounds: readonly Placed[], channel: number): void {
  for (const { at, sound } of sounds) {
    const first = Math.round(at * BYTES_PER_MS);
    decode(sound).forEach((sample, i) => {
      if (first + i < 0) return;
      file.writeInt16LE(sample, HEADER_BYTES + (first + i) * FRAME_BYTES + channel * BYTES_PER_SAMPLE);
    });
  }
}
