import { expect } from 'chai';
import { readOptions } from '../../../seeds/options.ts';

describe('the options of the seed', () => {
  it('are ten thousand customers, seed 42 and today unless said otherwise', () => {
    expect(readOptions([])).to.deep.equal({ customers: 10_000, seed: 42, asOf: undefined, reset: false });
    expect(readOptions(['--customers', '25', '--seed=7', '--as-of', '2026-02-28', '--reset'])).to.deep.equal({
      customers: 25,
      seed: 7,
      asOf: '2026-02-28',
      reset: true,
    });
  });

  for (const [args, message] of [
    [['--customers', '0'], '--customers: expected a whole number from 1 to 26498, got "0"'],
    [['--customers', '26499'], '--customers: expected a whole number from 1 to 26498, got "26499"'],
    [['--customers', '1e3'], '--customers: expected a whole number from 1 to 26498, got "1e3"'],
    [['--seed', 'x'], '--seed: expected a whole number from 0 to 4294967295, got "x"'],
    [['--as-of', '2026-02-30'], '--as-of: expected a day as YYYY-MM-DD, got "2026-02-30"'],
    [
      ['--customer', '5'],
      "Unknown option '--customer' (expected --customers N, --seed N, --as-of YYYY-MM-DD, --reset)",
    ],
  ] as const)
    it(`are refused in one line: ${args.join(' ')}`, () => {
      expect(() => readOptions([...args]))
        .to.throw()
        .with.property('message', message);
    });
});
