import { base, en, Faker } from '@faker-js/faker';
import { MODELS } from '../../seeds/cars.ts';
import { makePlate } from '../../seeds/people.ts';
import { makeVin } from '../../seeds/vin.ts';
import type { Clock, NewId } from '../clock.ts';
import { book } from '../crm/booking.ts';
import { createCustomer } from '../crm/customers.ts';
import { createVehicle } from '../crm/vehicles.ts';
import type { Change, Db } from '../crm/writing.ts';
import { allBays } from '../shop/availability.ts';
import type { ShopTime } from '../shop/calendar.ts';
import { addDays } from '../shop/dates.ts';
import { minutesOf } from '../shop/shop-file.ts';
import type { Flow } from './format.ts';
import type { Values } from './template.ts';

/** Somebody on file, as templates name them. */
interface Person {
  customerId: string;
  firstName: string;
  lastName: string;
  phoneNumber: string;
  zipCode: string;
  dateOfBirth: string;
  vehicles: { vehicleId: string; vin: string; vinLastSix: string; licensePlate: string }[];
}

/** The rows of one flow, which no other flow touches, and the days that are its own. */
export interface Cast {
  /** The number that is called from; a word of the carrier's where it is withheld. */
  from: string;
  /** Customers whose appointments are this flow's. */
  customerIds: string[];
  values: Values;
}

export interface CastOptions {
  db: Db;
  shopId: string;
  shopTime: ShopTime;
  clock: Clock;
  newId: NewId;
  /** Counts the flows: it makes their numbers and days differ. */
  n: number;
}

const WHO = {
  maria: {
    firstName: 'Maria',
    lastName: 'Gonzalez',
    zipCode: '10001',
    dateOfBirth: '1985-03-14',
    cars: [['Civic', 2019]],
  },
  james: {
    firstName: 'James',
    lastName: 'Chen',
    zipCode: '11201',
    dateOfBirth: '1978-11-02',
    cars: [
      ['Camry', 2021],
      ['F-150', 2018],
    ],
  },
} as const;

const FURTHEST_DAY = 50;
const DAYS_EACH = 4;

/** Makes the people of a flow, each with a telephone number of their own, their cars, and what they have booked. */
export async function makeCast(flow: Flow, options: CastOptions): Promise<Cast> {
  const { db, shopId, shopTime, clock, newId, n } = options;
  const change: Change = { shopId, at: new Date(clock.now()), newId, by: { person: 'flow' } };
  const faker = new Faker({ locale: [en, base], seed: n });
  const text = JSON.stringify(flow);
  const people: Partial<Record<keyof typeof WHO, Person>> = {};
  const [maria, james, stranger] = numbersOf(n);
  if (text.includes('maria')) people.maria = await makePerson(db, change, faker, WHO.maria, maria);
  if (text.includes('james')) people.james = await makePerson(db, change, faker, WHO.james, james);

  const days = daysOf(shopTime, change.at, n);
  const seeded: Record<string, unknown> = {};
  for (const { as, of, vehicle, service, day, days_ago, at, status } of flow.seed.appointments) {
    const person = people[of];
    const date = days_ago === undefined ? days[day] : addDays(shopTime.dateOf(change.at), -days_ago);
    const start = shopTime.read(`${date}T${at}`);
    const vehicleId = person?.vehicles[vehicle]?.vehicleId;
    if (!person || !start || !vehicleId)
      throw new Error(`seed ${as}: expected a person, a vehicle and a time that exist`);
    const booked = await book(db, change, allBays(shopTime.bays), {
      customerId: person.customerId,
      vehicleId,
      serviceType: service,
      startTime: start,
      endTime: new Date(start.getTime() + minutesOf(service) * 60_000),
      notes: null,
      bookedBy: 'staff',
      callSid: null,
    });
    if (booked.outcome !== 'done') throw new Error(`seed ${as}: expected a free bay, got ${booked.outcome}`);
    const { appointmentId } = booked.appointment;
    await db.query('UPDATE appointments SET status = $2 WHERE appointment_id = $1', [appointmentId, status]);
    seeded[as] = { appointmentId, start: shopTime.iso(start) };
  }

  const from =
    flow.caller === 'withheld'
      ? 'anonymous'
      : flow.caller === 'stranger'
        ? stranger
        : (people[flow.caller]?.phoneNumber ?? stranger);
  const [shop] = await db.query('SELECT name FROM shops WHERE shop_id = $1', [shopId]);
  const today = shopTime.dateOf(change.at);
  return {
    from,
    customerIds: Object.values(people).map(({ customerId }) => customerId),
    values: {
      ...people,
      ...seeded,
      shop: shop?.name,
      from,
      stranger,
      today,
      tomorrow: addDays(today, 1),
      day: days[0],
      closed: closedDay(shopTime, today),
      days,
    },
  };
}

async function makePerson(
  db: Db,
  change: Change,
  faker: Faker,
  who: (typeof WHO)[keyof typeof WHO],
  phoneNumber: string,
): Promise<Person> {
  const { cars, ...person } = who;
  const { customerId } = await createCustomer(db, change, {
    ...person,
    phoneNumber,
    email: `${person.firstName.toLowerCase()}@example.com`,
  });
  const vehicles: Person['vehicles'] = [];
  for (const [model, year] of cars) {
    const kind = MODELS.find((one) => one.model === model);
    if (!kind) throw new Error(`expected a known model, got ${model}`);
    const vin = makeVin(faker, kind.wmi, year);
    const licensePlate = makePlate(faker);
    const vehicle = await createVehicle(db, change, customerId, {
      year,
      make: kind.make,
      model,
      vin,
      licensePlate,
      licenseState: 'NY',
    });
    if (vehicle) vehicles.push({ vehicleId: vehicle.vehicleId, vin, vinLastSix: vin.slice(-6), licensePlate });
  }
  return { ...person, customerId, phoneNumber, vehicles };
}

/** The numbers of a flow's Maria, James and stranger. */
export function numbersOf(n: number): [string, string, string] {
  return [numberOf(n, 0), numberOf(n, 1), numberOf(n, 2)];
}

/** A number that belongs to nobody: 555-0100 to 555-0199 in an area of the flow's own. */
function numberOf(n: number, person: number): string {
  const area = 220 + (n % 680);
  const line = (Math.floor(n / 680) * 3 + person) % 100;
  return `+1${area}55501${String(line).padStart(2, '0')}`;
}

/** The next day but one, or later, when the shop is closed. */
function closedDay(shopTime: ShopTime, today: string): string {
  const days = Array.from({ length: FURTHEST_DAY }, (_, i) => addDays(today, i + 2));
  return days.find((date) => !('opens' in shopTime.opening(date))) ?? today;
}

/** Open weekdays that few other flows use, the earliest first. */
function daysOf(shopTime: ShopTime, now: Date, n: number): string[] {
  const today = shopTime.dateOf(now);
  const open = Array.from({ length: FURTHEST_DAY }, (_, i) => addDays(today, i + 2)).filter(
    (date) => 'opens' in shopTime.opening(date) && shopTime.weekdayOf(date) !== 'Saturday',
  );
  return Array.from({ length: DAYS_EACH }, (_, i) => open[(n + i * 7) % open.length] ?? today).sort();
}
