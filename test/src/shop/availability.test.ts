import { expect } from 'chai';
import { type Busy, freeBays, spread } from '../../../src/shop/availability.ts';

const NINE = new Date('2026-12-01T14:00:00Z');
const minutesFromNine = (minutes: number) => new Date(NINE.getTime() + minutes * 60_000);

function taken(bay: number | null, from: number, to: number): Busy {
  return { bay, from: minutesFromNine(from), to: minutesFromNine(to) };
}

describe('free bays', () => {
  const cases: [what: string, busy: Busy[], free: number[]][] = [
    ['nothing is taken', [], [1, 2, 3]],
    ['one is taken', [taken(2, 0, 30)], [1, 3]],
    ['one ends as ours begins, another begins as ours ends', [taken(1, -30, 0), taken(2, 30, 60)], [1, 2, 3]],
    ['one reaches in by a minute', [taken(1, -30, 1)], [2, 3]],
    ['one lies within', [taken(1, 10, 20)], [2, 3]],
    ['two bookings share a bay', [taken(1, -15, 15), taken(1, 15, 45)], [2, 3]],
    ['every bay is taken at another minute', [taken(1, 0, 5), taken(2, 10, 15), taken(3, 20, 40)], []],
    ['the whole shop is taken', [taken(null, 29, 60)], []],
  ];
  for (const [what, busy, free] of cases)
    it(`are ${free.join(', ') || 'none'} when ${what}`, () => {
      expect(freeBays(3, busy, NINE, 30)).to.deep.equal(free);
    });
});

describe('a day in a dozen slots', () => {
  const numbers = Array.from({ length: 20 }, (_, i) => i);
  it('is told from the first to the last, evenly', () => {
    expect(spread(numbers, 12)).to.deep.equal([0, 2, 3, 5, 7, 9, 10, 12, 14, 16, 17, 19]);
  });
  it('is told whole when it has no more', () => {
    expect(spread(numbers.slice(0, 12), 12)).to.deep.equal(numbers.slice(0, 12));
    expect(spread([], 12)).to.deep.equal([]);
  });
});
