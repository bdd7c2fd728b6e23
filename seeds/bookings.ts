import type { Faker } from '@faker-js/faker';
import type { Appointment } from '../entities/appointment.ts';
import { type AppointmentStatus, BOOKERS, CANCEL_REASONS, type ServiceType } from '../entities/vocabulary.ts';
import type { Slot } from './diary.ts';
import type { Car } from './garage.ts';
import { stableIds } from './ids.ts';
import { TECHNICIANS } from './technicians.ts';
import { estimateOf, workOf } from './work.ts';

const DAY = 86_400_000;
const MINUTE = 60_000;
/** A car is not seen again sooner than this. */
const DAYS_BETWEEN = 40;
const TRIES = 40;

const CONCERNS: Partial<Record<ServiceType, readonly string[]>> = {
  brake_service: ['squeals when braking', 'the pedal feels soft', 'shakes when braking from highway speed'],
  engine_diagnostics: ['check engine light is on', 'rough idle when cold', 'loses power uphill', 'smells of gas'],
  general_maintenance: ['slow to start in the morning', 'the heater blows cold', 'wipers streak'],
  oil_change: ['the oil light came on once'],
};

const PAST: readonly { weight: number; value: AppointmentStatus }[] = [
  { weight: 82, value: 'completed' },
  { weight: 11, value: 'cancelled' },
  { weight: 7, value: 'no_show' },
];
const TO_COME: readonly { weight: number; value: AppointmentStatus }[] = [
  { weight: 58, value: 'scheduled' },
  { weight: 36, value: 'confirmed' },
  { weight: 6, value: 'cancelled' },
];

/** An appointment and the car it is for. */
export interface Booking {
  row: Appointment;
  car: Car;
}

/** Gives each slot a car that was known by then and has not just been there; a slot that finds none stays free. */
export function fillDiary(
  faker: Faker,
  diary: readonly Slot[],
  cars: readonly Car[],
  seed: number,
  asOf: Date,
): Booking[] {
  const newId = stableIds(seed, 'appointment');
  const lastSeen = new Map<Car, number>();
  const bookings: Booking[] = [];
  for (const slot of diary) {
    const start = slot.startTime.getTime();
    const latest = Math.min(start, asOf.getTime());
    const fits = (car: Car) =>
      car.row.createdAt.getTime() < latest && start - (lastSeen.get(car) ?? 0) >= DAYS_BETWEEN * DAY;
    for (let tries = 0; tries < TRIES; tries++) {
      const car = faker.helpers.arrayElement(cars);
      if (!fits(car)) continue;
      lastSeen.set(car, start);
      bookings.push({ car, row: appointment(faker, slot, car, asOf, newId) });
      break;
    }
  }
  return bookings;
}

function appointment(
  faker: Faker,
  slot: Slot,
  { row: { vehicleId, customerId, shopId, createdAt: known } }: Car,
  asOf: Date,
  newId: ReturnType<typeof stableIds>,
): Appointment {
  const { serviceType, startTime, endTime, bay } = slot;
  const before = (time: Date, days: number) =>
    new Date(Math.max(known.getTime(), time.getTime() - Math.floor(faker.number.float({ max: days }) * DAY) - MINUTE));
  const since = (time: Date) =>
    new Date(time.getTime() + Math.floor(faker.number.float() * (latest.getTime() - time.getTime())));
  const latest = startTime < asOf ? startTime : asOf;
  const createdAt = before(latest, 21);
  const status = faker.helpers.weightedArrayElement(startTime < asOf ? PAST : TO_COME);
  const worked = status === 'completed';
  const cancelledAt = status === 'cancelled' ? since(createdAt) : null;
  const confirmedAt = status === 'confirmed' || (worked && faker.datatype.boolean(0.5)) ? since(createdAt) : null;
  const concerns = CONCERNS[serviceType];
  return {
    appointmentId: newId(createdAt),
    shopId,
    customerId,
    vehicleId,
    serviceType,
    startTime,
    endTime,
    bay,
    technician: worked || faker.datatype.boolean(0.5) ? faker.helpers.arrayElement(TECHNICIANS) : null,
    status,
    confirmedAt,
    cancelledAt,
    cancelReason: cancelledAt ? faker.helpers.arrayElement(CANCEL_REASONS) : null,
    notes: concerns && faker.datatype.boolean(0.5) ? faker.helpers.arrayElement(concerns) : null,
    estimatedCost: estimateOf(serviceType),
    actualCost: worked ? workOf(faker, serviceType).cost : null,
    calendarEventId: null,
    calendarStatus: null,
    bookedBy: faker.helpers.arrayElement(BOOKERS),
    callSid: null,
    callId: null,
    createdAt,
    updatedAt: worked ? endTime : (cancelledAt ?? confirmedAt ?? createdAt),
  };
}
