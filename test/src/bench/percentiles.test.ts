import { expect } from 'chai';
import { percentile, percentilesOf } from '../../../src/bench/percentiles.ts';

describe('percentiles', () => {
  it('are values that were measured, the smallest that so many do not exceed', () => {
    const values = [50, 10, 40, 20, 30];
    expect([0, 0.2, 0.21, 0.5, 0.8, 0.81, 1].map((share) => percentile(values, share))).to.deep.equal([
      10, 10, 20, 30, 40, 50, 50,
    ]);
    expect(values, 'left in its order').to.deep.equal([50, 10, 40, 20, 30]);
  });

  it('are told together, to a hundredth, with how many they stand for', () => {
    const values = Array.from({ length: 200 }, (_, n) => n + 1.23456);
    expect(percentilesOf(values)).to.deep.equal({ n: 200, p50: 100.23, p95: 190.23, p99: 198.23 });
  });

  it('are none where nothing was measured', () => {
    expect(percentilesOf([])).to.equal(null);
  });
});
