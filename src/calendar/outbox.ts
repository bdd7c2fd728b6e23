import type { DataSource } from 'typeorm';
import { Appointment } from '../../entities/appointment.ts';
import type { Clock } from '../clock.ts';
import { codeOf, databaseError } from '../crm/failures.ts';
import { type AfterWrite, rowsOf } from '../crm/writing.ts';
import { messageOf, OutsideError } from '../errors.ts';
import type { Logger } from '../log.ts';
import type { Job, Queue } from './queue.ts';
import { secondsToNextTry } from './retries.ts';
import type { Sync } from './sync.ts';

/** How long a booking may wait to be seen in the calendar while nothing else is to be done. */
const POLL_MS = 1_000;
/** Another worker, at most a few seconds from its end, is at the same appointment. */
const IN_HAND_MS = 2_000;

export interface OutboxOptions {
  db: DataSource;
  shopId: string;
  queue: Queue;
  sync: Sync;
  clock: Clock;
  log: Logger;
}

export interface Outbox {
  /** Commits with the booking: the mark that the calendar does not know of it yet, and the job that changes that. */
  afterWrite: AfterWrite;
  /** Begins to work, and goes on until it is closed; first what had been given up is tried once more. */
  start(): Promise<void>;
  /** Does everything that is due. */
  drain(): Promise<void>;
  /** Takes nothing more; resolves when what was begun has ended. */
  close(): Promise<void>;
}

/** From a committed booking to the calendar, whatever fails on the way. Every server may run one: a job is given to one of them. */
export function createOutbox({ db, shopId, queue, sync, clock, log }: OutboxOptions): Outbox {
  let working: Promise<void> = Promise.resolve();
  let timer: unknown;
  let isClosed = false;

  const later = (job: Job, tries: number, ms: number) =>
    db.transaction(async (tx) => {
      await queue.add(tx, { appointmentId: job.appointmentId, tries }, new Date(clock.now() + ms));
      await queue.done(tx, job);
    });

  const failed = async (job: Job, thrown: unknown): Promise<void> => {
    const failure = failureOf(thrown);
    const { provider, code, message } = failure;
    // Nothing can be written down now: the queue gives the job out again when this worker's time for it is over.
    if (provider === 'database') return log.warn({ code, err: message }, 'calendar.noDatabase');
    if (code === 'in_hand') return later(job, job.tries, IN_HAND_MS);
    const tries = job.tries + 1;
    const seconds = secondsToNextTry(failure, tries);
    log.warn({ code, err: message, tries, seconds }, seconds === null ? 'calendar.givenUp' : 'calendar.notWritten');
    if (seconds !== null) return later(job, tries, seconds * 1_000);
    await db.transaction(async (tx) => {
      await sync.giveUp(tx, job.appointmentId, failure);
      await queue.done(tx, job);
    });
  };

  const drain = async (): Promise<void> => {
    for (let job = await queue.take(); job; job = isClosed ? undefined : await queue.take()) {
      try {
        await sync.write(job.appointmentId);
        await queue.done(db, job);
      } catch (thrown) {
        await failed(job, thrown);
      }
    }
  };

  const work = () => {
    working = drain()
      .catch((thrown: unknown) => log.warn({ code: codeOf(thrown), err: messageOf(thrown) }, 'calendar.workFailed'))
      .finally(() => {
        if (!isClosed) timer = clock.setTimeout(work, POLL_MS);
      });
  };

  /** What was given up, be it for a password that is right by now. */
  const takeUpAgain = () =>
    db.transaction(async (tx) => {
      const given = await rowsOf<{ appointment_id: string }>(
        tx,
        `UPDATE appointments SET calendar_status = 'awaiting'
         WHERE shop_id = $1 AND calendar_status = 'failed' AND end_time > $2 RETURNING appointment_id`,
        [shopId, new Date(clock.now())],
      );
      for (const { appointment_id } of given) await queue.add(tx, { appointmentId: appointment_id, tries: 0 });
    });

  return {
    async afterWrite(tx, appointmentId) {
      await tx.update(Appointment, { shopId, appointmentId }, { calendarStatus: 'awaiting' });
      await queue.add(tx, { appointmentId, tries: 0 });
    },
    async start() {
      await takeUpAgain();
      work();
    },
    drain,
    async close() {
      isClosed = true;
      clock.clearTimeout(timer);
      await working;
    },
  };
}

/** Whatever was thrown. What is neither Google's failure nor the database's is our own mistake, and no repetition mends it. */
function failureOf(thrown: unknown): OutsideError {
  if (thrown instanceof OutsideError) return thrown;
  if (codeOf(thrown) !== undefined || /connect|terminat|timeout/i.test(messageOf(thrown))) return databaseError(thrown);
  return new OutsideError('calendar', 'wrong', messageOf(thrown), { retryable: false, cause: thrown });
}
