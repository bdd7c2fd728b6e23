import type { DataSource } from 'typeorm';
import type { Clock, NewId } from '../clock.ts';
import type { AfterWrite } from '../crm/writing.ts';
import { openJobs } from '../jobs/jobs.ts';
import type { Logger } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import type { BusyTimes } from '../shop/availability.ts';
import { createBusyTimes } from './busy.ts';
import { allIds, type Calendars } from './calendars.ts';
import type { Credentials } from './credentials.ts';
import { createDoubts } from './doubts.ts';
import { createGoogleCalendar, type GoogleState } from './google.ts';
import { createOutbox } from './outbox.ts';
import { createPatrol, PATROL } from './patrol.ts';
import { openQueue } from './queue.ts';
import { createSync } from './sync.ts';

export interface CalendarOptions {
  calendars: Calendars;
  credentials: Credentials;
  apiUrl: string;
  tokenUrl: string;
  db: DataSource;
  shop: { shopId: string; timeZone: string; bays: number };
  clock: Clock;
  newId: NewId;
  log: Logger;
  metrics: Metrics;
}

/** The shop's calendar at Google: what people have taken there, and our bookings on their way to it. */
export interface Calendar {
  busy: BusyTimes;
  afterWrite: AfterWrite;
  /** Looks for what people have put over bookings, as happens by itself every quarter of an hour. */
  look(): Promise<void>;
  state(): GoogleState;
  /** Takes up no more; resolves when what was begun has ended. */
  close(): Promise<void>;
}

/**
 * Starts the calendar. Google need not be there for that; PostgreSQL must.
 * @throws {OutsideError} database
 */
export async function openCalendar(options: CalendarOptions): Promise<Calendar> {
  const { calendars, db, shop, clock, newId, log } = options;
  const { shopId, timeZone, bays } = shop;
  const google = await createGoogleCalendar(options);
  const queue = await openQueue(db, log);
  const sync = createSync({ db, shopId, timeZone, google, calendars, clock, newId });
  const outbox = createOutbox({ db, shopId, queue, sync, clock, log });
  await outbox.start();
  const doubts = createDoubts({ db, shopId, clock, newId, log });
  const onUnreadable = doubts.seen;
  const patrol = createPatrol({ db, shopId, google, calendars, bays, clock, newId, onUnreadable });
  const jobs = await openJobs(db, clock, log, [{ name: PATROL, oneAtATime: true }]);
  patrol.start(jobs);

  // Wrong credentials are known before the first call comes, and the first caller does not wait for a token.
  const now = clock.now();
  const asked = google.freeBusy(allIds(calendars), new Date(now), new Date(now + 60_000)).then(
    () => undefined,
    (error: { code?: string; message?: string }) =>
      log.warn({ code: error.code, err: error.message }, 'calendar.notAsked'),
  );

  return {
    busy: createBusyTimes({ google, calendars, bays, clock, log, onUnreadable }),
    afterWrite: outbox.afterWrite,
    look: patrol.look,
    state: google.state,
    async close() {
      await jobs.close();
      await outbox.close();
      await asked;
      await doubts.settled();
      await queue.close();
    },
  };
}
