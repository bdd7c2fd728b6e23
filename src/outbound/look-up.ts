import type { RecordsFact, RecordsInput } from '../../machines/ports/records.ts';
import type { PlacedCall } from '../calls/live-call.ts';

interface LookUp {
  lookUp(input: RecordsInput, onFact: (fact: RecordsFact) => void): void;
}

/**
 * Whom we called is known by the appointment, not by the number, which several customers may share. Other calls are left to
 * `byNumber`, and so are those to a number that is not the customer's. Always tells exactly one fact.
 * @param placedOf the call that we placed, by our name for it; nothing for a call to us
 */
export function createPlacedLookUp(
  placedOf: (callId: string) => Pick<PlacedCall, 'customer'> | null | undefined,
  byNumber: LookUp,
): LookUp {
  return {
    lookUp(input, onFact) {
      const customer = placedOf(input.callId)?.customer;
      if (customer) onFact({ type: 'records.recognised', customer });
      else byNumber.lookUp(input, onFact);
    },
  };
}
