/**
 * Between the telephone's 8 kHz and the 16 kHz of recognizer and synthesizer, by a half-band filter: a windowed sinc at a
 * quarter of the higher rate, of which every second tap but the middle one is zero. Linear phase; what is returned is aligned
 * with what was given.
 */
const REACH = 16; // taps that count on each side: 63 in all, flat to 3.5 kHz, images more than 60 dB down beyond 4.5 kHz
const KAISER_BETA = 6;

/** The taps at the odd offsets 1, 3, 5 … of the middle; the filter is symmetric and its middle tap is 1/2. */
const TAPS = Float32Array.from({ length: REACH }, (_, i) => {
  const offset = 2 * i + 1;
  const sinc = Math.sin((Math.PI * offset) / 2) / (Math.PI * offset);
  return sinc * kaiser(offset / (2 * REACH));
});

/** 8 kHz → 16 kHz: the given samples, and between them what a band-limited sound passes through. */
export function upsample(sound: Float32Array): Float32Array {
  const result = new Float32Array(sound.length * 2);
  for (let n = 0; n < sound.length; n++) {
    let between = 0;
    for (let i = 0; i < REACH; i++) between += (TAPS[i] ?? 0) * ((sound[n - i] ?? 0) + (sound[n + 1 + i] ?? 0));
    result[2 * n] = sound[n] ?? 0;
    result[2 * n + 1] = 2 * between;
  }
  return result;
}

/** 16 kHz → 8 kHz, the whole of a sound at once. */
export function downsample(sound: Float32Array): Float32Array {
  const result = new Float32Array(Math.ceil(sound.length / 2));
  for (let n = 0; n < result.length; n++) result[n] = filtered(sound, 2 * n);
  return result;
}

/** 16 kHz → 8 kHz for sound that comes in pieces of any size. It lags by 2 ms. */
export function createDownsampler(): (piece: Float32Array) => Float32Array {
  const lag = 2 * REACH - 1;
  let kept = new Float32Array(lag);
  return (piece) => {
    const sound = new Float32Array(kept.length + piece.length);
    sound.set(kept);
    sound.set(piece, kept.length);
    const count = Math.max(0, Math.floor((sound.length - 2 * lag + 1) / 2));
    const result = Float32Array.from({ length: count }, (_, n) => filtered(sound, lag + 2 * n));
    kept = sound.slice(2 * count);
    return result;
  };
}

function filtered(sound: Float32Array, at: number): number {
  let sum = 0.5 * (sound[at] ?? 0);
  for (let i = 0; i < REACH; i++) {
    const offset = 2 * i + 1;
    sum += (TAPS[i] ?? 0) * ((sound[at - offset] ?? 0) + (sound[at + offset] ?? 0));
  }
  return sum;
}

function kaiser(x: number): number {
  return x >= 1 ? 0 : bessel(KAISER_BETA * Math.sqrt(1 - x * x)) / bessel(KAISER_BETA);
}

/** The modified Bessel function of the first kind, order 0, by its series. */
function bessel(x: number): number {
  let term = 1;
  let sum = 1;
  for (let k = 1; k < 32; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}
