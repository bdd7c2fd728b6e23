import type { Faker } from '@faker-js/faker';
import type { Part } from '../entities/service-history.ts';
import type { ServiceType } from '../entities/vocabulary.ts';
import { addDays } from '../src/shop/dates.ts';

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

export const DUE_DAYS = 182;
const DUE_MILES = 6_000;

/** What was done at a visit, with dollars that it came to. */
export function workOf(
  faker: Faker,
  serviceType: ServiceType,
): { servicesPerformed: string[]; parts: Part[]; cost: number } {
  const { done, parts, cost } = WORK[serviceType];
  return { servicesPerformed: done, parts, cost: faker.number.int({ min: cost[0], max: cost[1] }) + 0.95 };
}

/** What a service will come to, told beforehand: the middle of what it does. */
export function estimateOf(serviceType: ServiceType): number {
  const [least, most] = WORK[serviceType].cost;
  return Math.round((least + most) / 2);
}

/** When the car should be seen again, after a visit on this day at so many miles. */
export function dueAfter(date: string, mileage: number): { nextDueDate: string; nextDueMileage: number } {
  return { nextDueDate: addDays(date, DUE_DAYS), nextDueMileage: Math.round((mileage + DUE_MILES) / 100) * 100 };
}
