import { Between, In } from 'typeorm';
import { Appointment } from '../../entities/appointment.ts';
import { Customer } from '../../entities/customer.ts';
import type { OutboundCall } from '../../entities/outbound-call.ts';
import type { CallOutcome } from '../../entities/vocabulary.ts';
import { SCENARIOS, type Scenario } from '../../machines/ports/placed.ts';
import type { Clock } from '../clock.ts';
import { type Db, inTransaction, managerOf } from '../crm/writing.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { Logger } from '../log.ts';
import type { ShopTime } from '../shop/calendar.ts';
import type { AllowList } from './allow-list.ts';
import { type Candidate, dayOf, isFit, whoIsDue } from './due.ts';
import type { Outbound } from './outbound.ts';
import { isCallingTime, secondsToNextAttempt } from './retries.ts';
import { appointmentWithCustomer } from './store.ts';

export const ROUND = 'outbound-round';
export const CALL = 'outbound-call';

/** Every day at nine by the shop's clocks. */
const AT_NINE = '0 9 * * *';
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
  jobs: Jobs;
  place: Outbound['place'];
  clock: Clock;
  log: Logger;
}

/** The calls that nobody asks for one by one: reminders the day before, and questions three days after. */
export function createRounds({ db, shopId, shopTime, allowList, jobs, place, clock, log }: RoundsOptions) {
  const now = () => new Date(clock.now());

  async function candidates({ from, to }: { from: Date; to: Date }): Promise<Candidate[]> {
    const startTime = Between(from, new Date(to.getTime() - 1));
    const appointments = await managerOf(db).findBy(Appointment, { shopId, startTime });
    const customers = await managerOf(db).findBy(Customer, {
      shopId,
      customerId: In(appointments.map(({ customerId }) => customerId)),
    });
    const byId = new Map(customers.map((customer) => [customer.customerId, customer]));
    return appointments.flatMap((appointment) => {
      const customer = byId.get(appointment.customerId);
      return customer ? [{ appointment, customer }] : [];
    });
  }

  /** Chooses who is called today and queues their calls. Done twice, the calls are still placed once. */
  async function round(): Promise<void> {
    for (const scenario of SCENARIOS) {
      const day = dayOf(scenario, shopTime, now());
      const due = whoIsDue(scenario, await candidates(day), day, allowList);
      await inTransaction(db, async (tx) => {
        for (const { appointment } of due) {
          const { appointmentId, startTime } = appointment;
          const job: CallJob = { scenario, appointmentId, forTime: startTime.toISOString(), attempt: 1 };
          await jobs.add(tx, CALL, job);
        }
      });
      log.info({ scenario, calls: due.length }, 'outbound.roundChosen');
    }
  }

  /** Places one of them, if there is still something to call about. */
  async function call({ scenario, appointmentId, forTime, attempt }: CallJob): Promise<void> {
    const found = await appointmentWithCustomer(db, shopId, appointmentId);
    const isStill = found && isFit(scenario, found, allowList) && found.appointment.startTime.toISOString() === forTime;
    if (!isStill || !isCallingTime(shopTime, now())) {
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

    async start(): Promise<void> {
      jobs.work(ROUND, round);
      jobs.work<CallJob>(CALL, call);
      await jobs.schedule(ROUND, AT_NINE, shopTime.zone);
    },
  };
}
