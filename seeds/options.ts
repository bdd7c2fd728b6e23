import { parseArgs } from 'node:util';
import { readDate } from '../src/shop/dates.ts';
import { MOST_CUSTOMERS } from './households.ts';

export interface Options {
  customers: number;
  seed: number;
  /** `YYYY-MM-DD`; undefined means today. */
  asOf: string | undefined;
  reset: boolean;
}

/** What was asked for on the command line cannot be: the message is one line. */
export class UsageError extends Error {}

/** @throws {UsageError} */
export function readOptions(args: string[]): Options {
  const { customers, seed, 'as-of': asOf, reset } = parse(args);
  if (asOf !== undefined && !readDate(asOf))
    throw new UsageError(`--as-of: expected a day as YYYY-MM-DD, got ${JSON.stringify(asOf)}`);
  return {
    customers: wholeNumber('--customers', customers, 1, MOST_CUSTOMERS),
    seed: wholeNumber('--seed', seed, 0, 2 ** 32 - 1),
    asOf,
    reset,
  };
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        customers: { type: 'string', default: '10000' },
        seed: { type: 'string', default: '42' },
        'as-of': { type: 'string' },
        reset: { type: 'boolean', default: false },
      },
    }).values;
  } catch (thrown) {
    const [line] = String(thrown instanceof Error ? thrown.message : thrown).split('\n');
    throw new UsageError(`${line} (expected --customers N, --seed N, --as-of YYYY-MM-DD, --reset)`);
  }
}

function wholeNumber(name: string, text: string, least: number, most: number): number {
  const number = Number(text);
  if (/^\d+$/.test(text) && number >= least && number <= most) return number;
  throw new UsageError(`${name}: expected a whole number from ${least} to ${most}, got ${JSON.stringify(text)}`);
}
