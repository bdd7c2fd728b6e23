import type { Faker } from '@faker-js/faker';
import type { Customer } from '../entities/customer.ts';
import type { Vehicle } from '../entities/vehicle.ts';
import { COLORS, MODELS, OFTEN } from './cars.ts';
import { stableIds } from './ids.ts';
import { PLATES } from './places.ts';
import { makeVin } from './vin.ts';

const DAY = 86_400_000;
const OLDEST_YEARS = 13;
/** 1.6 a customer. */
const COUNTS = [
  { weight: 53, value: 1 },
  { weight: 35, value: 2 },
  { weight: 10, value: 3 },
  { weight: 2, value: 4 },
];
const KINDS = MODELS.map((model, i) => ({ weight: OFTEN[i] ?? 1, value: model }));

/** A vehicle with what is known of it beside its row. */
export interface Car {
  row: Vehicle;
  /** Miles on its odometer at a time. They only grow. */
  miles(at: Date): number;
}

/** Every customer's vehicles, in the order of the customers. */
export function makeCars(faker: Faker, customers: readonly Customer[], seed: number, asOf: Date): Car[] {
  const newId = stableIds(seed, 'vehicle');
  const taken = new Set<string>();
  return customers.flatMap((customer) =>
    Array.from({ length: faker.helpers.weightedArrayElement(COUNTS) }, (_, i) =>
      makeCar(faker, customer, i === 0, asOf, newId, taken),
    ),
  );
}

function makeCar(
  faker: Faker,
  customer: Customer,
  first: boolean,
  asOf: Date,
  newId: ReturnType<typeof stableIds>,
  taken: Set<string>,
): Car {
  const { make, model, wmi, year } = kindOf(faker, asOf.getUTCFullYear());
  // A model year is sold from the autumn before it; a customer's first car mostly came with them.
  const sold = new Date(Date.UTC(year - 1, 9, 1));
  const earliest = Math.max(customer.createdAt.getTime(), sold.getTime() + 30 * DAY);
  const wait = first ? 0 : faker.number.float({ max: 0.8 });
  const known = new Date(earliest + Math.floor(Math.max(0, asOf.getTime() - DAY - earliest) * wait));
  const milesADay = (12_000 * faker.number.float({ min: 0.4, max: 1.7 })) / 365;
  const miles = (at: Date) => 20 + Math.floor(((at.getTime() - sold.getTime()) / DAY) * milesADay);
  return {
    miles,
    row: {
      vehicleId: newId(known),
      shopId: customer.shopId,
      customerId: customer.customerId,
      vin: unused(taken, () => makeVin(faker, wmi, year)),
      year,
      make,
      model,
      color: faker.helpers.arrayElement(COLORS),
      licensePlate: unused(taken, () => makeStatePlate(faker, customer.state)),
      licenseState: customer.state,
      currentMileage: miles(known),
      nextServiceType: null,
      nextServiceDate: null,
      nextServiceMileage: null,
      createdAt: known,
      updatedAt: known,
    },
  };
}

/** A model and a year in which it was made, most of them some years old. */
function kindOf(faker: Faker, thisYear: number) {
  const age = faker.number.int({ max: OLDEST_YEARS + 1 }) / 2 + faker.number.int({ max: OLDEST_YEARS - 1 }) / 2;
  const wanted = thisYear - Math.round(age);
  const kind = faker.helpers.weightedArrayElement(KINDS);
  return { ...kind, year: Math.min(Math.max(wanted, kind.from), kind.to) };
}

function makeStatePlate(faker: Faker, state: string | null): string {
  const pattern = PLATES[state as keyof typeof PLATES] ?? PLATES.NY;
  return faker.helpers.replaceSymbols(pattern).replace(/[IOQ]/g, 'X');
}

function unused(taken: Set<string>, make: () => string): string {
  for (;;) {
    const made = make();
    if (taken.has(made)) continue;
    taken.add(made);
    return made;
  }
}
