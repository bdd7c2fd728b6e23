/** A stretch in which a bay, or with `bay: null` the whole shop, is taken. `to` is no longer part of it. */
export interface Busy {
  from: Date;
  to: Date;
  bay: number | null;
}

/** Where the shop's calendar is asked for what it has taken, beside the bookings. */
export type BusyTimes = (from: Date, to: Date) => Promise<Busy[]>;

/** Every bay of a shop that has so many. */
export function allBays(bays: number): number[] {
  return Array.from({ length: bays }, (_, i) => i + 1);
}

/** The bays, counted from 1, in which nothing overlaps the stretch. */
export function freeBays(bays: number, busy: readonly Busy[], start: Date, minutes: number): number[] {
  const end = start.getTime() + minutes * 60_000;
  const taken = new Set<number | null>();
  for (const { from, to, bay } of busy) if (from.getTime() < end && to > start) taken.add(bay);
  if (taken.has(null)) return [];
  return allBays(bays).filter((bay) => !taken.has(bay));
}

/** At most so many of them, in order, spread evenly from the first to the last. */
export function spread<T>(items: readonly T[], most: number): T[] {
  if (items.length <= most) return [...items];
  const step = most > 1 ? (items.length - 1) / (most - 1) : 0;
  return Array.from({ length: most }, (_, i) => items[Math.round(i * step)]).filter((item) => item !== undefined);
}
