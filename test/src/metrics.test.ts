import { expect } from 'chai';
import { createMetrics } from '../../src/metrics.ts';

describe('metrics', () => {
  it('has every name that the product promises, in seconds unless it says otherwise', async () => {
    const { registry } = createMetrics();
    const types = Object.fromEntries((await registry.getMetricsAsJSON()).map(({ name, type }) => [name, type]));
    expect(types).to.include({
      call_active: 'gauge',
      call_total: 'counter',
      turn_latency_seconds: 'histogram',
      barge_in_seconds: 'histogram',
      barge_in_total: 'counter',
      provider_errors_total: 'counter',
      tool_seconds: 'histogram',
      tokens_total: 'counter',
      audio_bytes_total: 'counter',
      event_loop_lag_seconds: 'gauge',
    });
  });

  it('belongs to one server: two in one process do not count together', async () => {
    const [one, other] = [createMetrics(), createMetrics()];
    one.callTotal.inc({ outcome: 'completed' });
    expect(await other.registry.getSingleMetricAsString('call_total')).to.not.include('completed');
  });

  it('reads the lag of the event loop as none while nothing blocks it, and never below', async () => {
    const { eventLoopLag } = createMetrics();
    const [reading] = (await eventLoopLag.get()).values;
    expect(reading?.value).to.be.at.least(0);
  });
});
