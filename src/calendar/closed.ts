import type { Busy } from '../shop/availability.ts';
import type { Calendars } from './calendars.ts';
import type { CalendarAnswer } from './google.ts';

/** What people have taken, and the calendars of which nothing is known. */
export interface Closed {
  busy: Busy[];
  unreadable: { calendarId: string; reason: string }[];
}

/**
 * Busy times out of the calendars' answers. Where a bay's calendar cannot be read, the bay is closed for the whole window as long as
 * another bay can be vouched for: a calendar that cannot be read is never read as free. Where no bay can be, or the shop's own
 * calendar is silent, there is nothing better than the CRM, as when Google is down; a conflict is found when the booking is written.
 */
export function closedBy(
  answers: ReadonlyMap<string, CalendarAnswer>,
  { shop, bays }: Calendars,
  window: { from: Date; to: Date },
  bayCount: number,
): Closed {
  const busy: Busy[] = [];
  const unreadable: Closed['unreadable'] = [];
  const doubtful: number[] = [];

  const read = (calendarId: string, bay: number | null) => {
    const answer = answers.get(calendarId) ?? { unreadable: 'missing' };
    if ('busy' in answer) {
      for (const { from, to } of answer.busy) busy.push({ from, to, bay });
      return;
    }
    if (!unreadable.some((other) => other.calendarId === calendarId))
      unreadable.push({ calendarId, reason: answer.unreadable });
    if (bay !== null) doubtful.push(bay);
  };

  read(shop, null);
  for (const [bay, calendarId] of bays) read(calendarId, bay);
  if (doubtful.length < bayCount) for (const bay of doubtful) busy.push({ ...window, bay });
  return { busy, unreadable };
}
