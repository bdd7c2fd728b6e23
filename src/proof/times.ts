import { percentile } from '../bench/percentiles.ts';
import type { Report } from './proof.ts';

/** Milliseconds, as they are printed. */
export const inMs = (value: number): number => Number(value.toFixed(value < 1 ? 3 : 1));

export interface Limits {
  p50?: number;
  p99?: number;
}

export const COLUMNS = ['ms', 'n', 'p50', 'p99', 'longest'] as const;

/** A row of times under `COLUMNS`. */
export function timesRow(name: string, times: readonly number[]): (string | number)[] {
  const [p50, p99] = [percentile(times, 0.5), percentile(times, 0.99)];
  return [name, times.length, inMs(p50), inMs(p99), inMs(Math.max(...times))];
}

/** What exceeds its limit, one line each. */
export function overLimits(name: string, times: readonly number[], limits: Limits): string[] {
  if (times.length === 0) return [`${name}: expected times, got none`];
  return (
    [
      ['p50', 0.5],
      ['p99', 0.99],
    ] as const
  ).flatMap(([key, share]) => {
    const [limit, value] = [limits[key], percentile(times, share)];
    return limit === undefined || value < limit
      ? []
      : [`${name}: expected ${key} below ${limit} ms, got ${inMs(value)}`];
  });
}

export async function timed(count: number, work: (i: number) => Promise<unknown>): Promise<number[]> {
  const times: number[] = [];
  for (let i = 0; i < count; i++) {
    const begun = performance.now();
    await work(i);
    times.push(performance.now() - begun);
  }
  return times;
}

/** Measures again, up to `most` times, until all is within its limits: what else the machine does makes it slower and never faster. */
export async function quietest(most: number, measure: (attempt: number) => Promise<Report>): Promise<Report> {
  let best = await measure(0);
  for (let attempt = 1; attempt < most && best.failures.length > 0; attempt++) {
    const next = await measure(attempt);
    if (next.failures.length <= best.failures.length) best = next;
  }
  return best;
}
