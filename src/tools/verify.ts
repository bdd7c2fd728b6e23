import { z } from 'zod';
import { knownCustomer } from '../crm/customer-card.ts';
import { customerById, customerByPhone, verificationFacts } from '../crm/customers.ts';
import { recordFailure } from '../crm/verification-failures.ts';
import { readingsOf, readVin } from '../vin/spoken.ts';
import { done, refused } from './answers.ts';
import { defineTool, type Outcome, type Task } from './define.ts';
import { canBeJudged, countFacts, hasFacts, NOTHING_ON_FILE, provesIdentity } from './facts.ts';
import * as fields from './fields.ts';
import { isLocked, recentFailures } from './lockout.ts';

const NOT_SHOWN =
  'The caller could not be verified. Ask them to check what they said, or for something else about themselves.';
const NOT_BY_PHONE = 'The caller cannot be verified by phone today. Offer to connect them to a person.';
const MOST_SAID = 300;
const NOBODY = '00000000-0000-0000-0000-000000000000';

// The words stay as they are: a plate that is written like a word is judged by both.
const form = (fits: (text: string) => boolean, expected: string) =>
  z
    .string()
    .trim()
    .refine((text) => text.length <= MOST_SAID && fits(text), `expected ${expected}, got other text`);

function isEndOfVin(text: string): boolean {
  const { length } = readVin(text) ?? '';
  return (length >= 6 && length <= 8) || length === 17;
}

function isPlate(text: string): boolean {
  return readingsOf(text).some(({ length }) => length >= 1 && length <= 10);
}

export const verifyCaller = defineTool({
  name: 'verify_caller',
  description:
    'Checks who is calling. From their own number one fact is enough. From another number, give the phone number on file and two facts. Pass only what the caller has said.',
  args: z.strictObject({
    phone_number: fields.phoneNumber.nullable().describe('The number on file, if it is not the one they call from'),
    zip_code: form((text) => /^\d{5}(-?\d{4})?$/.test(text), 'five digits').nullable(),
    date_of_birth: fields.birthDate.nullable().describe('YYYY-MM-DD'),
    vin_last_six: form(isEndOfVin, 'the last six characters of the VIN')
      .nullable()
      .describe('The last six, or as many more as were given, as they were spelled'),
    license_plate: form(isPlate, 'the letters and digits of the plate').nullable().describe('As it was spelled'),
  }),
  about(args, { from }) {
    if (countFacts(args) === 0)
      return 'expected at least one of zip_code, date_of_birth, vin_last_six, license_plate, got none';
    return args.phone_number === null ? {} : { isCallersNumber: args.phone_number === from };
  },
  async run(args, task) {
    const claim = await claimOf(args.phone_number, task);
    // Judged before any fact is looked at, so that it says nothing of them and is no failure.
    if (claim === null || countFacts(args) < claim.factsNeeded)
      return refused(
        'verification_required',
        'From this number, ask for the phone number on file and for two facts, then give all three.',
        { verified: false },
      );

    const { desk, now } = task;
    const customerId = claim.customerId ?? NOBODY;
    const failures = await failuresOf(task, claim);
    if (isLocked(failures, now)) return failed(true);
    const onFile = (await verificationFacts(desk.db, desk.shopId, customerId)) ?? NOTHING_ON_FILE;
    const proven = provesIdentity(args, onFile, claim.factsNeeded);
    const customer = await knownCustomer(desk.db, desk.shopId, customerId);
    if (proven && customer) return done('The caller is verified.', { verified: true }, { about: 'verified', customer });

    // An honest answer that nothing on file can prove or disprove is no failure. Only for the number that the call comes from: it is
    // greeted by name, while from another one this would tell that it is known.
    if (claim.factsNeeded === 1 && !hasFacts(onFile))
      return {
        ...refused('verification_required', NOT_BY_PHONE, { verified: false }),
        learned: [{ about: 'unverifiable' }],
      };
    if (claim.factsNeeded === 1 && !canBeJudged(args, onFile))
      return refused('verification_required', NOT_SHOWN, { verified: false });

    if (claim.customerId === null) desk.strangers.record(claim.phoneNumber, now);
    else await task.write((tx) => recordFailure(tx, task.change, customerId));
    return failed(isLocked([...failures, now], now));
  },
});

/** Whom the caller claims to be. A number that nobody has is a claim too: it is answered in the same words. */
interface Claim {
  phoneNumber: string;
  customerId: string | null;
  /** One where the call comes from the number on file. */
  factsNeeded: 1 | 2;
}

async function claimOf(phoneNumber: string | null, { desk, call, grant }: Task): Promise<Claim | null> {
  if (phoneNumber !== null && phoneNumber !== call.from) {
    const customer = await customerByPhone(desk.db, desk.shopId, phoneNumber);
    return { phoneNumber, customerId: customer?.customerId ?? null, factsNeeded: 2 };
  }
  if (call.from === null) return null;
  // Somebody registered in this call may share the number with an older customer: they are who the call is about.
  const granted = grant.customerId === null ? null : await customerById(desk.db, desk.shopId, grant.customerId);
  const customer =
    granted?.phoneNumber === call.from ? granted : await customerByPhone(desk.db, desk.shopId, call.from);
  return customer && { phoneNumber: call.from, customerId: customer.customerId, factsNeeded: 1 };
}

async function failuresOf({ desk, now }: Task, claim: Claim): Promise<readonly Date[]> {
  const onFile = await recentFailures(desk.db, desk.shopId, claim.customerId ?? NOBODY, now);
  return claim.customerId === null ? desk.strangers.failuresOf(claim.phoneNumber) : onFile;
}

function failed(locked: boolean): Outcome {
  const answer = locked
    ? refused('verification_locked', NOT_BY_PHONE, { verified: false })
    : refused('verification_required', NOT_SHOWN, { verified: false });
  return { ...answer, learned: [{ about: 'verification-failed', locked }] };
}
