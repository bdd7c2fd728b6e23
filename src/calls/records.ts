import type { RecordsFact, RecordsInput } from '../../machines/ports/records.ts';
import { type Clock, within } from '../clock.ts';
import { beginCall, finishCall, reopenCall } from '../crm/call-logs.ts';
import { cardByPhone, knownFrom } from '../crm/customer-card.ts';
import { databaseError } from '../crm/failures.ts';
import type { Db } from '../crm/writing.ts';
import { messageOf, timedOut } from '../errors.ts';
import type { Logger } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import type { CustomerCache } from '../sessions/customer-cache.ts';
import type { Arrival, CallBook } from './book.ts';
import type { CallUse } from './prices.ts';

const LOOK_UP_MS = 2_000;
const WRITE_MS = 5_000;

interface RecordsOptions {
  db: Db;
  shopId: string;
  clock: Clock;
  log: Logger;
  metrics: Pick<Metrics, 'providerErrors'>;
}

interface BookOptions extends Omit<RecordsOptions, 'shopId'> {
  /** Dollars; null where a price is not known. */
  costOf(use: CallUse): number | null;
}

interface LookUpOptions extends RecordsOptions {
  customers?: Pick<CustomerCache, 'find'>;
  /** Told of what callers would like to speak. */
  languages?: { spokenFor(wanted: string): string };
}

/** Who calls from this number. Always tells exactly one fact. Without a cache, the database is asked each time. */
export function createLookUp({ db, shopId, clock, log, metrics, customers, languages }: LookUpOptions) {
  async function find(phoneNumber: string | null): Promise<RecordsFact> {
    if (phoneNumber === null) return { type: 'records.knowsNobody' };
    const card = await (customers ? customers.find({ shopId, phoneNumber }) : cardByPhone(db, shopId, phoneNumber));
    if (card?.language !== undefined) languages?.spokenFor(card.language);
    return card ? { type: 'records.recognised', customer: knownFrom(card) } : { type: 'records.knowsNobody' };
  }

  return {
    lookUp({ from }: RecordsInput, onFact: (fact: RecordsFact) => void): void {
      within(clock, LOOK_UP_MS, find(from), () => timedOut('database', 'look-up by number', LOOK_UP_MS)).then(
        onFact,
        (error: unknown) => {
          metrics.providerErrors.inc({ provider: 'database', code: databaseError(error).code });
          log.warn({ error: messageOf(error) }, 'the caller could not be looked up');
          onFact({ type: 'records.unavailable', code: 'unavailable' });
        },
      );
    },
  };
}

/** The log of calls in the database. What cannot be written is said in our own log; no call waits for it. */
export function createCallBook(options: BookOptions): CallBook & { settled(): Promise<void> } {
  const { db, clock, log, metrics, costOf } = options;
  // One after the other for each call: a call that ends at once must not be finished before it was begun.
  const tails = new Map<string, Promise<void>>();

  function write(callId: string, what: string, work: () => Promise<unknown>): void {
    const before = tails.get(callId) ?? Promise.resolve();
    const next = before
      .then(() => within(clock, WRITE_MS, work(), () => timedOut('database', what, WRITE_MS)))
      .then(
        () => undefined,
        (error: unknown) => {
          metrics.providerErrors.inc({ provider: 'database', code: databaseError(error).code });
          log.error({ call_id: callId, what, error: messageOf(error) }, 'a call could not be written down');
        },
      )
      .finally(() => {
        if (tails.get(callId) === next) tails.delete(callId);
      });
    tails.set(callId, next);
  }

  const begin = ({ callId, callSid, shopId, from, to, startedAt }: Arrival) =>
    beginCall(db, {
      callId,
      shopId,
      callSid,
      direction: 'inbound',
      fromNumber: from,
      toNumber: to,
      startedAt: new Date(startedAt),
    });

  return {
    began: (call) => write(call.callId, 'begin', () => begin(call)),
    turnedAway: (call) =>
      write(call.callId, 'refuse', async () => {
        await begin(call);
        await finishCall(db, call.callId, { endedAt: new Date(call.startedAt), outcome: 'refused' });
      }),
    wentOn: ({ callId }) => write(callId, 'reopen', () => reopenCall(db, callId)),
    ended(call, end) {
      const { callId, placed, startedAt } = call;
      const { at, spoken, ...rest } = end;
      const seconds = Math.max(0, at - startedAt) / 1_000;
      const cost = costOf({ direction: placed ? 'outbound' : 'inbound', seconds, tokens: end.tokens, spoken });
      const finish = () => finishCall(db, callId, { ...rest, endedAt: new Date(at), cost });
      write(callId, 'finish', async () => {
        if (await finish()) return;
        // Its beginning could not be written. Where it has been, this changes nothing.
        await begin(call);
        await finish();
      });
    },
    async settled() {
      await Promise.all(tails.values());
    },
  };
}
