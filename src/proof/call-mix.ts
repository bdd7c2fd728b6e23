/** Something that happens to the cache of customers in a shop's hour: a look-up, or a change that it must not outlive. */
export interface CacheEvent {
  atMs: number;
  phoneNumber: string;
  does: 'look up' | 'change';
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
/** 100 calls at a time that last four minutes. */
const BETWEEN_CALLS = 2.4 * SECOND;

/**
 * Calls of a busy hour, in the order of time, until there are so many look-ups. One call in ten is from somebody who was cut off or forgot something
 * and calls again within four minutes; one in five comes from a number that nobody has. A call looks up its number while it still rings; four in five
 * then have the model look up the customer, and one in eight does so twice. Half of the known callers change something: a booking, a move.
 */
export function callMix(phoneNumbers: readonly string[], lookUps: number, random: () => number): CacheEvent[] {
  const events: CacheEvent[] = [];
  const chance = (share: number) => random() < share;
  const between = (least: number, most: number) => least + random() * (most - least);
  const call = (atMs: number, phoneNumber: string, known: boolean) => {
    const add = (after: number, does: CacheEvent['does']) => events.push({ atMs: atMs + after, phoneNumber, does });
    add(0, 'look up');
    if (chance(0.8)) add(between(6, 20) * SECOND, 'look up');
    if (known && chance(0.5)) add(between(60, 180) * SECOND, 'change');
    if (chance(0.125)) add(between(60, 220) * SECOND, 'look up');
  };
  for (let i = 0; events.filter(({ does }) => does === 'look up').length < lookUps * 1.2; i++) {
    const atMs = i * BETWEEN_CALLS;
    const known = chance(0.8);
    const number = known
      ? phoneNumbers[Math.floor(random() * phoneNumbers.length)]
      : `+1888${String(i).padStart(7, '0')}`;
    if (number === undefined) continue;
    call(atMs, number, known);
    if (chance(0.1)) call(atMs + between(1, 4) * MINUTE + between(0, 1) * MINUTE, number, known);
  }
  events.sort((a, b) => a.atMs - b.atMs);
  let counted = 0;
  return events.filter(({ does }) => does === 'change' || ++counted <= lookUps);
}
