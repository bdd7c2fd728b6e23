import { Between, In, MoreThan } from 'typeorm';
import { Appointment } from '../../entities/appointment.ts';
import { LIVE_STATUSES } from '../../entities/vocabulary.ts';
import { type Db, managerOf } from './writing.ts';

/** A time that a bay and a vehicle are held for. */
export type Taken = Pick<Appointment, 'appointmentId' | 'vehicleId' | 'bay' | 'startTime' | 'endTime'>;

// Longer than any service, so that the index on the start finds everything that reaches into a window.
const LONGEST_MS = 24 * 60 * 60_000;

/** The live appointments that touch the time from `from` up to, not including, `to`, in the order of their start. */
export async function takenBetween(db: Db, shopId: string, from: Date, to: Date): Promise<Taken[]> {
  return managerOf(db).find(Appointment, {
    select: { appointmentId: true, vehicleId: true, bay: true, startTime: true, endTime: true },
    where: {
      shopId,
      status: In([...LIVE_STATUSES]),
      startTime: Between(new Date(from.getTime() - LONGEST_MS), new Date(to.getTime() - 1)),
      endTime: MoreThan(from),
    },
    order: { startTime: 'ASC', bay: 'ASC' },
  });
}

/** What a customer is booked for from now on, live ones only, the soonest first. */
export async function upcomingOf(db: Db, shopId: string, customerId: string, now: Date): Promise<Appointment[]> {
  return managerOf(db).find(Appointment, {
    where: { shopId, customerId, status: In([...LIVE_STATUSES]), endTime: MoreThan(now) },
    order: { startTime: 'ASC', appointmentId: 'ASC' },
  });
}

/** One of a customer's appointments, whatever its status; null when it is somebody else's or nobody's. */
export async function appointmentOf(
  db: Db,
  shopId: string,
  customerId: string,
  appointmentId: string,
): Promise<Appointment | null> {
  return managerOf(db).findOneBy(Appointment, { shopId, customerId, appointmentId });
}
