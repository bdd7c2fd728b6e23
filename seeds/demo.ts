import { faker } from '@faker-js/faker/locale/en';
import type { DataSource, EntityManager } from 'typeorm';
import { ServiceHistory } from '../entities/service-history.ts';
import { Vehicle } from '../entities/vehicle.ts';
import { SERVICE_TYPES } from '../entities/vocabulary.ts';
import { type NewId, uuidv7 } from '../src/clock.ts';
import { book } from '../src/crm/booking.ts';
import { knownCustomer } from '../src/crm/customer-card.ts';
import { createCustomer, customerByPhone, type NewCustomer } from '../src/crm/customers.ts';
import { ensureShop } from '../src/crm/shops.ts';
import { addTechnicians } from '../src/crm/technicians.ts';
import { createVehicle, type NewVehicle } from '../src/crm/vehicles.ts';
import type { Change } from '../src/crm/writing.ts';
import { allBays } from '../src/shop/availability.ts';
import type { ShopTime } from '../src/shop/calendar.ts';
import { addDays } from '../src/shop/dates.ts';
import { shopOf, shopTimeOf } from '../src/shop/of-shop.ts';
import { minutesOf, shopFile } from '../src/shop/shop-file.ts';
import { MODELS } from './cars.ts';
import { makePerson, makePlate } from './people.ts';
import { TECHNICIANS } from './technicians.ts';
import { makeVin } from './vin.ts';
import { makeVisits, openTime } from './visits.ts';

const DAY = 86_400_000;
const OTHERS = 10;

/** One of the people that a demonstration can call as. */
export interface DemoPerson {
  customerId: string;
  firstName: string;
  lastName: string;
  /** E.164. */
  phoneNumber: string;
  zipCode: string;
  /** `YYYY-MM-DD`. */
  dateOfBirth: string;
  vehicleIds: string[];
  appointmentIds: string[];
}

export interface DemoPeople {
  shopId: string;
  /** Drives a 2019 Honda Civic; nothing is booked. */
  maria: DemoPerson;
  /** Has a 2021 Toyota Camry and a 2018 Ford F-150, and is booked for the first of them. */
  james: DemoPerson;
}

export interface DemoOptions {
  /** The moment that everything is relative to. */
  asOf: Date;
  /** The shop's IANA zone. */
  zone: string;
  /** Without it the ids, too, follow from `asOf` and `seed`. */
  newId?: NewId;
  seed?: number;
}

const MARIA = {
  firstName: 'Maria',
  lastName: 'Gonzalez',
  phoneNumber: '+12125550142',
  zipCode: '10001',
  dateOfBirth: '1985-03-14',
};
const JAMES = {
  firstName: 'James',
  lastName: 'Chen',
  phoneNumber: '+17185550117',
  zipCode: '11201',
  dateOfBirth: '1978-11-02',
};

/** Fills a small CRM: a dozen customers, their cars, what was done to them and what is booked. Once: again it only answers. */
export async function seedDemo(dataSource: DataSource, options: DemoOptions): Promise<DemoPeople> {
  const { asOf, zone, seed = 42 } = options;
  faker.seed(seed);
  const newId = options.newId ?? uuidv7({ ...still, now: () => asOf.getTime() }, seededBytes);
  const defaults = { name: 'Main Street Auto', timeZone: zone, bays: 4, phoneNumber: null };
  const shop = await ensureShop(dataSource, defaults, { at: asOf, newId });
  const { shopId } = shop;
  if (!(await customerByPhone(dataSource, shopId, MARIA.phoneNumber)))
    await dataSource.transaction(async (tx) => {
      const change: Change = { shopId, at: new Date(asOf.getTime() - 400 * DAY), newId, by: { person: 'seed' } };
      const town = { tx, change, asOf, bays: shop.bays, time: shopTimeOf(shopOf(shop)) };
      await addTechnicians(tx, change, shopFile().technicians);
      const civic = await addVehicle(town, await addCustomer(town, 42, MARIA), car('Civic', 2019));
      await addVisits(town, civic, 3);
      const james = await addCustomer(town, 17, JAMES);
      const camry = await addVehicle(town, james, car('Camry', 2021));
      const truck = await addVehicle(town, james, car('F-150', 2018));
      await addVisits(town, camry, 2);
      await addVisits(town, truck, 4);
      await addBooking(town, camry, 3);
      for (let i = 0; i < OTHERS; i++) {
        const customerId = await addCustomer(town, 50 + i, {});
        for (let cars = i % 4 === 0 ? 2 : 1; cars > 0; cars--) {
          const vehicle = await addVehicle(town, customerId, car());
          await addVisits(town, vehicle, faker.number.int({ min: 0, max: 4 }));
          if (i % 2 === 0) await addBooking(town, vehicle, faker.number.int({ min: 1, max: 14 }));
        }
      }
    });
  return { shopId, maria: await person(dataSource, shopId, MARIA), james: await person(dataSource, shopId, JAMES) };
}

