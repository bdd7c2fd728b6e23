import type { Faker } from '@faker-js/faker';
import type { NewCustomer } from '../src/crm/customers.ts';

/** Where a customer may live: what belongs together of area code, place and ZIP code. */
const PLACES = [
  { area: '212', city: 'New York', state: 'NY', zipCode: '10001' },
  { area: '212', city: 'New York', state: 'NY', zipCode: '10025' },
  { area: '718', city: 'Brooklyn', state: 'NY', zipCode: '11201' },
  { area: '718', city: 'Astoria', state: 'NY', zipCode: '11103' },
  { area: '914', city: 'Yonkers', state: 'NY', zipCode: '10701' },
  { area: '516', city: 'Hempstead', state: 'NY', zipCode: '11550' },
  { area: '201', city: 'Jersey City', state: 'NJ', zipCode: '07302' },
  { area: '973', city: 'Newark', state: 'NJ', zipCode: '07102' },
  { area: '203', city: 'Stamford', state: 'CT', zipCode: '06901' },
] as const;

/**
 * Somebody who could be a customer. Numbers end in 555-0100 to 555-0199, which belong to nobody.
 * @param line the last two digits: who has the same line lives in another area
 */
export function makePerson(faker: Faker, line: number, asOf: Date): NewCustomer {
  const { area, ...place } = PLACES[line % PLACES.length] ?? PLACES[0];
  const firstName = faker.person.firstName();
  const lastName = faker.person.lastName();
  const consent = faker.datatype.boolean(0.7);
  return {
    firstName,
    lastName,
    phoneNumber: `+1${area}55501${String(line).padStart(2, '0')}`,
    email: `${firstName}.${lastName}@example.com`.toLowerCase().replace(/[^a-z0-9.@-]/g, ''),
    street: faker.location.streetAddress(),
    ...place,
    dateOfBirth: faker.date.birthdate({ mode: 'age', min: 19, max: 84, refDate: asOf }).toISOString().slice(0, 10),
    contactPreference: faker.helpers.arrayElement(['phone', 'text', 'email'] as const),
    reminderConsent: consent,
    reminderConsentAt: faker.date.past({ years: 2, refDate: asOf }),
    reminderConsentSource: faker.helpers.arrayElement(['counter', 'phone', 'web form']),
  };
}

export function makePlate(faker: Faker): string {
  return faker.helpers.fromRegExp(/[A-HJ-NPR-Z]{3}[1-9]{4}/);
}
