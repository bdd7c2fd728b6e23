import type { Clock } from '../clock.ts';
import type { Logger } from '../log.ts';
import type { Busy, BusyTimes } from '../shop/availability.ts';
import { allIds, type Calendars } from './calendars.ts';
import { closedBy } from './closed.ts';
import { calendarError } from './failures.ts';
import type { GoogleCalendar } from './google.ts';

/** The questions of one call about one day come within seconds; a person's entry may wait this long to be seen. */
const KEPT_MS = 30_000;
const MOST_KEPT = 100;

export interface BusyOptions {
  google: Pick<GoogleCalendar, 'freeBusy'>;
  calendars: Calendars;
  /** How many bays the shop has. */
  bays: number;
  clock: Clock;
  log: Logger;
}

interface Kept {
  from: Date;
  to: Date;
  busy: Busy[];
  until: number;
}

/**
 * What people have taken in the shop's calendars. Never rejects: when Google is down or slow (1 s), nothing is known and slots
 * come from the CRM alone; every booking is compared with the calendar again when it is written there.
 */
export function createBusyTimes({ google, calendars, bays, clock, log }: BusyOptions): BusyTimes {
  const ids = allIds(calendars);
  let kept: Kept[] = [];

  return async (from, to) => {
    const now = clock.now();
    kept = kept.filter(({ until }) => until > now);
    const known = kept.find((window) => window.from <= from && window.to >= to);
    if (known) return known.busy.filter((busy) => busy.from < to && busy.to > from);
    try {
      const { busy, unreadable } = closedBy(await google.freeBusy(ids, from, to), calendars, { from, to }, bays);
      for (const { reason } of unreadable) log.warn({ code: reason }, 'calendar.unreadable');
      if (unreadable.length === 0) kept = [...kept.slice(1 - MOST_KEPT), { from, to, busy, until: now + KEPT_MS }];
      return busy;
    } catch (thrown) {
      const { code, message } = calendarError('freebusy', thrown);
      log.warn({ code, err: message }, 'calendar.notAsked');
      return [];
    }
  };
}
