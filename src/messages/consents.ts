import type { Clock, NewId } from '../clock.ts';
import { type ConsentSource, keepConsentOfNumber } from '../crm/consents.ts';
import type { Change, Db } from '../crm/writing.ts';

interface ConsentsOptions {
  db: Db;
  shopId: string;
  clock: Clock;
  newId: NewId;
}

export type Consents = ReturnType<typeof createConsents>;

/** Consent to texts, as the owner of a number says it by text: it goes for everybody who has that number, with time and source. */
export function createConsents({ db, shopId, clock, newId }: ConsentsOptions) {
  function say(phoneNumber: string, given: boolean, source: Exclude<ConsentSource, 'phone'>): Promise<void> {
    const change: Change = { shopId, at: new Date(clock.now()), newId, by: { person: source } };
    return keepConsentOfNumber(db, change, phoneNumber, { matter: 'texts', given }, source);
  }

  return {
    stopped: (phoneNumber: string, source: 'sms' | 'carrier') => say(phoneNumber, false, source),
    started: (phoneNumber: string, source: 'sms' | 'carrier') => say(phoneNumber, true, source),
  };
}
