import type { Faker } from '@faker-js/faker';
import type { Customer } from '../entities/customer.ts';
import { FICTIONAL_NUMBERS } from './area-codes.ts';
import { stableIds } from './ids.ts';
import { PLACES } from './places.ts';

const DAY = 86_400_000;
const YEARS_IN_BUSINESS = 8;
/** People of one household, who have one address, one name and one number. */
const SIZES = [
  { weight: 84, value: 1 },
  { weight: 14, value: 2 },
  { weight: 2, value: 3 },
];

/** There are no more fictional numbers than this; those who share one come on top. */
export const MOST_CUSTOMERS = FICTIONAL_NUMBERS.length;

/**
 * So many customers, those of a household one after the other. A shared number is answered to by who has been a customer for longest: by caller ID
 * the others are taken for them until they say otherwise. They are known to be several, so nothing is flagged for merging.
 */
export function makeCustomers(faker: Faker, count: number, shopId: string, seed: number, asOf: Date): Customer[] {
  const newId = stableIds(seed, 'customer');
  // A few areas more than are needed, so that numbers do not run on from one customer to the next.
  const numbers = faker.helpers.shuffle(FICTIONAL_NUMBERS.slice(0, Math.max(500, count)));
  const customers: Customer[] = [];
  for (const phoneNumber of numbers) {
    if (customers.length >= count) break;
    const home = {
      lastName: faker.person.lastName(),
      phoneNumber,
      street: faker.location.streetAddress(),
      ...faker.helpers.arrayElement(PLACES),
    };
    for (let size = faker.helpers.weightedArrayElement(SIZES); size > 0 && customers.length < count; size--)
      customers.push({ ...person(faker, home.lastName, shopId, asOf, newId), ...home });
  }
  return customers;
}

type Personal = Omit<Customer, 'lastName' | 'phoneNumber' | 'street' | 'city' | 'state' | 'zipCode'>;

function person(
  faker: Faker,
  lastName: string,
  shopId: string,
  asOf: Date,
  newId: ReturnType<typeof stableIds>,
): Personal {
  const firstName = faker.person.firstName();
  const since = new Date(asOf.getTime() - faker.number.int({ min: 1, max: YEARS_IN_BUSINESS * 365 }) * DAY);
  const reminders = said(faker, 0.78, since, asOf);
  const texts = said(faker, 0.6, since, asOf);
  const address = `${firstName}.${lastName}${faker.number.int({ min: 1, max: 99 })}`;
  return {
    customerId: newId(since),
    shopId,
    firstName,
    email: faker.datatype.boolean(0.86)
      ? `${address.toLowerCase().replace(/[^a-z0-9.]/g, '')}@example.${faker.helpers.arrayElement(['com', 'net', 'org'])}`
      : null,
    dateOfBirth: faker.date.birthdate({ mode: 'age', min: 18, max: 88, refDate: asOf }).toISOString().slice(0, 10),
    language: faker.datatype.boolean(0.04) ? 'es-US' : null,
    contactPreference: faker.datatype.boolean(0.9)
      ? faker.helpers.weightedArrayElement([
          { weight: 5, value: 'text' as const },
          { weight: 4, value: 'phone' as const },
          { weight: 2, value: 'email' as const },
        ])
      : null,
    reminderConsent: reminders.answer,
    reminderConsentAt: reminders.at,
    reminderConsentSource: reminders.source,
    textConsent: texts.answer,
    textConsentAt: texts.at,
    // Who took it back did so in one word.
    textConsentSource: texts.answer === false && faker.datatype.boolean(0.5) ? 'STOP' : texts.source,
    mergeWith: null,
    createdAt: since,
    updatedAt: since,
  };
}

/** What they said when they were asked; one in eight never was. */
function said(faker: Faker, yes: number, since: Date, asOf: Date) {
  if (faker.datatype.boolean(1 / 8)) return { answer: null, at: null, source: null };
  const at = new Date(
    since.getTime() + Math.floor((asOf.getTime() - since.getTime()) * faker.number.float({ max: 0.5 })),
  );
  return {
    answer: faker.datatype.boolean(yes),
    at,
    source: faker.helpers.arrayElement(['counter', 'phone', 'web form']),
  };
}
