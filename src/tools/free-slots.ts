import { takenBetween } from '../crm/appointments.ts';
import { heldByOthers } from '../crm/holds.ts';
import { type Busy, freeBays } from '../shop/availability.ts';
import { addDays } from '../shop/dates.ts';
import type { Desk, Seeker } from './define.ts';

const DAYS_LOOKED_AHEAD = 7;
const ALTERNATIVES = 3;

/** Where a booking may not be looked for: it is being moved, or its vehicle cannot be in two places. */
export interface Booking {
  minutes: number;
  vehicleId?: string;
  /** The appointment that is being moved: it does not stand in its own way. */
  appointmentId?: string;
}

/** What a stretch of time holds: the bays that are taken, those of them that the calendar takes, and the times of this vehicle. */
interface Taken {
  bays: Busy[];
  calendar: Busy[];
  vehicle: Busy[];
}

async function takenIn({ desk, call, now }: Seeker, from: Date, to: Date, booking: Booking): Promise<Taken> {
  const { db, shopId } = desk;
  const [booked, held, elsewhere] = await Promise.all([
    takenBetween(db, shopId, from, to),
    heldByOthers(db, { shopId, callId: call.callId, now }, from, to),
    desk.busy(from, to),
  ]);
  const others = booked.filter((taken) => taken.appointmentId !== booking.appointmentId);
  const asBusy = ({ bay, startTime, endTime }: (typeof held)[number]): Busy => ({
    bay,
    from: startTime,
    to: endTime,
  });
  return {
    bays: [...others.map(asBusy), ...held.map(asBusy), ...elsewhere],
    calendar: elsewhere,
    vehicle: others.filter((taken) => taken.vehicleId === booking.vehicleId).map(asBusy),
  };
}

function stands(desk: Desk, start: Date, taken: Taken, minutes: number): 'bay' | 'vehicle' | null {
  if (freeBays(desk.shopTime.bays, taken.bays, start, minutes).length === 0) return 'bay';
  // One place for the vehicle: the same arithmetic with a single bay that each of its times takes whole.
  const elsewhere = taken.vehicle.map((busy) => ({ ...busy, bay: null }));
  return freeBays(1, elsewhere, start, minutes).length === 0 ? 'vehicle' : null;
}

/**
 * The bays that the calendar leaves open for something at this time; or what stands in its way: no bay, or the vehicle's other
 * appointment. Which of the bays is neither booked nor held, the database says when it is written.
 */
export async function openBays(seeker: Seeker, start: Date, booking: Booking): Promise<number[] | 'bay' | 'vehicle'> {
  const { desk } = seeker;
  const end = new Date(start.getTime() + booking.minutes * 60_000);
  const taken = await takenIn(seeker, start, end, booking);
  return (
    stands(desk, start, taken, booking.minutes) ?? freeBays(desk.shopTime.bays, taken.calendar, start, booking.minutes)
  );
}

/** The free slots of the shop's days from `first` to `last`, in order. */
export async function freeSlots(seeker: Seeker, first: string, last: string, booking: Booking): Promise<Date[]> {
  const { desk, now } = seeker;
  const taken = await takenIn(seeker, desk.shopTime.dayBounds(first).from, desk.shopTime.dayBounds(last).to, booking);
  const free: Date[] = [];
  for (let date = first; date <= last; date = addDays(date, 1))
    for (const slot of desk.shopTime.slots(date, booking.minutes, now))
      if (stands(desk, slot, taken, booking.minutes) === null) free.push(slot);
  return free;
}

/** Up to three free slots near a time that cannot be had: of that day if it has any, else of the next day that has, in order. */
export async function alternatives(seeker: Seeker, wanted: Date, booking: Booking): Promise<{ start_time: string }[]> {
  const { desk, now } = seeker;
  // A year that was misunderstood: what is free at the end of all bookable days is not meant.
  if (desk.shopTime.isTooFar(wanted, now)) return [];
  const around = wanted > now ? wanted : now;
  const first = desk.shopTime.dateOf(around);
  const free = await freeSlots(seeker, first, addDays(first, DAYS_LOOKED_AHEAD), booking);
  const soonest = free[0];
  const day = soonest && desk.shopTime.dateOf(soonest);
  const distance = (slot: Date) => Math.abs(slot.getTime() - around.getTime());
  return free
    .filter((slot) => desk.shopTime.dateOf(slot) === day)
    .sort((a, b) => distance(a) - distance(b))
    .slice(0, ALTERNATIVES)
    .sort((a, b) => a.getTime() - b.getTime())
    .map((slot) => ({ start_time: desk.shopTime.iso(slot) }));
}
