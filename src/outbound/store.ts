import { Between, In } from 'typeorm';
import { Appointment } from '../../entities/appointment.ts';
import { CallLog } from '../../entities/call-log.ts';
import { Customer } from '../../entities/customer.ts';
import { OutboundCall } from '../../entities/outbound-call.ts';
import { OutboundRound } from '../../entities/outbound-round.ts';
import type { CallOutcome } from '../../entities/vocabulary.ts';
import type { Scenario } from '../../machines/ports/placed.ts';
import { beginCall, finishCall } from '../crm/call-logs.ts';
import { type Change, type Db, inTransaction, managerOf, rowOf, rowsOf } from '../crm/writing.ts';

/** A call that is to be placed. */
export interface Wanted {
  scenario: Scenario;
  appointment: Appointment;
  customer: Customer;
  /** E.164. */
  to: string;
  /** Ours, E.164. */
  from: string;
  /** Null for a call that somebody asked for. */
  attempt: number | null;
  idempotencyKey: string | null;
}

/** An appointment of the shop, with its customer; null where there is none. */
export async function appointmentWithCustomer(
  db: Db,
  shopId: string,
  appointmentId: string,
): Promise<{ appointment: Appointment; customer: Customer } | null> {
  const appointment = await managerOf(db).findOneBy(Appointment, { shopId, appointmentId });
  const customer =
    appointment && (await managerOf(db).findOneBy(Customer, { shopId, customerId: appointment.customerId }));
  return appointment && customer ? { appointment, customer } : null;
}

/** The appointments that begin on a day, of whatever status. */
export async function appointmentsOf(db: Db, shopId: string, { from, to }: { from: Date; to: Date }) {
  return managerOf(db).findBy(Appointment, { shopId, startTime: Between(from, new Date(to.getTime() - 1)) });
}

/** Those appointments with whose they are. */
export async function withCustomers(db: Db, shopId: string, appointments: readonly Appointment[]) {
  const customerId = In(appointments.map((each) => each.customerId));
  const customers = await managerOf(db).findBy(Customer, { shopId, customerId });
  const byId = new Map(customers.map((customer) => [customer.customerId, customer]));
  return appointments.flatMap((appointment) => {
    const customer = byId.get(appointment.customerId);
    return customer ? [{ appointment, customer }] : [];
  });
}

/**
 * Writes down that this call is going to be placed, with its call log, before anybody is asked to place it.
 * @returns null where it has been written before, by this server or another: then it must not be placed
 */
export function claim(db: Db, change: Omit<Change, 'by'>, wanted: Wanted): Promise<OutboundCall | null> {
  return inTransaction(db, async (tx) => {
    const { scenario, appointment, customer, to, from, attempt, idempotencyKey } = wanted;
    const call = tx.create(OutboundCall, {
      ...rowOf(change),
      callId: change.newId(),
      scenario,
      appointmentId: appointment.appointmentId,
      customerId: customer.customerId,
      toNumber: to,
      toNumberOnFile: to === customer.phoneNumber,
      forTime: appointment.startTime,
      attempt,
      idempotencyKey,
      answeredAt: null,
    });
    const inserted = await tx
      .createQueryBuilder()
      .insert()
      .into(OutboundCall)
      .values(call)
      .orIgnore()
      .returning('call_id')
      .execute();
    if ((inserted.raw as unknown[]).length === 0) return null;
    await beginCall(tx, {
      callId: call.callId,
      shopId: change.shopId,
      callSid: null,
      direction: 'outbound',
      scenario,
      customerId: customer.customerId,
      fromNumber: from,
      toNumber: to,
      startedAt: change.at,
    });
    return call;
  });
}

/**
 * Writes down that the calls of a day are chosen. A server that does so at the same moment waits until it is known whether they were.
 * @param heldOn the shop's day, `YYYY-MM-DD`
 * @returns false where that has been written before
 */
export async function claimRound(tx: Db, change: Omit<Change, 'by'>, heldOn: string): Promise<boolean> {
  const round = managerOf(tx).create(OutboundRound, { ...rowOf(change), roundId: change.newId(), heldOn });
  const query = managerOf(tx).createQueryBuilder().insert().into(OutboundRound).values(round).orIgnore();
  const { raw } = await query.returning('round_id').execute();
  return (raw as unknown[]).length === 1;
}

/** The call that was asked for with this key; null where there is none. */
export async function callByKey(db: Db, shopId: string, idempotencyKey: string): Promise<OutboundCall | null> {
  return managerOf(db).findOneBy(OutboundCall, { shopId, idempotencyKey });
}

export async function outboundCall(db: Db, callId: string): Promise<OutboundCall | null> {
  return managerOf(db).findOneBy(OutboundCall, { callId });
}

/** Whether the call's log is still open. */
export async function isOpen(db: Db, callId: string): Promise<boolean> {
  const log = await managerOf(db).findOne(CallLog, { select: { callId: true, endedAt: true }, where: { callId } });
  return log !== null && log.endedAt === null;
}

/** The carrier's name for the call, once it has one. */
export async function rememberSid(db: Db, callId: string, callSid: string): Promise<void> {
  await db.query('UPDATE call_logs SET call_sid = $2 WHERE call_id = $1 AND call_sid IS NULL', [callId, callSid]);
}

/** The carrier's name for the call; null as long as it is not known. */
export async function sidOf(db: Db, callId: string): Promise<string | null> {
  const log = await managerOf(db).findOne(CallLog, { select: { callId: true, callSid: true }, where: { callId } });
  return log?.callSid ?? null;
}

/** Somebody took the call. @returns false where there is no such call */
export async function rememberAnswer(db: Db, callId: string, at: Date): Promise<boolean> {
  const rows = await rowsOf<unknown>(
    db,
    `UPDATE outbound_calls SET answered_at = coalesce(answered_at, $2), updated_at = $2 WHERE call_id = $1 RETURNING call_id`,
    [callId, at],
  );
  return rows.length === 1;
}

/**
 * Writes how a call ended that nobody answered. Of several servers that hear of it the first is right.
 * @param then what belongs into the same transaction, when it was this one
 * @returns false when it was answered, or had ended before
 */
export function settle(
  db: Db,
  callId: string,
  ended: { at: Date; outcome: CallOutcome },
  then: (tx: Db, call: OutboundCall) => Promise<void>,
): Promise<boolean> {
  return inTransaction(db, async (tx) => {
    const call = await tx.findOne(OutboundCall, { where: { callId }, lock: { mode: 'pessimistic_write' } });
    if (!call || call.answeredAt !== null) return false;
    if (!(await finishCall(tx, callId, { endedAt: ended.at, outcome: ended.outcome }))) return false;
    await then(tx, call);
    return true;
  });
}
