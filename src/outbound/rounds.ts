import type { OutboundCall } from '../../entities/outbound-call.ts';
import type { CallOutcome } from '../../entities/vocabulary.ts';
import { SCENARIOS, type Scenario } from '../../machines/ports/placed.ts';
import type { Clock, NewId } from '../clock.ts';
import { codeOf } from '../crm/failures.ts';
import { type Db, inTransaction } from '../crm/writing.ts';
import { messageOf } from '../errors.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { Logger } from '../log.ts';
import type { ShopTime } from '../shop/calendar.ts';
import type { DateText } from '../shop/dates.ts';
import type { AllowList } from './allow-list.ts';
import { dayOf, isDue, whoIsDue } from './due.ts';
import type { Outbound } from './outbound.ts';
import { isCallingTime, msToCallingTime, secondsToNextAttempt } from './retries.ts';
import { appointmentsOf, appointmentWithCustomer, claimRound, withCustomers } from './store.ts';

export const CALL = 'outbound-call';

/**
 * How often it is looked whether the day's calls were chosen: after a failure, or where a server slept through nine. A look that finds
 * nothing to do asks nobody.
 */
const LOOK_MS = 10_000;
/** Between two calls, over all servers. */
const APART_MS = 2_000;

/** A call that is to be placed. */
interface CallJob {
  scenario: Scenario;
  appointmentId: string;
  /** The appointment's start when it was chosen, as ISO 8601: one that was moved since is not called about. */
  forTime: string;
  attempt: number;
}

interface RoundsOptions {
  db: Db;
  shopId: string;
  shopTime: ShopTime;
  allowList: AllowList;
  jobs: Pick<Jobs, 'add' | 'work'>;
  place: Outbound['place'];
  clock: Clock;
  newId: NewId;
  log: Logger;
}

/** The calls that nobody asks for one by one: reminders the day before, and questions three days after. */
export function createRounds(options: RoundsOptions) {
  const { db, shopId, shopTime, allowList, jobs, place, clock, newId, log } = options;
  const now = () => new Date(clock.now());
  let lastHeld: DateText | null = null;
  let timer: unknown;
  let looking: Promise<void> = Promise.resolve();
  let isClosed = false;

  /** Queues the calls of the day. @returns how many; null where that was done before, by this server or another */
  function choose(at: Date, heldOn: DateText): Promise<number | null> {
    return inTransaction(db, async (tx) => {
      if (!(await claimRound(tx, { shopId, at, newId }, heldOn))) return null;
      const called = new Set<string>();
      for (const scenario of SCENARIOS) {
        const day = dayOf(scenario, shopTime, at);
        const candidates = await withCustomers(tx, shopId, await appointmentsOf(tx, shopId, day));
        for (const { appointment } of whoIsDue(scenario, candidates, day, allowList, called)) {
          const { appointmentId, startTime } = appointment;
          const job: CallJob = { scenario, appointmentId, forTime: startTime.toISOString(), attempt: 1 };
          await jobs.add(tx, CALL, job);
        }
      }
      return called.size;
    });
  }

  /** Chooses who is called today, once a day over all servers: from nine on, and as long as anybody may be called. */
  async function round(): Promise<void> {
    const at = now();
    const today = shopTime.dateOf(at);
    if (lastHeld === today || !isCallingTime(shopTime, at)) return;
    const calls = await choose(at, today);
    lastHeld = today;
    if (calls !== null) log.info({ calls }, 'outbound.roundChosen');
  }

  function look(): void {
    looking = round()
      .catch((thrown: unknown) => log.warn({ code: codeOf(thrown), err: messageOf(thrown) }, 'outbound.roundNotChosen'))
      .finally(() => {
        if (!isClosed) timer = clock.setTimeout(look, Math.min(LOOK_MS, msToCallingTime(shopTime, now())));
      });
  }

  /** Places one of them, if there is still something to call about. */
  async function call({ scenario, appointmentId, forTime, attempt }: CallJob): Promise<void> {
    const at = now();
    const found = await appointmentWithCustomer(db, shopId, appointmentId);
    const isStill =
      found &&
      isDue(scenario, found, dayOf(scenario, shopTime, at), allowList) &&
      found.appointment.startTime.toISOString() === forTime;
    if (!isStill || !isCallingTime(shopTime, at)) {
      log.info({ scenario, attempt }, 'outbound.leftOut');
      return;
    }
    const dialed = await place({ ...found, scenario, to: found.customer.phoneNumber, attempt, idempotencyKey: null });
    if (dialed.outcome === 'repeated') return;
    // The queue gives out one of these jobs at a time, so this keeps all servers apart.
    await new Promise<void>((resolve) => clock.setTimeout(() => resolve(), APART_MS));
  }

  return {
    round,

    /** Belongs into the transaction that writes that nobody answered. */
    async unanswered(tx: Db, placed: OutboundCall, outcome: CallOutcome): Promise<void> {
      const { scenario, appointmentId, forTime, attempt } = placed;
      if (attempt === null) return;
      const seconds = secondsToNextAttempt({ outcome, attempt, now: now() }, shopTime);
      if (seconds === null) return;
      const job: CallJob = { scenario, appointmentId, forTime: forTime.toISOString(), attempt: attempt + 1 };
      await jobs.add(tx, CALL, job, seconds);
    },

    /** Takes up the day's calls, also those of a day whose nine o'clock has passed. */
    start(): void {
      jobs.work<CallJob>(CALL, call);
      look();
    },

    /** Chooses nothing more; resolves when what was begun has ended. */
    async close(): Promise<void> {
      isClosed = true;
      clock.clearTimeout(timer);
      await looking;
    },
  };
}
