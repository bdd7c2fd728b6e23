import { addDays, type DateText, readDate, type Weekday, weekdayOf } from './dates.ts';
import { holidayOf } from './holidays.ts';
import { GRID_MINUTES, LEAST_NOTICE_MINUTES, MOST_DAYS_AHEAD, type WeekHours } from './hours.ts';
import { shopFile } from './shop-file.ts';
import { spokenTime } from './spoken.ts';
import { asUtc, instantOf, isoDate, isoInZone, wallTime } from './zone.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;

/** Why nothing can begin at a time, in the words of the tools' error codes; `message` says which rule it was. */
export interface Refusal {
  code: 'in_the_past' | 'outside_hours' | 'slot_unavailable';
  message: string;
}

export interface ShopTimeOptions {
  /** IANA name, `America/New_York`. */
  zone: string;
  // What is not said is as in the shop's file.
  hours?: WeekHours;
  /** The name of the holiday on a day, null on any other day. */
  holidays?: (date: DateText) => string | null;
  bays?: number;
}

export type ShopTime = ReturnType<typeof createShopTime>;

/** The shop's clock on the wall: when it is open, when something can begin, how a time is written and spoken. Pure. */
export function createShopTime(options: ShopTimeOptions) {
  const { zone, hours = shopFile().hours, bays = shopFile().bays } = options;
  const { holidays = (date) => holidayOf(date, shopFile().holidays) } = options;

  /** The shop's day in which an instant lies. */
  const dateOf = (instant: Date): DateText => isoDate(wallTime(instant, zone));

  const at = (date: DateText, time: string): Date => {
    const day = readDate(date) ?? { year: 0, month: 1, day: 1 };
    const [hour = 0, minute = 0] = time.split(':').map(Number);
    return instantOf({ ...day, hour, minute, second: 0 }, zone);
  };

  /** The day's opening and closing, or why it is closed. */
  const opening = (date: DateText): { opens: Date; closes: Date } | { closed: string } => {
    const holiday = holidays(date);
    if (holiday) return { closed: `closed for ${holiday}` };
    const day = hours[weekdayOf(date)];
    return day
      ? { opens: at(date, day.opens), closes: at(date, day.closes) }
      : { closed: `closed on ${weekdayOf(date)}s` };
  };

  /** Beyond what can be booked. */
  const isTooFar = (instant: Date, now: Date): boolean => instant.getTime() - now.getTime() > MOST_DAYS_AHEAD * DAY;

  /** For whoever has reckoned a day wrongly: `today is Monday, 2026-11-30, in America/New_York`. */
  const today = (now: Date): string => {
    const date = dateOf(now);
    return `today is ${weekdayOf(date)}, ${date}, in ${zone}`;
  };

  /**
   * Null where something of so many minutes may begin at this instant as far as the clock is concerned. The past and the opening
   * hours are judged first; off the grid, too soon and too far are all `slot_unavailable`: the shop is open then, yet no slot is there.
   */
  const whyNot = (start: Date, minutes: number, now: Date): Refusal | null => {
    if (start.getTime() <= now.getTime())
      return { code: 'in_the_past', message: `expected a time to come, got ${iso(start)}; it is now ${iso(now)}` };
    const date = dateOf(start);
    const day = opening(date);
    if ('closed' in day) return { code: 'outside_hours', message: `the shop is ${day.closed}` };
    const end = start.getTime() + minutes * MINUTE;
    if (start < day.opens || end > day.closes.getTime()) {
      const message = `on ${date} the shop is open from ${iso(day.opens)} to ${iso(day.closes)}, and ${minutes} minutes have to fit in`;
      return { code: 'outside_hours', message };
    }
    const refused = (message: string): Refusal => ({ code: 'slot_unavailable', message });
    if ((start.getTime() - day.opens.getTime()) % (GRID_MINUTES * MINUTE) !== 0)
      return refused(`slots begin every ${GRID_MINUTES} minutes from opening, got ${iso(start)}`);
    const ahead = start.getTime() - now.getTime();
    if (ahead < LEAST_NOTICE_MINUTES * MINUTE)
      return refused(`expected at least ${LEAST_NOTICE_MINUTES} minutes of notice, it is now ${iso(now)}`);
    return isTooFar(start, now) ? refused(`expected a time within ${MOST_DAYS_AHEAD} days; ${today(now)}`) : null;
  };

  /** Every instant of the day at which something of so many minutes may begin, whatever is booked. */
  const slots = (date: DateText, minutes: number, now: Date): Date[] => {
    const day = opening(date);
    if ('closed' in day) return [];
    const found: Date[] = [];
    // The grid counts elapsed time, so that a day on which the clocks change has neither a double slot nor a hole.
    for (let t = day.opens.getTime(); t + minutes * MINUTE <= day.closes.getTime(); t += GRID_MINUTES * MINUTE) {
      const start = new Date(t);
      if (whyNot(start, minutes, now) === null) found.push(start);
    }
    return found;
  };

  const iso = (instant: Date): string => isoInZone(instant, zone);

  return {
    zone,
    bays,
    dateOf,
    today,
    isTooFar,
    opening,
    whyNot,
    slots,
    iso,
    /** The shop's midnight at which a day begins, and the one at which it ends. */
    dayBounds: (date: DateText): { from: Date; to: Date } => ({
      from: at(date, '00:00'),
      to: at(addDays(date, 1), '00:00'),
    }),
    weekdayOf: (date: DateText): Weekday => weekdayOf(date),
    /** `Tuesday, December 1st at 9:30 AM` */
    spoken: (instant: Date): string => spokenTime(wallTime(instant, zone)),
    /**
     * ISO 8601 with an offset, or without one: the shop's wall time, the earlier of two. Null where it is neither, or a time that there is not: on a day that
     * no calendar has, or in the hour that the clocks leave out.
     */
    read: (text: string): Date | null => readTime(text, zone),
  };
}

const TIME = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?$/i;

function readTime(text: string, zone: string): Date | null {
  const match = TIME.exec(text.trim());
  const day = match?.[1] === undefined ? null : readDate(match[1]);
  if (!match || !day) return null;
  const [hour = 0, minute = 0, second = 0] = [match[2], match[3], match[4]].map((n) => Number(n ?? 0));
  if (hour > 23 || minute > 59 || second > 59) return null;
  const wall = { ...day, hour, minute, second };
  const offset = match[5];
  if (offset === undefined) {
    const instant = instantOf(wall, zone);
    return asUtc(wallTime(instant, zone)) === asUtc(wall) ? instant : null;
  }
  const ahead = offsetOf(offset);
  if (ahead === null) return null;
  return new Date(Date.UTC(wall.year, wall.month - 1, wall.day, hour, minute, second) - ahead * MINUTE);
}

/** Minutes ahead of UTC, from `Z`, `+02:00` or `-0500`; null where no zone has that offset. */
function offsetOf(text: string): number | null {
  if (text.toUpperCase() === 'Z') return 0;
  const [hours, minutes] = [Number(text.slice(1, 3)), Number(text.slice(-2))];
  if (hours > 14 || minutes > 59) return null;
  return (text.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
}
