/** μ-law as the telephone carries it (ITU-T G.711): one byte a sample, 0xFF is silence. */
const BIAS = 0x84;
const CLIP = 32_635;

const DECODED = Float32Array.from({ length: 256 }, (_, byte) => {
  const bits = ~byte & 0xff;
  const size = (((bits & 0x0f) << 3) + BIAS) << ((bits >> 4) & 7);
  return (bits & 0x80 ? BIAS - size : size - BIAS) / 32_768;
});

/** Samples between −1 and 1. */
export function decodeMulaw(bytes: Uint8Array): Float32Array {
  return Float32Array.from(bytes, (byte) => DECODED[byte] ?? 0);
}

export function encodeMulaw(sound: Float32Array): Buffer {
  return Buffer.from(Uint8Array.from(sound, encodeSample));
}

function encodeSample(sample: number): number {
  const value = Math.round(sample * 32_768);
  const size = Math.min(Math.abs(value), CLIP) + BIAS;
  const exponent = 24 - Math.clz32(size);
  const mantissa = (size >> (exponent + 3)) & 0x0f;
  return ~((value < 0 ? 0x80 : 0) | (exponent << 4) | mantissa) & 0xff;
}

/** 16 bits, little-endian; an odd last byte is left out. */
export function decodeLinear16(bytes: Uint8Array): Float32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Float32Array.from({ length: bytes.length >> 1 }, (_, i) => view.getInt16(2 * i, true) / 32_768);
}

export function encodeLinear16(sound: Float32Array): Buffer {
  const bytes = Buffer.alloc(sound.length * 2);
  sound.forEach((sample, i) => {
    bytes.writeInt16LE(Math.max(-32_768, Math.min(32_767, Math.round(sample * 32_768))), 2 * i);
  });
  return bytes;
}
