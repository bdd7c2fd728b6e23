import type { Weekday } from './dates.ts';

/** One day's opening hours in the shop's wall time, `HH:MM`. */
interface DayHours {
  opens: string;
  closes: string;
}

/** A day that is not named is closed. */
export type WeekHours = Readonly<Partial<Record<Weekday, DayHours | undefined>>>;

/** Minutes between two starts, counted from opening. */
export const GRID_MINUTES = 30;
/** So much time a shop needs before a car comes. */
export const LEAST_NOTICE_MINUTES = 60;
export const MOST_DAYS_AHEAD = 60;
/** As many slots as a model is told of; a caller is offered two or three of them. */
export const MOST_SLOTS_TOLD = 12;
