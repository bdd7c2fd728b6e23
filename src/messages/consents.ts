import { Customer } from '../../entities/customer.ts';
import type { Clock, NewId } from '../clock.ts';
import { changeCustomer } from '../crm/changing.ts';
import { type Change, type Db, managerOf } from '../crm/writing.ts';

/** Where a consent to texts was given or taken back. */
type ConsentSource = 'sms' | 'carrier';

interface ConsentsOptions {
  db: Db;
  shopId: string;
  clock: Clock;
  newId: NewId;
}

export type Consents = ReturnType<typeof createConsents>;

/** Consent to texts, as the owner of a number says it by text: it goes for everybody who has that number, with time and source. */
export function createConsents({ db, shopId, clock, newId }: ConsentsOptions) {
  async function say(phoneNumber: string, textConsent: boolean, source: ConsentSource): Promise<void> {
    const at = new Date(clock.now());
    const change: Change = { shopId, at, newId, by: { person: source } };
    const customers = await managerOf(db).find(Customer, {
      select: { customerId: true, textConsent: true },
      where: { shopId, phoneNumber },
    });
    for (const customer of customers)
      if (customer.textConsent !== textConsent)
        await changeCustomer(db, change, customer.customerId, {
          textConsent,
          textConsentAt: at,
          textConsentSource: source,
        });
  }

  return {
    stopped: (phoneNumber: string, source: ConsentSource) => say(phoneNumber, false, source),
    started: (phoneNumber: string, source: ConsentSource) => say(phoneNumber, true, source),
  };
}
