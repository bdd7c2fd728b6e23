import { decode, encode } from '../../media/mulaw.ts';

/** Between bytes as they are sent and samples as models take them: mono, −1…1. */
const FULL = 32_768;

export function decodeMulaw(bytes: Uint8Array): Float32Array {
  return Float32Array.from(decode(bytes), (sample) => sample / FULL);
}

export function encodeMulaw(sound: Float32Array): Buffer {
  return encode(Int16Array.from(sound, toInt16));
}

/** 16 bits, little-endian; an odd last byte is left out. */
export function decodeLinear16(bytes: Uint8Array): Float32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Float32Array.from({ length: bytes.length >> 1 }, (_, i) => view.getInt16(2 * i, true) / FULL);
}

export function encodeLinear16(sound: Float32Array): Buffer {
  const bytes = Buffer.alloc(sound.length * 2);
  sound.forEach((sample, i) => {
    bytes.writeInt16LE(toInt16(sample), 2 * i);
  });
  return bytes;
}

function toInt16(sample: number): number {
  return Math.max(-FULL, Math.min(FULL - 1, Math.round(sample * FULL)));
}
