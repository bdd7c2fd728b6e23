import { base, en, Faker } from '@faker-js/faker';
import type { DataSource } from 'typeorm';
import { makePlate } from '../../../seeds/people.ts';
import { makeVin } from '../../../seeds/vin.ts';
import { book } from '../../crm/booking.ts';
import { createCustomer } from '../../crm/customers.ts';
import { createVehicle } from '../../crm/vehicles.ts';
import type { Change } from '../../crm/writing.ts';
import { allBays } from '../../shop/availability.ts';
import type { ShopTime } from '../../shop/calendar.ts';
import { addDays } from '../../shop/dates.ts';

/** Somebody on file who calls once, with a car and an appointment. */
export interface Caller {
  /** Where the call comes from, E.164: their own number, or one that nobody has. */
  from: string;
  isRecognised: boolean;
  customerId: string;
  vehicleId: string;
  appointmentId: string;
  phoneNumber: string;
  zipCode: string;
  dateOfBirth: string;
  licensePlate: string;
  /** What may be told of them to nobody before they are verified, and never to anybody else. */
  secrets: readonly string[];
  /** What belongs to them and says nothing by itself. */
  ids: readonly string[];
}

const FIRST_DAY = 2;
const DAYS = 20;

/** Makes the people of so many calls. Every third of them calls from a number that is not on file. */
export async function makeCallers(
  db: DataSource,
  change: Change,
  shopTime: ShopTime,
  count: number,
  seed: number,
): Promise<Caller[]> {
  const faker = new Faker({ locale: [en, base], seed });
  const callers: Caller[] = [];
  for (let n = 0; n < count; n++) {
    const phoneNumber = numberOf(n, 1);
    // Names and places that occur nowhere else, so that a trace of them can be told.
    const person = {
      firstName: faker.person.firstName(),
      lastName: `Quill${n}stone`,
      zipCode: String(30_000 + n * 7),
      dateOfBirth: `19${50 + (n % 50)}-0${1 + (n % 9)}-1${n % 10}`,
      email: `quill${n}@example.com`,
    };
    const { customerId } = await createCustomer(db, change, { ...person, phoneNumber });
    const [vin, licensePlate] = [makeVin(faker, '2HG', 2019), makePlate(faker)];
    const car = { year: 2019, make: 'Honda', model: 'Civic', vin, licensePlate, licenseState: 'NY' };
    const vehicle = await createVehicle(db, change, customerId, car);
    if (!vehicle) throw new Error('expected a vehicle, got none');
    const { vehicleId } = vehicle;
    const appointmentId = await booked(db, change, shopTime, { customerId, vehicleId }, n);
    const isRecognised = n % 3 !== 2;
    callers.push({
      from: isRecognised ? phoneNumber : numberOf(n, 2),
      isRecognised,
      customerId,
      vehicleId,
      appointmentId,
      phoneNumber,
      licensePlate,
      zipCode: person.zipCode,
      dateOfBirth: person.dateOfBirth,
      secrets: [person.lastName, person.email, person.zipCode, person.dateOfBirth, vin, licensePlate],
      ids: [customerId, vehicleId, appointmentId, phoneNumber],
    });
  }
  return callers;
}

/** An oil change on one of the next open days, where a bay is free. */
async function booked(
  db: DataSource,
  change: Change,
  shopTime: ShopTime,
  whose: { customerId: string; vehicleId: string },
  n: number,
): Promise<string> {
  for (let i = 0; i < DAYS * 16; i++) {
    const day = addDays(shopTime.dateOf(change.at), FIRST_DAY + ((n + i) % DAYS));
    const startTime = shopTime.read(`${day}T${String(9 + (Math.floor(i / DAYS) % 8)).padStart(2, '0')}:00`);
    if (!startTime || shopTime.whyNot(startTime, 30, change.at)) continue;
    const endTime = new Date(startTime.getTime() + 30 * 60_000);
    const made = await book(db, change, allBays(shopTime.bays), {
      ...whose,
      serviceType: 'oil_change',
      startTime,
      endTime,
      notes: null,
      bookedBy: 'staff',
      callSid: null,
    });
    if (made.outcome === 'done') return made.appointment.appointmentId;
  }
  throw new Error('expected a free time within the next weeks, got none');
}

/** A number of the fictional ones that no other caller has. */
function numberOf(n: number, kind: 1 | 2): string {
  return `+1${220 + (Math.floor(n / 50) % 680)}55501${String((n % 50) * 2 + kind - 1).padStart(2, '0')}`;
}
