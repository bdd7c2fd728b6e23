import type { Faker } from '@faker-js/faker';
import type { ServiceType } from '../entities/vocabulary.ts';
import type { ShopTime } from '../src/shop/calendar.ts';
import { addDays } from '../src/shop/dates.ts';
import { GRID_MINUTES, MOST_DAYS_AHEAD } from '../src/shop/hours.ts';
import { minutesOf } from '../src/shop/shop-file.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;
const FUTURE_SHARE = 0.12;
/** So many cars come on an open day, and so far back the diary goes at least. */
const PAST_A_BAY_AND_DAY = 5;
const LEAST_DAYS_BACK = 420;
/** So much of what could be booked may be: a caller has to find something. */
const FULLEST = 0.7;

export const OFTEN: readonly { weight: number; value: ServiceType }[] = [
  { weight: 40, value: 'oil_change' },
  { weight: 16, value: 'tire_rotation' },
  { weight: 14, value: 'inspection' },
  { weight: 12, value: 'general_maintenance' },
  { weight: 10, value: 'brake_service' },
  { weight: 8, value: 'engine_diagnostics' },
];

/** A time on a bay, long enough for the service. */
export interface Slot {
  serviceType: ServiceType;
  startTime: Date;
  endTime: Date;
  bay: number;
}

/**
 * So many slots, in the order of their time: within opening hours, on the grid, no two of them at one time on one bay. Most lie in the past; those
 * to come, within the horizon of bookings, grow rarer with the days.
 */
export function makeDiary(faker: Faker, shop: ShopTime, asOf: Date, count: number): Slot[] {
  const today = shop.dateOf(asOf);
  const days = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => addDays(today, from + i));
  const comingDays = days(0, MOST_DAYS_AHEAD);
  const offered = comingDays.flatMap((date, i) =>
    tile(faker, shop, date).map((slot) => ({ slot, weight: 2 ** (-i / 20) })),
  );
  const toCome = offered.filter(({ slot }) => slot.startTime > asOf);
  const future = pick(faker, toCome, Math.min(Math.round(count * FUTURE_SHARE), Math.floor(toCome.length * FULLEST)));
  const openDays = Math.ceil((count - future.length) / (PAST_A_BAY_AND_DAY * shop.bays));
  // Six open days in seven, at most, and some of them holidays.
  const back = Math.max(LEAST_DAYS_BACK, Math.ceil(openDays * 1.25));
  const gone = days(-back, 0).flatMap((date) => tile(faker, shop, date).map((slot) => ({ slot, weight: 1 })));
  return [...pick(faker, gone, count - future.length), ...future].sort(byTime);
}

/** The first day of the diary, or of what would be in it: before it there are only the records of visits. */
export function diaryStart(diary: readonly Slot[], asOf: Date): Date {
  return diary[0] && diary[0].startTime < asOf ? diary[0].startTime : new Date(asOf.getTime() - LEAST_DAYS_BACK * DAY);
}

/** A day as full as it can be, with breaths between. */
function tile(faker: Faker, shop: ShopTime, date: string): Slot[] {
  const day = shop.opening(date);
  if ('closed' in day) return [];
  const slots: Slot[] = [];
  const grid = GRID_MINUTES * MINUTE;
  for (let bay = 1; bay <= shop.bays; bay++)
    for (let start = day.opens.getTime(); start < day.closes.getTime(); ) {
      const serviceType = faker.helpers.weightedArrayElement(OFTEN);
      const end = start + minutesOf(serviceType) * MINUTE;
      if (end <= day.closes.getTime())
        slots.push({ serviceType, startTime: new Date(start), endTime: new Date(end), bay });
      const breath = faker.datatype.boolean(0.25) ? grid : 0;
      start += Math.ceil((end - start) / grid) * grid + breath;
    }
  return slots;
}

/** So many of them, the heavier the likelier (Efraimidis and Spirakis, 2006). */
function pick(faker: Faker, from: readonly { slot: Slot; weight: number }[], count: number): Slot[] {
  return from
    .map(({ slot, weight }) => ({ slot, key: Math.log(1 - faker.number.float()) / weight }))
    .sort((a, b) => b.key - a.key)
    .slice(0, count)
    .map(({ slot }) => slot);
}

function byTime(a: Slot, b: Slot): number {
  return a.startTime.getTime() - b.startTime.getTime() || a.bay - b.bay;
}
