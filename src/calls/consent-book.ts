import { In } from 'typeorm';
import { Appointment } from '../../entities/appointment.ts';
import { LIVE_STATUSES } from '../../entities/vocabulary.ts';
import type { Consent, SaidConsent } from '../../machines/ports/consents.ts';
import { type Clock, type NewId, within } from '../clock.ts';
import { keepConsent, keepConsentOfNumber } from '../crm/consents.ts';
import { customerById } from '../crm/customers.ts';
import { codeOf } from '../crm/failures.ts';
import { type AfterWrite, type Change, type Db, inTransaction } from '../crm/writing.ts';
import { messageOf, timedOut } from '../errors.ts';
import type { Logger } from '../log.ts';

const WRITE_MS = 5_000;
/** A word that cannot be written down is tried again: whoever wants no more calls must not be called for a database's sake. */
const AGAIN_AFTER_MS = [1_000, 5_000, 30_000, 120_000];

interface ConsentBookOptions {
  db: Db;
  shopId: string;
  clock: Clock;
  newId: NewId;
  log: Logger;
  /** Commits with a consent to texts, for each appointment that was booked in the same call: the text that it is for. */
  afterConsent?: AfterWrite | undefined;
}

/** What callers say of texts and reminder calls, written down with its time. No call waits for it. */
export function createConsentBook({ db, shopId, clock, newId, log, afterConsent }: ConsentBookOptions) {
  // One after the other for each call: the last word is the one that counts.
  const tails = new Map<string, Promise<void>>();
  const waiting = new Set<() => void>();
  let isClosed = false;

  /** Who wants no more speaks for everybody at that number, whose telephone would ring all the same; nobody agrees for another. */
  function keep(change: Change, customerId: string, consent: Consent): Promise<void> {
    return inTransaction(db, async (tx) => {
      const customer = await customerById(tx, shopId, customerId);
      if (!customer) return;
      if (!consent.given) return keepConsentOfNumber(tx, change, customer.phoneNumber, consent, 'phone');
      const isNew = await keepConsent(tx, change, customerId, consent, 'phone');
      if (!isNew || consent.matter !== 'texts' || !afterConsent || !('callId' in change.by)) return;
      const { callId } = change.by;
      const booked = await tx.findBy(Appointment, { shopId, customerId, callId, status: In([...LIVE_STATUSES]) });
      for (const { appointmentId } of booked) await afterConsent(tx, appointmentId);
    });
  }

  async function write(change: Change, { customerId, consents }: SaidConsent): Promise<void> {
    for (const consent of consents)
      await within(clock, WRITE_MS, keep(change, customerId, consent), () =>
        timedOut('database', 'writing a consent', WRITE_MS),
      );
  }

  async function persist(callId: string, change: Change, said: SaidConsent): Promise<void> {
    for (const ms of [...AGAIN_AFTER_MS, null])
      try {
        return await write(change, said);
      } catch (thrown) {
        const isLast = ms === null || isClosed;
        log[isLast ? 'error' : 'warn'](
          { call_id: callId, code: codeOf(thrown), err: messageOf(thrown) },
          'consents.notWritten',
        );
        if (isLast) return;
        await pause(ms);
      }
  }

  function pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const goOn = () => {
        clock.clearTimeout(timer);
        waiting.delete(goOn);
        resolve();
      };
      const timer = clock.setTimeout(goOn, ms);
      waiting.add(goOn);
    });
  }

  return {
    said(callId: string, said: SaidConsent): void {
      const change: Change = { shopId, at: new Date(clock.now()), newId, by: { callId } };
      const next = (tails.get(callId) ?? Promise.resolve())
        .then(() => persist(callId, change, said))
        .finally(() => {
          if (tails.get(callId) === next) tails.delete(callId);
        });
      tails.set(callId, next);
    },

    /** Tries once more what waits to be tried again; resolves when nothing is left to be written. */
    async close(): Promise<void> {
      isClosed = true;
      for (const goOn of [...waiting]) goOn();
      await Promise.all(tails.values());
    },
  };
}
