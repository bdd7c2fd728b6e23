import type { Faker } from '@faker-js/faker';
import type { Part } from '../entities/service-history.ts';
import { SERVICE_TYPES, SERVICES, type ServiceType } from '../entities/vocabulary.ts';
import type { ShopTime } from '../src/shop/calendar.ts';
import { addDays } from '../src/shop/dates.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;

/** What a service comes to: the work in words, the parts, and dollars from and to. */
const WORK: Record<ServiceType, { done: string[]; parts: Part[]; cost: [number, number] }> = {
  oil_change: {
    done: ['oil and filter change', 'fluid check'],
    parts: [{ name: 'oil filter', quantity: 1 }],
    cost: [55, 95],
  },
  tire_rotation: { done: ['tire rotation', 'tire pressure check'], parts: [], cost: [25, 50] },
  inspection: { done: ['state inspection'], parts: [], cost: [35, 60] },
  brake_service: {
    done: ['front brake pads replaced', 'brake fluid check'],
    parts: [{ name: 'front brake pad set', quantity: 1 }],
    cost: [220, 480],
  },
  engine_diagnostics: { done: ['engine diagnostics'], parts: [], cost: [90, 160] },
  general_maintenance: {
    done: ['air filter replaced', 'battery test'],
    parts: [{ name: 'air filter', quantity: 1 }],
    cost: [80, 190],
  },
};

const MILES_A_DAY = 33; // 12,000 a year
const DUE_DAYS = 182;
const DUE_MILES = 6_000;

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
    const work = WORK[serviceType];
    const time = openTime(faker, shop, addDays(today, -daysAgo), SERVICES[serviceType].minutes);
    const mileage = Math.max(1_000, mileageNow - daysAgo * MILES_A_DAY);
    return {
      serviceType,
      ...time,
      servicesPerformed: work.done,
      parts: work.parts,
      mileage,
      cost: faker.number.int({ min: work.cost[0], max: work.cost[1] }) + 0.95,
      nextDueDate: addDays(shop.dateOf(time.startTime), DUE_DAYS),
      nextDueMileage: Math.round((mileage + DUE_MILES) / 100) * 100,
    };
  });
}
