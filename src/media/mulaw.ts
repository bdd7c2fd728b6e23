/** G.711 μ-law at 8 kHz: one byte a sample, so bytes are time. */
export const BYTES_PER_MS = 8;

const BIAS = 0x84;
const CLIP = 32_635;
/** Decodes to 0. Its twin 0x7F (minus zero) does too. */
export const SILENCE = 0xff;
const MINUS_SILENCE = 0x7f;

function encodeSample(sample: number): number {
  const sign = sample < 0 ? 0x80 : 0;
  const magnitude = Math.min(Math.abs(sample), CLIP) + BIAS;
  const exponent = 31 - Math.clz32(magnitude) - 7;
  const mantissa = (magnitude >> (exponent + 3)) & 0x0f;
  return ~(sign | (exponent << 4) | mantissa) & 0xff;
}

function decodeByte(byte: number): number {
  const u = ~byte & 0xff;
  const magnitude = ((((u & 0x0f) << 3) + BIAS) << ((u >> 4) & 7)) - BIAS;
  return u & 0x80 ? -magnitude : magnitude;
}

const DECODED = Int16Array.from({ length: 256 }, (_, byte) => decodeByte(byte));
const ENCODED = Uint8Array.from({ length: 65_536 }, (_, i) => encodeSample(i - 32_768));

/** 16-bit linear samples to μ-law. */
export function encode(samples: Int16Array): Buffer {
  const bytes = Buffer.allocUnsafe(samples.length);
  for (let i = 0; i < samples.length; i++) bytes[i] = ENCODED[(samples[i] ?? 0) + 32_768] ?? SILENCE;
  return bytes;
}

/** μ-law to 16-bit linear samples. */
export function decode(bytes: Uint8Array): Int16Array {
  const samples = new Int16Array(bytes.length);
  for (let i = 0; i < bytes.length; i++) samples[i] = DECODED[bytes[i] ?? SILENCE] ?? 0;
  return samples;
}

const ONE_SECOND = Buffer.alloc(1_000 * BYTES_PER_MS, SILENCE);

/** `bytes` bytes of digital silence. Up to a second is a view of one shared buffer: do not write into it. */
export function silence(bytes: number): Buffer {
  return bytes <= ONE_SECOND.length ? ONE_SECOND.subarray(0, bytes) : Buffer.alloc(bytes, SILENCE);
}

/** Whether anything but digital silence is in it: noise of the line counts as sound. */
export function hasSound(sound: Uint8Array): boolean {
  for (const byte of sound) if (byte !== SILENCE && byte !== MINUS_SILENCE) return true;
  return false;
}

/** About −42 dBFS: above the comfort noise of telephone lines (−50 and less), below any speech. */
const QUIET_PEAK = 256;

/** Whether nobody can be speaking in it: no sample above the noise of a telephone line. */
export function isQuiet(sound: Uint8Array): boolean {
  for (const byte of sound) if (Math.abs(DECODED[byte] ?? 0) > QUIET_PEAK) return false;
  return true;
}
