import { In } from 'typeorm';
import { Appointment } from '../../entities/appointment.ts';
import { Customer } from '../../entities/customer.ts';
import { Message } from '../../entities/message.ts';
import { Vehicle } from '../../entities/vehicle.ts';
import { type MessageKind, SERVICES } from '../../entities/vocabulary.ts';
import type { Clock, NewId } from '../clock.ts';
import { type AfterWrite, type Db, inTransaction, managerOf, rowOf } from '../crm/writing.ts';
import { messageOf, OutsideError } from '../errors.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { Logger } from '../log.ts';
import { type AllowList, isAllowed } from '../outbound/allow-list.ts';
import type { ShopTime } from '../shop/calendar.ts';
import type { TwilioOutbound } from '../telephony/twilio-outbound.ts';
import { filled, type TextWords } from '../words/texts.ts';
import type { Consents } from './consents.ts';
import { STOPPED, secondsToNextTry, UNREACHABLE } from './refusals.ts';

export const TEXT = 'text';

/** A text that is to be sent. Its id is that of the message. */
interface TextJob {
  messageId: string;
  appointmentId: string;
  kind: MessageKind;
  /** The appointment's start when this was written, as ISO 8601: of two changes in a row only the second is told. */
  forTime: string;
  tries: number;
}

interface TextsOptions {
  db: Db;
  shop: { shopId: string; name: string };
  shopTime: ShopTime;
  words: TextWords;
  allowList: AllowList;
  jobs: Pick<Jobs, 'add' | 'work'>;
  sendText: TwilioOutbound['sendText'];
  consents: Consents;
  /** Our own number, E.164. */
  from: string;
  publicUrl(): string;
  clock: Clock;
  newId: NewId;
  log: Logger;
}

/** Texts after a booking, a move and a cancellation, to customers who have agreed to them. */
export function createTexts(options: TextsOptions) {
  const { db, shop, shopTime, words, allowList, jobs, sendText, consents, from, publicUrl, clock, newId, log } =
    options;
  const { shopId } = shop;

  const mayBeTold = ({ textConsent, phoneNumber }: Customer) =>
    textConsent === true && isAllowed(allowList, phoneNumber);

  async function load(tx: Db, appointmentId: string) {
    const appointment = await managerOf(tx).findOneBy(Appointment, { shopId, appointmentId });
    if (!appointment) return null;
    const { customerId, vehicleId } = appointment;
    const customer = await managerOf(tx).findOneBy(Customer, { shopId, customerId });
    const vehicle = await managerOf(tx).findOneBy(Vehicle, { shopId, vehicleId });
    return customer && { appointment, customer, vehicle };
  }

  /** Commits with the change: the job that tells the customer of it. */
  const afterWrite: AfterWrite = async (tx, appointmentId) => {
    const found = await load(tx, appointmentId);
    if (!found || !mayBeTold(found.customer)) return;
    const { startTime } = found.appointment;
    const job: TextJob = {
      messageId: newId(),
      appointmentId,
      kind: kindOf(found.appointment),
      forTime: startTime.toISOString(),
      tries: 1,
    };
    await jobs.add(tx, TEXT, job);
  };

  /** Written before it is sent; null when it has been written before, and may have been sent. */
  async function claim(job: TextJob, to: string, customerId: string, body: string): Promise<Message | null> {
    const { messageId, kind, appointmentId } = job;
    const row = rowOf({ shopId, at: new Date(clock.now()) });
    const message = managerOf(db).create(Message, {
      ...row,
      messageId,
      kind,
      appointmentId,
      customerId,
      toNumber: to,
      body,
      status: 'sending',
      messageSid: null,
      errorCode: null,
    });
    const query = managerOf(db).createQueryBuilder().insert().into(Message).values(message).orIgnore();
    const { raw } = await query.returning('message_id').execute();
    return (raw as unknown[]).length === 1 ? message : null;
  }

  async function send(job: TextJob): Promise<void> {
    const found = await load(db, job.appointmentId);
    if (!found || !isStill(job, found.appointment) || !mayBeTold(found.customer))
      return log.info({ kind: job.kind }, 'texts.leftOut');
    const { phoneNumber: to, customerId } = found.customer;
    if (await isUnreachable(db, shopId, to)) return log.info({ kind: job.kind }, 'texts.unreachable');
    const { appointment, vehicle } = found;
    const service = SERVICES[appointment.serviceType].name;
    const body = filled(words[job.kind], {
      shop: shop.name,
      what: vehicle ? `${service} for your ${vehicle.year} ${vehicle.make} ${vehicle.model}` : service,
      when: shopTime.spoken(appointment.startTime),
    });
    const message = await claim(job, to, customerId, body);
    if (!message) return;
    const { messageId } = message;
    try {
      const statusUrl = `${publicUrl()}/twilio/text-status?message=${messageId}`;
      const { messageSid } = await sendText({ to, from, body, statusUrl });
      await update(
        `message_sid = $3, status = CASE status WHEN 'sending' THEN 'queued' ELSE status END`,
        messageId,
        messageSid,
      );
    } catch (thrown) {
      await refused(job, to, thrown);
    }
  }

  async function refused(job: TextJob, to: string, thrown: unknown): Promise<void> {
    if (!(thrown instanceof OutsideError)) throw thrown;
    const { code } = thrown;
    const { messageId, tries } = job;
    const seconds = secondsToNextTry(code, tries);
    log.warn({ code, err: messageOf(thrown), tries, seconds }, 'texts.refused');
    if (seconds === null) {
      await update(`status = 'failed', error_code = $3`, messageId, code);
      if (code === STOPPED) await consents.stopped(to, 'carrier');
      return;
    }
    // It was not taken: the row goes, so that the next attempt can write it again.
    await inTransaction(db, async (tx) => {
      await tx.delete(Message, { shopId, messageId });
      await jobs.add(tx, TEXT, { ...job, tries: tries + 1 }, seconds);
    });
  }

  /** @param set what is set, with `$3` for the value */
  async function update(set: string, messageId: string, value: string): Promise<void> {
    const parameters = [messageId, new Date(clock.now()), value];
    await db.query(`UPDATE messages SET ${set}, updated_at = $2 WHERE message_id = $1`, parameters);
  }

  return {
    afterWrite,
    start: () => jobs.work<TextJob>(TEXT, send),
  };
}

/** Whether a text to this number was once refused for good. */
export function isUnreachable(db: Db, shopId: string, toNumber: string): Promise<boolean> {
  return managerOf(db).existsBy(Message, { shopId, toNumber, errorCode: In([...UNREACHABLE]) });
}

/** Whether what the text tells is still so; of a confirmation, which moves nothing, no text tells. */
function isStill({ kind, forTime }: TextJob, { status, startTime }: Appointment): boolean {
  return (kind === 'cancelled') === (status === 'cancelled') && startTime.toISOString() === forTime;
}

/** A row that is as it was made tells of a booking; one that is not, of a move. */
function kindOf({ status, createdAt, updatedAt }: Appointment): MessageKind {
  if (status === 'cancelled') return 'cancelled';
  return createdAt.getTime() === updatedAt.getTime() ? 'booked' : 'moved';
}
