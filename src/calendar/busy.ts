import type { Clock } from '../clock.ts';
import { OutsideError } from '../errors.ts';
import type { Logger } from '../log.ts';
import type { Busy, BusyTimes } from '../shop/availability.ts';
import { allIds, type Calendars } from './calendars.ts';
import { closedBy, type Unreadable } from './closed.ts';
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
  /** Told with every answer which calendars could not be read; none: all could. */
  onUnreadable?(calendars: readonly Unreadable[]): void;
}

interface Kept {
  from: Date;
  to: Date;
  busy: Busy[];
  until: number;
}

/**
 * What people have taken in the shop's calendars. When Google as a whole is down or slow (1 s), slots come from the CRM alone; every
 * booking is compared with the calendar again when it is written there. When Google answers and does not let us see a calendar,
 * what it stands for is closed; where that leaves no bay, it rejects with {OutsideError} calendar/unreadable: nothing can be offered.
 */
export function createBusyTimes(options: BusyOptions): BusyTimes {
  const { google, calendars, bays, clock, log, onUnreadable } = options;
  const ids = allIds(calendars);
  let kept: Kept[] = [];

  return async (from, to) => {
    const now = clock.now();
    kept = kept.filter(({ until }) => until > now);
    const known = kept.find((window) => window.from <= from && window.to >= to);
    if (known) return known.busy.filter((busy) => busy.from < to && busy.to > from);
    const answers = await google.freeBusy(ids, from, to).catch((thrown: unknown) => {
      const { code, message } = calendarError('freebusy', thrown);
      log.warn({ code, err: message }, 'calendar.notAsked');
      return null;
    });
    if (answers === null) return [];
    const { busy, unreadable, isKnown } = closedBy(answers, calendars, { from, to }, bays);
    for (const { reason } of unreadable) log.warn({ code: reason }, 'calendar.unreadable');
    onUnreadable?.(unreadable);
    if (!isKnown) throw nothingKnown(unreadable);
    if (unreadable.length === 0) kept = [...kept.slice(1 - MOST_KEPT), { from, to, busy, until: now + KEPT_MS }];
    return busy;
  };
}

function nothingKnown(unreadable: readonly Unreadable[]): OutsideError {
  const reasons = [...new Set(unreadable.map(({ reason }) => reason))].join(', ');
  const message = `Google freebusy: expected a calendar by which a bay is known to be free, got none: ${reasons}`;
  return new OutsideError('calendar', 'unreadable', message, { retryable: true });
}
