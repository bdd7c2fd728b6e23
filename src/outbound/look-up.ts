import type { RecordsFact, RecordsInput } from '../../machines/ports/records.ts';
import type { PlacedCall } from '../calls/live-call.ts';
import { type Clock, within } from '../clock.ts';
import { knownCustomer } from '../crm/customer-card.ts';
import type { Db } from '../crm/writing.ts';
import { messageOf, timedOut } from '../errors.ts';
import type { Logger } from '../log.ts';

const LOOK_UP_MS = 2_000;

interface LookUp {
  lookUp(input: RecordsInput, onFact: (fact: RecordsFact) => void): void;
}

interface PlacedLookUpOptions {
  db: Db;
  shopId: string;
  clock: Clock;
  log: Logger;
  /** The call that we placed, by our name for it; nothing for a call to us. */
  placedOf(callId: string): PlacedCall | null | undefined;
}

/**
 * Whom we called is known by the appointment, not by the number, which several customers may share. Other calls are left to
 * `byNumber`, and so are those to a number that is not the customer's. Always tells exactly one fact.
 */
export function createPlacedLookUp(options: PlacedLookUpOptions, byNumber: LookUp): LookUp {
  const { db, shopId, clock, log, placedOf } = options;

  async function find(customerId: string): Promise<RecordsFact> {
    const known = await knownCustomer(db, shopId, customerId);
    return known ? { type: 'records.recognised', customer: known } : { type: 'records.knowsNobody' };
  }

  return {
    lookUp(input, onFact) {
      const customerId = placedOf(input.callId)?.customerId ?? null;
      if (customerId === null) return byNumber.lookUp(input, onFact);
      const late = () => timedOut('database', 'look-up of whom we called', LOOK_UP_MS);
      within(clock, LOOK_UP_MS, find(customerId), late).then(onFact, (error: unknown) => {
        log.warn({ error: messageOf(error) }, 'outbound.notLookedUp');
        onFact({ type: 'records.unavailable', code: 'unavailable' });
      });
    },
  };
}
