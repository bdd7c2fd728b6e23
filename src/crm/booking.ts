import { Appointment } from '../../entities/appointment.ts';
import {
  type AppointmentStatus,
  type Booker,
  type CancelReason,
  CHANGEABLE_STATUSES,
  type ServiceType,
  type TracedAction,
} from '../../entities/vocabulary.ts';
import { freeBays, inFirstFreeBay, queueForBays, type SlotTaken, type Span } from './bays.ts';
import { freeTechnician } from './technicians.ts';
import { difference, trace } from './traces.ts';
import { vehicleOf } from './vehicles.ts';
import { type Change, callIdOf, type Db, inTransaction, managerOf, rowOf } from './writing.ts';

export type { SlotTaken } from './bays.ts';

export interface NewBooking extends Span {
  customerId: string;
  vehicleId: string;
  serviceType: ServiceType;
  notes: string | null;
  /** Dollars. */
  estimatedCost?: number;
  bookedBy: Booker;
  /** The carrier's name for the call; null when there is none. */
  callSid: string | null;
}

export interface Booked {
  outcome: 'done';
  appointment: Appointment;
}

export interface Changed extends Booked {
  before: Appointment;
}

/** The customer, the vehicle or the appointment does not exist, or is somebody else's. */
export interface NotFound {
  outcome: 'not_found';
}

/** It is over, cancelled, or being worked on. */
export interface NotChangeable {
  outcome: 'not_changeable';
  status: AppointmentStatus;
}

export interface Named {
  customerId: string;
  appointmentId: string;
}

/** Books the first free one of `bays`. Opening hours are not looked at. */
export function book(
  db: Db,
  change: Change,
  bays: readonly number[],
  booking: NewBooking,
): Promise<Booked | SlotTaken | NotFound> {
  return inTransaction(db, async (tx) => {
    if (!(await vehicleOf(tx, change.shopId, booking.customerId, booking.vehicleId))) return { outcome: 'not_found' };
    await queueForBays(tx, change.shopId);
    const free = await freeBays(tx, change, bays, booking, null);
    return inFirstFreeBay(tx, free, async (savepoint, bay): Promise<Booked> => {
      const job = { ...booking, bay, appointmentId: null, preferred: null };
      const appointment = savepoint.create(Appointment, {
        ...NOT_YET,
        ...booking,
        ...rowOf(change),
        estimatedCost: booking.estimatedCost ?? null,
        technician: await freeTechnician(savepoint, change.shopId, job),
        appointmentId: change.newId(),
        bay,
        status: 'scheduled',
        callId: callIdOf(change.by),
      });
      const { appointmentId } = appointment;
      await savepoint.insert(Appointment, appointment);
      await trace(savepoint, change, 'appointment', appointmentId, 'create', null, { ...appointment });
      await change.afterWrite?.(savepoint, appointmentId);
      return { outcome: 'done', appointment };
    });
  });
}

/** Moves an appointment, in its own bay if that is free and one of `bays`. It is to be confirmed anew. */
export function reschedule(
  db: Db,
  change: Change,
  bays: readonly number[],
  { startTime, endTime, ...named }: Named & Span,
): Promise<Changed | SlotTaken | NotFound | NotChangeable> {
  return inTransaction(db, async (tx) => {
    await queueForBays(tx, change.shopId);
    const before = await changeable(tx, change.shopId, named);
    if ('outcome' in before) return before;
    const free = await freeBays(tx, change, bays, { startTime, endTime }, before.appointmentId);
    const ownFirst = free.includes(before.bay) ? [before.bay, ...free.filter((bay) => bay !== before.bay)] : free;
    return inFirstFreeBay(tx, ownFirst, async (savepoint, bay) => {
      const { appointmentId, serviceType, technician: preferred } = before;
      const job = { startTime, endTime, bay, serviceType, appointmentId, preferred };
      const technician = await freeTechnician(savepoint, change.shopId, job);
      const status = 'scheduled';
      return alter(savepoint, change, 'reschedule', before, {
        startTime,
        endTime,
        bay,
        technician,
        status,
        confirmedAt: null,
      });
    });
  });
}

export function cancel(
  db: Db,
  change: Change,
  { reason, ...named }: Named & { reason: CancelReason },
): Promise<Changed | NotFound | NotChangeable> {
  return inTransaction(db, async (tx) => {
    const before = await changeable(tx, change.shopId, named);
    if ('outcome' in before) return before;
    return alter(tx, change, 'cancel', before, { status: 'cancelled', cancelReason: reason, cancelledAt: change.at });
  });
}

/** The customer says that they will come. Saying it again changes nothing. */
export function confirm(db: Db, change: Change, named: Named): Promise<Changed | NotFound | NotChangeable> {
  return inTransaction(db, async (tx) => {
    const before = await changeable(tx, change.shopId, named);
    if ('outcome' in before) return before;
    if (before.status === 'confirmed') return { outcome: 'done', before, appointment: before };
    return alter(tx, change, 'confirm', before, { status: 'confirmed', confirmedAt: change.at });
  });
}

/** The appointment, held until the transaction ends, so that what is decided on it is still so when it is written. */
async function changeable(tx: Db, shopId: string, named: Named): Promise<Appointment | NotFound | NotChangeable> {
  const held = await managerOf(tx).findOne(Appointment, {
    where: { shopId, customerId: named.customerId, appointmentId: named.appointmentId },
    lock: { mode: 'pessimistic_write' },
  });
  if (!held) return { outcome: 'not_found' };
  if (!CHANGEABLE_STATUSES.some((status) => status === held.status))
    return { outcome: 'not_changeable', status: held.status };
  return held;
}

async function alter(
  tx: Db,
  change: Change,
  action: TracedAction,
  before: Appointment,
  values: Partial<Appointment>,
): Promise<Changed> {
  const appointment = managerOf(tx).create(Appointment, { ...before, ...values, updatedAt: change.at });
  const { appointmentId, shopId } = before;
  await managerOf(tx).update(Appointment, { appointmentId, shopId }, { ...values, updatedAt: change.at });
  const changed = difference(before, appointment);
  await trace(managerOf(tx), change, 'appointment', appointmentId, action, changed.before, changed.after);
  // That they will come moves nothing.
  if (action !== 'confirm') await change.afterWrite?.(managerOf(tx), appointmentId);
  return { outcome: 'done', before, appointment };
}

const NOT_YET = {
  confirmedAt: null,
  cancelledAt: null,
  cancelReason: null,
  actualCost: null,
  calendarEventId: null,
  calendarStatus: null,
};
