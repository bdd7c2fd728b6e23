import { z } from 'zod';
import { SERVICE_TYPES, type ServiceType } from '../../entities/vocabulary.ts';
import { readCheckedYaml } from '../checked-yaml.ts';
import { type DateText, readDate, WEEKDAYS } from './dates.ts';
import type { WeekHours } from './hours.ts';

/** In dollars, before tax; without `to` it is a starting price. `for`: what it is the price of, where that is not plain. */
export interface PriceRange {
  from: number;
  to?: number | undefined;
  for?: string | undefined;
}

export interface ServiceFacts {
  /** How long a bay is taken. */
  minutes: number;
  price: PriceRange;
}

export interface TechnicianFacts {
  name: string;
  /** Left out: every bay, everything. */
  bays?: number[] | undefined;
  services?: ServiceType[] | undefined;
}

export interface Address {
  street: string;
  city: string;
  /** `NY` */
  state: string;
  /** Five digits, or nine with a hyphen. */
  zip: string;
}

export interface Holidays {
  rule: 'us-federal' | 'none';
  /** Further days on which the shop is closed, with the name of each. */
  also: Readonly<Record<DateText, string>>;
}

/** What `shop.yaml` says: the first shop's defaults, and all that has no place in the database. */
export interface ShopFile {
  name: string;
  bays: number;
  hours: WeekHours;
  holidays: Holidays;
  services: Record<ServiceType, ServiceFacts>;
  technicians: TechnicianFacts[];
  address: Address;
  directions: string;
  disclosure: string;
  language: string;
}

const got = (input: unknown) => (input === undefined ? 'nothing' : JSON.stringify(input));
const expecting = (what: string) => ({
  error: ({ input }: { input?: unknown }) => `expected ${what}, got ${got(input)}`,
});
const text = z.string(expecting('a text')).regex(/\S/, expecting('a text'));
const wholeNumber = (least: number, most: number) => {
  const range = expecting(`a whole number from ${least} to ${most}`);
  return z.int(range).min(least, range).max(most, range);
};
const dollars = z.number(expecting('dollars')).min(0, expecting('dollars'));
const clockTime = z
  .string(expecting('a time such as "08:00"'))
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, expecting('a time such as "08:00"'));
const day = z
  .strictObject({ opens: clockTime, closes: clockTime })
  .refine(({ opens, closes }) => opens < closes, expecting('a day that opens before it closes'));

export const weekHours: z.ZodType<WeekHours> = z.strictObject(
  Object.fromEntries(WEEKDAYS.map((name) => [name, day.optional()])),
);

const service = z.strictObject({
  minutes: wholeNumber(5, 600),
  price: z
    .strictObject({ from: dollars, to: dollars.optional(), for: text.optional() })
    .refine(({ from, to }) => to === undefined || to > from, expecting('`to` to be more than `from`')),
});

const schema: z.ZodType<ShopFile> = z
  .strictObject({
    name: text,
    bays: wholeNumber(1, 100),
    hours: weekHours,
    holidays: z.strictObject({
      rule: z.enum(['us-federal', 'none'], expecting('us-federal or none')),
      also: z.record(
        z.string().refine((date) => readDate(date) !== null, 'expected a day such as 2026-12-24'),
        text,
      ),
    }),
    // Every service is named: one that can be booked and takes no time would be a slot that never ends.
    services: z.strictObject(
      Object.fromEntries(SERVICE_TYPES.map((type) => [type, service])) as Record<ServiceType, typeof service>,
    ),
    technicians: z.array(
      z.strictObject({
        name: text,
        bays: z.array(wholeNumber(1, 100)).optional(),
        services: z.array(z.enum(SERVICE_TYPES, expecting('a service'))).optional(),
      }),
    ),
    address: z.strictObject({
      street: text,
      city: text,
      state: z.string(expecting('a state such as NY')).regex(/^[A-Z]{2}$/, expecting('a state such as NY')),
      zip: z.string(expecting('a ZIP code in quotes')).regex(/^\d{5}(-\d{4})?$/, expecting('a ZIP code in quotes')),
    }),
    directions: text,
    disclosure: z.string(expecting('a text, or ""')),
    language: z
      .string(expecting('a language such as en-US'))
      .regex(/^[a-z]{2}(-[A-Z]{2})?$/, expecting('a language such as en-US')),
  })
  .superRefine(({ technicians, bays }, context) => {
    const names = technicians.map(({ name }) => name);
    technicians.forEach(({ name, bays: own = [] }, i) => {
      if (names.indexOf(name) !== i)
        context.addIssue({
          code: 'custom',
          path: ['technicians', i, 'name'],
          message: `expected each name once, got ${name} twice`,
        });
      const missing = own.find((bay) => bay > bays);
      if (missing !== undefined)
        context.addIssue({
          code: 'custom',
          path: ['technicians', i, 'bays'],
          message: `expected bays up to ${bays}, got ${missing}`,
        });
    });
  });

/**
 * Reads and checks the shop's file; by default the one beside this module, in source and in a build alike.
 * @throws one line for each thing that is wrong, naming the file and the place in it
 */
export function loadShopFile(file: URL = new URL('./shop.yaml', import.meta.url)): ShopFile {
  return readCheckedYaml(file, schema, 'settings');
}

/** How long a bay is taken for a service. */
export function minutesOf(service: ServiceType): number {
  return shopFile().services[service].minutes;
}

let read: ShopFile | undefined;

/** The file that ships, read once. @throws as `loadShopFile` */
export function shopFile(): ShopFile {
  read ??= loadShopFile();
  return read;
}
