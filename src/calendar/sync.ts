import { isDeepStrictEqual } from 'node:util';
import type { DataSource, EntityManager } from 'typeorm';
import { Appointment } from '../../entities/appointment.ts';
import { Vehicle } from '../../entities/vehicle.ts';
import type { Clock, NewId } from '../clock.ts';
import type { Change } from '../crm/writing.ts';
import { OutsideError } from '../errors.ts';
import type { Calendars } from './calendars.ts';
import { isAhead, overlapping, raiseConflict, raiseFailure } from './conflicts.ts';
import { type CalendarEvent, eventIdOf, eventOf, isSame } from './event.ts';
import { isRefusal } from './failures.ts';
import type { GoogleCalendar } from './google.ts';

export interface SyncOptions {
  db: DataSource;
  shopId: string;
  /** An IANA zone. */
  timeZone: string;
  google: GoogleCalendar;
  calendars: Calendars;
  clock: Clock;
  newId: NewId;
}

/** What the calendar should show of an appointment: its event, or none. */
interface Target {
  appointment: Appointment;
  event: CalendarEvent | null;
}

/**
 * Brings the calendar to what the CRM says of an appointment *now*, whatever was said when it was asked for. Doing it again, in any order, at
 * any time, after an answer that was lost, does no harm: there is one event, with an id that follows from the appointment's.
 */
export function createSync({ db, shopId, timeZone, google, calendars, clock, newId }: SyncOptions) {
  const { shop } = calendars;

  const targetOf = async (tx: EntityManager, appointmentId: string, lock = false): Promise<Target | null> => {
    const mode = lock ? { lock: { mode: 'pessimistic_write' } as const } : {};
    const appointment = await tx.findOne(Appointment, { where: { shopId, appointmentId }, ...mode });
    if (!appointment) return null;
    if (appointment.status === 'cancelled') return { appointment, event: null };
    const vehicle = await tx.findOneBy(Vehicle, { shopId, vehicleId: appointment.vehicleId });
    return { appointment, event: eventOf(appointment, vehicle, timeZone) };
  };

  const write = async (event: CalendarEvent, known: boolean): Promise<void> => {
    if (!known) {
      try {
        return await google.insert(shop, event);
      } catch (thrown) {
        if (!isRefusal(thrown, 'duplicate')) throw thrown;
      }
    }
    const kept = await google.get(shop, event.id);
    if (!kept) await google.insert(shop, event);
    else if (!isSame(kept, event)) await google.patch(shop, event);
  };

  const busyAt = async ({ bay, startTime, endTime }: Appointment) => {
    const own = calendars.bays.get(bay);
    const ids = own === undefined || own === shop ? [shop] : [shop, own];
    const appointment = { bay, startTime, endTime };
    const busy = overlapping(appointment, await google.freeBusy(ids, startTime, endTime), calendars);
    if (Array.isArray(busy)) return busy;
    // Not knowing is no answer: it is asked again, as a calendar that is down is.
    const message = `Google freebusy: expected the calendars of bay ${bay}, one cannot be read: ${busy.unreadable}`;
    throw new OutsideError('calendar', busy.unreadable, message, { retryable: true });
  };

  const changeNow = (): Change => ({ shopId, at: new Date(clock.now()), newId, by: { person: 'calendar' } });

  return {
    /**
     * @throws {OutsideError} calendar: not written, or not compared with what people have put there; calendar/in_hand: another worker is at it
     */
    async write(appointmentId: string): Promise<void> {
      await db.transaction(async (lock) => {
        // Two workers at one appointment would overtake each other; the lock goes when this session does.
        const [{ mine }] = await lock.query(
          `SELECT pg_try_advisory_xact_lock(hashtextextended('calendar ' || $1, 0)) AS mine`,
          [appointmentId],
        );
        if (!mine)
          throw new OutsideError('calendar', 'in_hand', 'calendar: another worker is at this appointment', {
            retryable: true,
          });
        const target = await targetOf(db.manager, appointmentId);
        if (!target) return;
        const { appointment, event } = target;
        if (event) await write(event, appointment.calendarEventId !== null);
        else await google.remove(shop, eventIdOf(appointmentId));
        // Not in the transaction of the lock: it stays true whatever comes of the rest.
        await db.manager.update(Appointment, { shopId, appointmentId }, { calendarEventId: event?.id ?? null });

        const now = new Date(clock.now());
        const busy = isAhead(appointment, now) ? await busyAt(appointment) : [];
        await db.transaction(async (tx) => {
          const current = await targetOf(tx, appointmentId, true);
          // It was changed meanwhile, and that change has a job of its own.
          if (!current || !isDeepStrictEqual(current.event, event)) return;
          await tx.update(Appointment, { shopId, appointmentId }, { calendarStatus: 'written' });
          if (busy.length > 0) await raiseConflict(tx, changeNow(), appointment, busy);
        });
      });
    },

    /** It will not be tried again. */
    async giveUp(tx: EntityManager, appointmentId: string, failure: OutsideError): Promise<void> {
      await tx.update(Appointment, { shopId, appointmentId }, { calendarStatus: 'failed' });
      await raiseFailure(tx, changeNow(), appointmentId, failure);
    },
  };
}

export type Sync = ReturnType<typeof createSync>;
