import type { Faker } from '@faker-js/faker';
import type { ServiceHistory } from '../entities/service-history.ts';
import type { ServiceType } from '../entities/vocabulary.ts';
import type { ShopTime } from '../src/shop/calendar.ts';
import { GRID_MINUTES } from '../src/shop/hours.ts';
import { minutesOf } from '../src/shop/shop-file.ts';
import type { Booking } from './bookings.ts';
import { OFTEN } from './diary.ts';
import type { Car } from './garage.ts';
import { stableIds } from './ids.ts';
import { TECHNICIANS } from './technicians.ts';
import { dueAfter, workOf } from './work.ts';

const DAY = 86_400_000;
const MINUTE = 60_000;
const MOST_EARLIER_VISITS = 5;

/**
 * What was done to each car: visits from before the diary begins, then its completed appointments. The odometer stands higher at each. What the shop
 * knows of a car (its mileage, when it is due) is put on its row as of the last one.
 */
export function makeHistory(
  faker: Faker,
  shop: ShopTime,
  cars: readonly Car[],
  bookings: readonly Booking[],
  diaryBegins: Date,
  seed: number,
): ServiceHistory[] {
  const newId = stableIds(seed, 'visit');
  const open = openingsOf(shop);
  const done = new Map<Car, Booking[]>();
  for (const booking of bookings)
    if (booking.row.status === 'completed') done.set(booking.car, [...(done.get(booking.car) ?? []), booking]);

  return cars.flatMap((car) => {
    const { customerId, vehicleId, shopId } = car.row;
    const visit = (
      serviceType: ServiceType,
      performedAt: Date,
      over: Date,
      known: Partial<ServiceHistory>,
    ): ServiceHistory => {
      const mileage = car.miles(performedAt);
      return {
        serviceId: newId(over),
        shopId,
        vehicleId,
        customerId,
        appointmentId: null,
        serviceType,
        performedAt,
        technician: faker.helpers.arrayElement(TECHNICIANS),
        mileage,
        ...workOf(faker, serviceType),
        ...dueAfter(shop.dateOf(performedAt), mileage),
        createdAt: over,
        updatedAt: over,
        ...known,
      };
    };
    const earlier = earlierTimes(faker, car.row.createdAt, diaryBegins).flatMap((time) => {
      const serviceType = faker.helpers.weightedArrayElement(OFTEN);
      const start = open(faker, time, minutesOf(serviceType));
      // The first open day may already be the diary's.
      if (start >= diaryBegins) return [];
      return visit(serviceType, start, new Date(start.getTime() + minutesOf(serviceType) * MINUTE), {});
    });
    const visits = [
      ...earlier,
      ...(done.get(car) ?? []).map(({ row }) =>
        visit(row.serviceType, row.startTime, row.endTime, {
          appointmentId: row.appointmentId,
          technician: row.technician,
          cost: row.actualCost,
        }),
      ),
    ];
    const last = visits.at(-1);
    if (last)
      Object.assign(car.row, {
        currentMileage: last.mileage,
        nextServiceType: last.serviceType === 'oil_change' ? 'tire_rotation' : 'oil_change',
        nextServiceDate: last.nextDueDate,
        nextServiceMileage: last.nextDueMileage,
        updatedAt: last.updatedAt,
      });
    return visits;
  });
}

/** Times between the two, each some months after the one before; those who come seldom have few. */
function earlierTimes(faker: Faker, from: Date, to: Date): Date[] {
  const times: Date[] = [];
  for (let at = from.getTime() + faker.number.int({ max: 30 }) * DAY; times.length < MOST_EARLIER_VISITS; ) {
    if (at >= to.getTime()) break;
    times.push(new Date(at));
    at += faker.number.int({ min: 130, max: 480 }) * DAY;
  }
  return times;
}

/** The first open day from a time on, with each day's opening asked for once; answers a start on the grid. */
function openingsOf(shop: ShopTime) {
  const known = new Map<string, ReturnType<ShopTime['opening']>>();
  const opening = (date: string) => {
    const day = known.get(date) ?? shop.opening(date);
    known.set(date, day);
    return day;
  };
  return (faker: Faker, from: Date, minutes: number): Date => {
    for (let day = from.getTime(); ; day += DAY) {
      // By UTC's date: it is only to be some day.
      const hours = opening(new Date(day).toISOString().slice(0, 10));
      if ('closed' in hours) continue;
      const room = (hours.closes.getTime() - hours.opens.getTime()) / MINUTE - minutes;
      const start =
        hours.opens.getTime() + faker.number.int({ max: Math.floor(room / GRID_MINUTES) }) * GRID_MINUTES * MINUTE;
      return new Date(start);
    }
  };
}