interface Town {
  tx: EntityManager;
  change: Change;
  asOf: Date;
  bays: number;
  time: ShopTime;
}

async function addCustomer({ tx, change, asOf }: Town, line: number, fixed: Partial<NewCustomer>): Promise<string> {
  const { customerId } = await createCustomer(tx, change, { ...makePerson(faker, line, asOf), ...fixed });
  return customerId;
}

async function addVehicle({ tx, change }: Town, customerId: string, fields: NewVehicle): Promise<Vehicle> {
  const vehicle = await createVehicle(tx, change, customerId, fields);
  if (!vehicle) throw new Error('seed: expected the customer that was just made');
  return vehicle;
}

/** A car that is known by its model, or any. */
function car(model?: string, year?: number): NewVehicle {
  const kind = MODELS.find((each) => each.model === model) ?? faker.helpers.arrayElement(MODELS);
  const built = year ?? faker.number.int({ min: kind.from, max: kind.to });
  return {
    year: built,
    make: kind.make,
    model: kind.model,
    vin: makeVin(faker, kind.wmi, built),
    color: faker.helpers.arrayElement(['black', 'white', 'silver', 'gray', 'blue', 'red']),
    licensePlate: makePlate(faker),
    licenseState: 'NY',
    currentMileage: Math.max(1, 2026 - built) * 11_000 + faker.number.int({ min: 0, max: 9_000 }),
  };
}

async function addVisits({ tx, change, asOf, time }: Town, vehicle: Vehicle, count: number): Promise<void> {
  const { shopId, vehicleId, customerId } = vehicle;
  const visits = makeVisits(faker, time, asOf, vehicle.currentMileage ?? 0, count);
  for (const { startTime, endTime, ...visit } of visits)
    await tx.insert(ServiceHistory, {
      ...visit,
      serviceId: change.newId(),
      shopId,
      vehicleId,
      customerId,
      appointmentId: null,
      performedAt: startTime,
      technician: faker.helpers.arrayElement(TECHNICIANS),
      createdAt: endTime,
      updatedAt: endTime,
    });
  const last = visits.at(-1);
  if (last)
    await tx.update(
      Vehicle,
      { vehicleId },
      { nextServiceType: 'oil_change', nextServiceDate: last.nextDueDate, nextServiceMileage: last.nextDueMileage },
    );
}

/** An appointment, from so many days after `asOf` on. */
async function addBooking({ tx, change, asOf, bays, time }: Town, vehicle: Vehicle, days: number): Promise<void> {
  const serviceType = faker.helpers.arrayElement(SERVICE_TYPES);
  const span = openTime(faker, time, addDays(time.dateOf(asOf), days), minutesOf(serviceType));
  const { customerId, vehicleId } = vehicle;
  const booking = {
    customerId,
    vehicleId,
    serviceType,
    ...span,
    notes: null,
    bookedBy: 'staff',
    callSid: null,
  } as const;
  const at = new Date(asOf.getTime() - 2 * DAY);
  // A slot that is full already stays as it is: nobody will miss this one.
  await book(tx, { ...change, at }, allBays(bays), booking);
}

async function person(dataSource: DataSource, shopId: string, fixed: typeof MARIA): Promise<DemoPerson> {
  const customer = await customerByPhone(dataSource, shopId, fixed.phoneNumber);
  const known = customer && (await knownCustomer(dataSource, shopId, customer.customerId));
  if (!known) throw new Error('seed: expected the people of the demonstration, they are not there');
  const { customerId, vehicleIds, appointmentIds } = known;
  return { ...fixed, customerId, vehicleIds, appointmentIds };
}

const still = { setTimeout: () => undefined, clearTimeout: () => undefined };
const seededBytes = (count: number) => Uint8Array.from({ length: count }, () => faker.number.int({ max: 255 }));
