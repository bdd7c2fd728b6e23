import { z } from 'zod';
import { CANCEL_REASONS, SERVICE_TYPES } from '../../entities/vocabulary.ts';
import { readDate } from '../shop/dates.ts';
import { withoutQ } from '../vin/doubt.ts';
import { hasRightCheckDigit, promisesCheckDigit, vinFormProblem } from '../vin/format.ts';
import { readVin } from '../vin/spoken.ts';
import { toE164 } from './phone.ts';

/**
 * The arguments that tools share. Each reads what a model is likely to write and gives the one form that we keep; reading that form again gives
 * the same. A problem is told in words that hold nothing of the value: it may be somebody's.
 */
function text(most: number) {
  return z.string().trim().min(1, 'expected some text').max(most, `expected at most ${most} characters`);
}

function read(how: (given: string) => string | null, expected: string, params?: { tellToday: true }) {
  return z.string().transform((given, context) => {
    const value = how(given);
    if (value !== null) return value;
    context.addIssue({ code: 'custom', message: `expected ${expected}, got other text`, params });
    return z.NEVER;
  });
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const NOBODYS = '00000000-0000-0000-0000-000000000000';

/** An id as we gave it. Text that is none is no wrong argument: it becomes an id that nobody has, and is answered like somebody else's. */
export const id = z.string().transform((given) => {
  const written = given.trim().toLowerCase();
  return UUID.test(written) ? written : NOBODYS;
});
export const name = text(100);
export const notes = z.string().trim().max(1_000, 'expected at most 1000 characters').nullable();
export const confirmed = z.boolean();
export const serviceType = z.enum(SERVICE_TYPES);
export const cancelReason = z.enum(CANCEL_REASONS);
export const phoneNumber = read(toE164, 'a whole phone number with its area code');
const calendarDay = (given: string) => (readDate(given.trim()) ? given.trim() : null);
const A_DAY = 'a day of the calendar as YYYY-MM-DD';
export const birthDate = read(calendarDay, A_DAY);
/** One that is reckoned from today: whoever gets it wrong is told what today is. */
export const comingDay = read(calendarDay, A_DAY, { tellToday: true });

export const email = read((given) => {
  const address = given.trim();
  return /^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(address) && address.length <= 254 ? address : null;
}, 'an e-mail address');

/**
 * A VIN as it is written or spelled, whole or its last six to eight. It stays as it was heard as long as anything may be asked: a Q, which no VIN has,
 * is kept.
 */
export const saidVin = z.string().transform((given, context) => {
  const said = readVin(given);
  const problem = said === null ? 'expected letters and digits, got other words' : vinFormProblem(withoutQ(said));
  if (said !== null && (problem === null || isEndOfVin(said))) return said;
  context.addIssue({ code: 'custom', message: problem ?? 'expected 17 characters' });
  return z.NEVER;
});

/** Whether it is so much of a VIN as people read off when they are asked for its end, which is never all letters. */
export function isEndOfVin(said: string): boolean {
  return said.length >= 6 && said.length <= 8 && /\d/.test(said);
}

// What is only looked up may be wrong, and the answer says where; what is kept has to be right.
const vinToKeep = saidVin
  .transform((said) => withoutQ(said))
  .refine((vin) => vin.length === 17, { error: 'expected all 17 characters', abort: true })
  .refine(
    (vin) => hasRightCheckDigit(vin) || !promisesCheckDigit(vin),
    'expected a VIN whose check digit fits, got one that was misheard: decode_vin tells which character to ask for; or leave it out',
  );

export const vehicle = z.strictObject({
  year: z.int().min(1900, 'expected a year from 1900').max(2100, 'expected a year to 2100'),
  make: name,
  model: name,
  vin: vinToKeep.nullable().describe('17 characters, if the caller knows it'),
});

const START = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}/i;

/** A time whose zone, where it names none, is the shop's: only who knows the shop can read it further. */
export const startTime = read(
  (given) => (START.test(given.trim()) ? given.trim() : null),
  'a time as ISO 8601, such as 2026-12-01T09:00:00-05:00',
  { tellToday: true },
);
