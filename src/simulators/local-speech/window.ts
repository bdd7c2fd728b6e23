/** Everything is heard at the telephone's rate, in samples a second. */
export const RATE = 8000;
/** The samples that voice activity is judged by at a time: 32 ms. */
export const WINDOW = 256;

export function samplesOf(ms: number): number {
  return Math.round((ms * RATE) / 1000);
}

export function secondsOf(samples: number): number {
  return samples / RATE;
}
