import { type DataSource, In, LessThan, MoreThan } from 'typeorm';
import { Appointment } from '../../entities/appointment.ts';
import { LIVE_STATUSES } from '../../entities/vocabulary.ts';
import type { Clock, NewId } from '../clock.ts';
import type { Change } from '../crm/writing.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { BusyOptions } from './busy.ts';
import { allIds } from './calendars.ts';
import { closedBy } from './closed.ts';
import { overlapping, raiseConflict } from './conflicts.ts';

/** The queue of the job that looks; one server at a time is given it. */
export const PATROL = 'calendar-patrol';
const EVERY_SECONDS = 15 * 60;
/** Whoever puts something over a booking further ahead is told when it comes nearer: there are days left to move it. */
const DAYS_AHEAD = 14;
const DAY = 86_400_000;

export interface PatrolOptions extends Pick<BusyOptions, 'google' | 'calendars' | 'bays' | 'onUnreadable'> {
  db: DataSource;
  shopId: string;
  clock: Clock;
  newId: NewId;
}

/**
 * Looks for what people have put over bookings that are in the calendar already: nothing else would, since a booking is compared
 * with the calendar only when it is written there.
 */
export function createPatrol({ db, shopId, google, calendars, bays, clock, newId, onUnreadable }: PatrolOptions) {
  /** @throws {OutsideError} calendar: Google could not be asked; the next round asks again */
  async function look(): Promise<void> {
    const from = new Date(clock.now());
    const to = new Date(from.getTime() + DAYS_AHEAD * DAY);
    const coming = { shopId, status: In([...LIVE_STATUSES]), endTime: MoreThan(from), startTime: LessThan(to) };
    const appointments = await db.manager.find(Appointment, { where: coming, order: { startTime: 'ASC' } });
    if (appointments.length === 0) return;
    // From the first booking's beginning, which may be over, to the last one's end.
    const ends = appointments.map(({ endTime }) => endTime.getTime());
    const first = appointments[0]?.startTime ?? from;
    const window = { from: first < from ? first : from, to: new Date(Math.max(to.getTime(), ...ends)) };
    const answers = await google.freeBusy(allIds(calendars), window.from, window.to);
    onUnreadable?.(closedBy(answers, calendars, window, bays).unreadable);
    for (const found of appointments) {
      const busy = overlapping(found, answers, calendars);
      if (!Array.isArray(busy) || busy.length === 0) continue;
      await db.transaction(async (tx) => {
        const { appointmentId, startTime, endTime, bay } = found;
        const asItWas = { shopId, appointmentId, startTime, endTime, bay, status: In([...LIVE_STATUSES]) };
        // It was moved meanwhile, and that move has a comparison of its own.
        const current = await tx.findOne(Appointment, { where: asItWas, lock: { mode: 'pessimistic_write' } });
        const change: Change = { shopId, at: new Date(clock.now()), newId, by: { person: 'calendar' } };
        if (current) await raiseConflict(tx, change, current, busy);
      });
    }
  }

  return {
    look,
    start(jobs: Jobs): void {
      jobs.work(PATROL, look);
      jobs.every(PATROL, EVERY_SECONDS);
    },
  };
}
