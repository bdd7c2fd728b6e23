import type { Busy } from '../shop/availability.ts';
import type { Calendars } from './calendars.ts';
import type { CalendarAnswer } from './google.ts';

/** A calendar of which nothing is known, and what it stands for: a bay, or with null the whole shop. */
export interface Unreadable {
  calendarId: string;
  bay: number | null;
  reason: string;
}

/** What people have taken, what is closed since nobody can tell, and the calendars that could not be read. */
export interface Closed {
  busy: Busy[];
  unreadable: Unreadable[];
  /** Whether there is a bay of which it is known when it is free. */
  isKnown: boolean;
}

/**
 * Busy times out of the calendars' answers. A calendar that cannot be read is never read as free: it closes what it stands for, its
 * bay or the whole shop, for the whole window.
 */
export function closedBy(
  answers: ReadonlyMap<string, CalendarAnswer>,
  { shop, bays }: Calendars,
  window: { from: Date; to: Date },
  bayCount: number,
): Closed {
  const busy: Busy[] = [];
  const unreadable: Unreadable[] = [];
  for (const [bay, calendarId] of [[null, shop] as const, ...bays]) {
    const answer = answers.get(calendarId) ?? { unreadable: 'missing' };
    if ('busy' in answer) {
      for (const { from, to } of answer.busy) busy.push({ from, to, bay });
      continue;
    }
    unreadable.push({ calendarId, bay, reason: answer.unreadable });
    busy.push({ ...window, bay });
  }
  const isShopKnown = !unreadable.some(({ bay }) => bay === null);
  return { busy, unreadable, isKnown: isShopKnown && unreadable.length < bayCount };
}
