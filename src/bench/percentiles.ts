export interface Percentiles {
  n: number;
  p50: number;
  p95: number;
  p99: number;
}

/** The smallest value that is not exceeded by `share` (0 to 1) of the values: always one that was measured (nearest rank). */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const rank = Math.max(1, Math.ceil(share * sorted.length));
  return sorted[rank - 1] ?? Number.NaN;
}

/** Null where nothing was measured. */
export function percentilesOf(values: readonly number[]): Percentiles | null {
  if (values.length === 0) return null;
  const [p50, p95, p99] = [0.5, 0.95, 0.99].map((share) => rounded(percentile(values, share)));
  return { n: values.length, p50: p50 ?? Number.NaN, p95: p95 ?? Number.NaN, p99: p99 ?? Number.NaN };
}

export const rounded = (value: number): number => Math.round(value * 100) / 100;
