import { Customer } from '../../entities/customer.ts';
import type { Consent, ConsentMatter } from '../../machines/ports/consents.ts';
import { type CustomerFields, changeCustomer, heldCustomer } from './changing.ts';
import { type Change, type Db, inTransaction, managerOf } from './writing.ts';

/** Where a consent was given or taken back. */
export type ConsentSource = 'phone' | 'sms' | 'carrier';

/** What is kept of a consent: the word itself, when it was said, and where. */
interface Kept {
  said: boolean | null;
  at: Date | null;
  fields(given: boolean, at: Date, source: ConsentSource): CustomerFields;
}

const KEPT: Record<ConsentMatter, (customer: Customer) => Kept> = {
  texts: (customer) => ({
    said: customer.textConsent,
    at: customer.textConsentAt,
    fields: (textConsent, textConsentAt, textConsentSource) => ({ textConsent, textConsentAt, textConsentSource }),
  }),
  reminders: (customer) => ({
    said: customer.reminderConsent,
    at: customer.reminderConsentAt,
    fields: (reminderConsent, reminderConsentAt, reminderConsentSource) => ({
      reminderConsent,
      reminderConsentAt,
      reminderConsentSource,
    }),
  }),
};

/**
 * Keeps a customer's word on texts or reminder calls, with its time (`change.at`) and source.
 * @returns whether it changed anything: not where they had said so before, or have said otherwise since
 */
export function keepConsent(
  db: Db,
  change: Change,
  customerId: string,
  { matter, given }: Consent,
  source: ConsentSource,
): Promise<boolean> {
  return inTransaction(db, async (tx) => {
    const customer = await heldCustomer(tx, change.shopId, customerId);
    if (!customer) return false;
    const { said, at, fields } = KEPT[matter](customer);
    if (said === given || (at !== null && at > change.at)) return false;
    await changeCustomer(tx, change, customerId, fields(given, change.at, source));
    return true;
  });
}

/** The word of whoever has a number, for everybody who has it. */
export async function keepConsentOfNumber(
  db: Db,
  change: Change,
  phoneNumber: string,
  consent: Consent,
  source: ConsentSource,
): Promise<void> {
  const where = { shopId: change.shopId, phoneNumber };
  const customers = await managerOf(db).find(Customer, { select: { customerId: true }, where });
  for (const { customerId } of customers) await keepConsent(db, change, customerId, consent, source);
}
