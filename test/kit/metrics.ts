import type { Metrics } from '../../src/metrics.ts';

/** What has been counted and observed: `name{label=value}` to the value, or for a histogram to `[count, sum]`. Zeros are left out. */
export async function metered({ registry }: Metrics): Promise<Record<string, number | [number, number]>> {
  const found: Record<string, number | [number, number]> = {};
  for (const metric of await registry.getMetricsAsJSON()) {
    if (metric.name === 'event_loop_lag_seconds') continue;
    for (const { labels, value, metricName } of metric.values as Sample[]) {
      if (metricName?.endsWith('_bucket') || value === 0) continue;
      const tags = Object.entries(labels).map(([name, label]) => `${name}=${label}`);
      const key = tags.length > 0 ? `${metric.name}{${tags.join()}}` : metric.name;
      const [count, sum] = [found[key]].flat();
      if (metricName?.endsWith('_sum')) found[key] = [count ?? 0, Math.round(value * 1e6) / 1e6];
      else if (metricName?.endsWith('_count')) found[key] = [value, sum ?? 0];
      else found[key] = value;
    }
  }
  return found;
}

interface Sample {
  labels: Record<string, string>;
  value: number;
  metricName?: string;
}
