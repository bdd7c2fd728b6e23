import type { Faker } from '@faker-js/faker';
import type { Part } from '../entities/service-history.ts';
import { SERVICE_TYPES, type ServiceType } from '../entities/vocabulary.ts';
import type { ShopTime } from '../src/shop/calendar.ts';
import { addDays } from '../src/shop/dates.ts';
import { minutesOf } from '../src/shop/shop-file.ts';
import { DUE_DAYS, dueAfter, workOf } from './work.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;

const MILES_A_DAY = 33; // 12,000 a year

/** A time at which the shop is open, some days from `day` on; whatever the notice would have been. */
export function openTime(
  faker: Faker,
  shop: ShopTime,
  day: string,
  minutes: number,
): { startTime: Date; endTime: Date } {
  for (let date = day; ; date = addDays(date, 1)) {
    const slots = shop.slots(date, minutes, new Date(shop.dayBounds(date).from.getTime() - DAY));
    if (slots.length === 0) continue;
    const startTime = faker.helpers.arrayElement(slots);
    return { startTime, endTime: new Date(startTime.getTime() + minutes * MINUTE) };
  }
}

export interface Visit {
  serviceType: ServiceType;
  startTime: Date;
  endTime: Date;
  servicesPerformed: string[];
  parts: Part[];
  /** Miles, growing from visit to visit. */
  mileage: number;
  /** Dollars. */
  cost: number;
  nextDueDate: string;
  nextDueMileage: number;
}

/** The visits of a car until `asOf`, about every half year, the oldest first. */
export function makeVisits(faker: Faker, shop: ShopTime, asOf: Date, mileageNow: number, count: number): Visit[] {
  const today = shop.dateOf(asOf);
  return Array.from({ length: count }, (_, i) => {
    const daysAgo = (count - i - 1) * DUE_DAYS + faker.number.int({ min: 20, max: 150 });
    const serviceType = i === count - 1 ? 'oil_change' : faker.helpers.arrayElement(SERVICE_TYPES);
    const time = openTime(faker, shop, addDays(today, -daysAgo), minutesOf(serviceType));
    const mileage = Math.max(1_000, mileageNow - daysAgo * MILES_A_DAY);
    return {
      serviceType,
      ...time,
      mileage,
      ...workOf(faker, serviceType),
      ...dueAfter(shop.dateOf(time.startTime), mileage),
    };
  });
}
