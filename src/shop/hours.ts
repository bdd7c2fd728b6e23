import type { Weekday } from './dates.ts';

/** One day's opening hours in the shop's wall time, `HH:MM`. */
interface DayHours {
  opens: string;
  closes: string;
}

/** A day that is not named is closed. */
export type WeekHours = Readonly<Partial<Record<Weekday, DayHours>>>;

const WEEKDAY: DayHours = { opens: '08:00', closes: '18:00' };

/** The shop's hours unless it has its own. US federal holidays are closed besides. */
export const DEFAULT_HOURS: WeekHours = {
  Monday: WEEKDAY,
  Tuesday: WEEKDAY,
  Wednesday: WEEKDAY,
  Thursday: WEEKDAY,
  Friday: WEEKDAY,
  Saturday: { opens: '09:00', closes: '15:00' },
};

export const DEFAULT_BAYS = 4;

/** Minutes between two starts, counted from opening. */
export const GRID_MINUTES = 30;
/** So much time a shop needs before a car comes. */
export const LEAST_NOTICE_MINUTES = 60;
export const MOST_DAYS_AHEAD = 60;
/** As many slots as a model is told of; a caller is offered two or three of them. */
export const MOST_SLOTS_TOLD = 12;
