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

  it('counts sound by direction, as much as has been carried when it is asked', async () => {
    const { registry, soundBytes } = createMetrics();
    const counted = async () =>
      (await registry.getSingleMetricAsString('audio_bytes_total')).match(/\d+$/gm)?.map(Number);
    const readings = [await counted()];
    soundBytes.in += 160;
    readings.push(await counted());
    soundBytes.in += 160;
    soundBytes.out += 80;
    readings.push(await counted());
    expect(readings).to.deep.equal([
      [0, 0],
      [160, 0],
      [320, 80],
    ]);
  });

  it('reads the lag of the event loop as none while nothing blocks it, and never below', async () => {
    const { eventLoopLag } = createMetrics();
    const [reading] = (await eventLoopLag.get()).values;
    expect(reading?.value).to.be.at.least(0);
  });
});
