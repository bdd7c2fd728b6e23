import { isoDate, type WallTime } from './zone.ts';

/** A day of the calendar without a zone: `2026-12-01`. */
export type DateText = string;

export const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
const DAY = 86_400_000;

/** The day, or null where the text is not a day of the calendar (`2026-02-30`). */
export function readDate(text: string): Pick<WallTime, 'year' | 'month' | 'day'> | null {
  const [, year, month, day] = (DATE.exec(text) ?? []).map(Number);
  if (year === undefined || month === undefined || day === undefined) return null;
  return isoDate({ year, month, day }) === addDays(text, 0) ? { year, month, day } : null;
}

/** The weekday of a day. */
export function weekdayOf(date: DateText): Weekday {
  return WEEKDAYS[new Date(dayNumber(date)).getUTCDay()] ?? 'Sunday';
}

/** The day so many days later, or earlier. */
export function addDays(date: DateText, days: number): DateText {
  return new Date(dayNumber(date) + days * DAY).toISOString().slice(0, 10);
}

function dayNumber(date: DateText): number {
  const [year = 0, month = 1, day = 1] = date.split('-').map(Number);
  return Date.UTC(year, month - 1, day);
}
