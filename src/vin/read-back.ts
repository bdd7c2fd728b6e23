import { explained } from './alphabet.ts';
import type { Doubt } from './doubt.ts';

/** Maker, the two halves of the description, and the last eight in two: as people read a VIN off. */
const GROUPS = [3, 3, 3, 4, 4];

/** A VIN as it is read back: `1 H G, C M 8, 2 6 3, 3 A 0 0, 4 3 5 2`. */
export function readBackVin(vin: string): string {
  let from = 0;
  return GROUPS.map((length) => {
    const group = vin.slice(from, from + length);
    from += length;
    return [...group].join(' ');
  }).join(', ');
}

/** The question that settles one place: `After 1 H G, is it C as in Charlie, or E as in Echo?` Nobody counts to nine on the telephone. */
export function askFor(vin: string, { position, heard, canStand, candidates }: Doubt): string {
  const before = [...vin.slice(Math.max(0, position - 4), position - 1)].join(' ');
  const where = before === '' ? 'At the beginning' : `After ${before}`;
  if (candidates.length === 0) return `${where}, what is the next character?`;
  const choices = [...(canStand ? [heard] : []), ...candidates].map(explained);
  const last = choices.at(-1);
  return choices.length === 1
    ? `${where}, is it ${last}?`
    : `${where}, is it ${choices.slice(0, -1).join(', ')}, or ${last}?`;
}
