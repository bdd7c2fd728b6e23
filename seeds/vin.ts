import type { Faker } from '@faker-js/faker';
import { checkDigit } from '../src/vin/format.ts';

const LETTERS = 'ABCDEFGHJKLMNPRSTUVWXYZ';
const DIGITS = '0123456789';
// 49 CFR 565: position 10, beginning with 2010. I, O, Q, U, Z and 0 are left out.
const YEARS = 'ABCDEFGHJKLMNPRSTVWXY123456789';

/**
 * A VIN that could be: its maker's identifier, the code of its model year, a letter in position 7 (which says 2010 or
 * later), and the check digit that the other sixteen make.
 * @param year 2010–2039
 */
export function makeVin(faker: Faker, wmi: string, year: number): string {
  const pick = (from: string) => faker.helpers.arrayElement([...from]);
  const some = (from: string, count: number) => faker.helpers.multiple(() => pick(from), { count }).join('');
  const descriptor = some(LETTERS + DIGITS, 3) + pick(LETTERS) + some(LETTERS + DIGITS, 1);
  const rest = (YEARS[year - 2010] ?? 'A') + pick(LETTERS) + some(DIGITS, 6);
  return `${wmi}${descriptor}${checkDigit(`${wmi}${descriptor}0${rest}`)}${rest}`;
}
