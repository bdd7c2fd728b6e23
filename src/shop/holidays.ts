import { addDays, type DateText, type Weekday, weekdayOf } from './dates.ts';
import type { Holidays } from './shop-file.ts';

interface FixedHoliday {
  name: string;
  month: number;
  day: number;
}
interface FloatingHoliday {
  name: string;
  month: number;
  weekday: Weekday;
  /** The nth such weekday of the month, or the last. */
  nth: 1 | 2 | 3 | 4 | 'last';
}

/** 5 U.S.C. 6103(a). Inauguration Day is left out: it is a holiday only around Washington. */
const FEDERAL: readonly (FixedHoliday | FloatingHoliday)[] = [
  { name: "New Year's Day", month: 1, day: 1 },
  { name: 'Martin Luther King Jr. Day', month: 1, weekday: 'Monday', nth: 3 },
  { name: "Washington's Birthday", month: 2, weekday: 'Monday', nth: 3 },
  { name: 'Memorial Day', month: 5, weekday: 'Monday', nth: 'last' },
  { name: 'Juneteenth', month: 6, day: 19 },
  { name: 'Independence Day', month: 7, day: 4 },
  { name: 'Labor Day', month: 9, weekday: 'Monday', nth: 1 },
  { name: 'Columbus Day', month: 10, weekday: 'Monday', nth: 2 },
  { name: 'Veterans Day', month: 11, day: 11 },
  { name: 'Thanksgiving Day', month: 11, weekday: 'Thursday', nth: 4 },
  { name: 'Christmas Day', month: 12, day: 25 },
];

const years = new Map<number, ReadonlyMap<DateText, string>>();

/** The name of the holiday for which a shop is closed on this day, or null. */
export function holidayOf(date: DateText, { rule, also }: Holidays): string | null {
  return also[date] ?? (rule === 'us-federal' ? federalHoliday(date) : null);
}

/**
 * The name of the US federal holiday on this day, or null. A holiday that falls on a Saturday is also observed on the Friday before,
 * one on a Sunday on the Monday after.
 */
export function federalHoliday(date: DateText): string | null {
  const year = Number(date.slice(0, 4));
  // New Year's Day on a Saturday is observed in the year before.
  return holidaysOf(year).get(date) ?? holidaysOf(year + 1).get(date) ?? null;
}

function holidaysOf(year: number): ReadonlyMap<DateText, string> {
  const known = years.get(year);
  if (known) return known;
  const days = new Map<DateText, string>();
  for (const holiday of FEDERAL) {
    const date = dateIn(year, holiday);
    days.set(date, holiday.name);
    const weekday = weekdayOf(date);
    if (weekday === 'Saturday') days.set(addDays(date, -1), `${holiday.name} (observed)`);
    if (weekday === 'Sunday') days.set(addDays(date, 1), `${holiday.name} (observed)`);
  }
  years.set(year, days);
  return days;
}

function dateIn(year: number, holiday: FixedHoliday | FloatingHoliday): DateText {
  const first = `${year}-${String(holiday.month).padStart(2, '0')}-01`;
  if ('day' in holiday) return addDays(first, holiday.day - 1);
  const { weekday, nth } = holiday;
  const inMonth = [];
  for (let date = first; date.slice(0, 7) === first.slice(0, 7); date = addDays(date, 1))
    if (weekdayOf(date) === weekday) inMonth.push(date);
  return (nth === 'last' ? inMonth.at(-1) : inMonth[nth - 1]) ?? first;
}
