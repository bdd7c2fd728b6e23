/** Which calendars are asked: the shop's, whose busy times close the whole shop, and those of single bays. */
export interface Calendars {
  /** Where our events go, too. */
  shop: string;
  /** Bays are counted from 1; one without a calendar of its own is not in it. */
  bays: ReadonlyMap<number, string>;
}

/** Every calendar once. */
export function allIds({ shop, bays }: Calendars): string[] {
  return [...new Set([shop, ...bays.values()])];
}
