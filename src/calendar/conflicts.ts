import type { EntityManager } from 'typeorm';
import type { Appointment } from '../../entities/appointment.ts';
import { LIVE_STATUSES } from '../../entities/vocabulary.ts';
import { addTask } from '../crm/staff-tasks.ts';
import { type Change, rowsOf } from '../crm/writing.ts';
import type { OutsideError } from '../errors.ts';
import type { Busy } from '../shop/availability.ts';
import type { Calendars } from './calendars.ts';
import type { CalendarAnswer } from './google.ts';

/** Whether somebody is still to come for it. */
export function isAhead({ status, endTime }: Appointment, now: Date): boolean {
  return LIVE_STATUSES.some((live) => live === status) && endTime > now;
}

/**
 * What people have put over an appointment, in the shop's calendar or its bay's; or the reason for which that is not known.
 * The answers are those of its own stretch of time.
 */
export function overlapping(
  { bay, startTime, endTime }: Pick<Appointment, 'bay' | 'startTime' | 'endTime'>,
  answers: ReadonlyMap<string, CalendarAnswer>,
  calendars: Calendars,
): Busy[] | { unreadable: string } {
  const found: Busy[] = [];
  const own = calendars.bays.get(bay);
  for (const [calendarId, closes] of [[calendars.shop, null] as const, [own, bay] as const]) {
    if (calendarId === undefined) continue;
    const answer = answers.get(calendarId) ?? { unreadable: 'missing' };
    if ('unreadable' in answer) return answer;
    for (const { from, to } of answer.busy) if (from < endTime && to > startTime) found.push({ from, to, bay: closes });
  }
  return found;
}

/**
 * Tells staff that people have taken an appointment's time: once for each pair of an appointment, where it stands, and a stretch that
 * is taken, also after staff has seen to it. While a task about the appointment is open, what comes to it is added there. The
 * appointment's row is to be locked, so that two who find the same do not tell it twice.
 */
export async function raiseConflict(
  tx: EntityManager,
  change: Change,
  appointment: Appointment,
  busy: readonly Busy[],
): Promise<void> {
  const { appointmentId, customerId, startTime, endTime, bay } = appointment;
  const where = { appointment_id: appointmentId, start_time: startTime.toISOString(), bay };
  const told = await rowsOf<{ task_id: string; status: string; busy: Told[] }>(
    tx,
    `SELECT task_id, status, payload->'busy' AS busy FROM staff_tasks
     WHERE shop_id = $1 AND kind = 'calendar_conflict' AND payload @> $2`,
    [change.shopId, where],
  );
  const known = new Set(told.flatMap((task) => task.busy.map(pairKey)));
  const news = busy.map(toldOf).filter((stretch) => !known.has(pairKey(stretch)));
  if (news.length === 0) return;
  const open = told.find(({ status }) => status === 'open');
  if (open) {
    const more = `UPDATE staff_tasks SET payload = jsonb_set(payload, '{busy}', $2), updated_at = $3 WHERE task_id = $1`;
    await tx.query(more, [open.task_id, JSON.stringify([...open.busy, ...news]), change.at]);
    return;
  }
  const payload = { ...where, end_time: endTime.toISOString(), busy: news };
  await addTask(tx, change, { kind: 'calendar_conflict', payload, customerId });
}

/** A stretch as a task tells it: ISO 8601. */
interface Told {
  from: string;
  to: string;
  bay: number | null;
}

const toldOf = ({ from, to, bay }: Busy): Told => ({ from: from.toISOString(), to: to.toISOString(), bay });
const pairKey = ({ from, to, bay }: Told): string => `${from} ${to} ${bay}`;

/** Tells staff that the calendar does not know of an appointment. While one task of this reason is open, it stands for all. */
export async function raiseFailure(
  tx: EntityManager,
  change: Change,
  appointmentId: string,
  { code }: OutsideError,
): Promise<void> {
  const where = { problem: 'appointments could not be brought to the calendar', code };
  const [known] = await tx.query(
    `SELECT FROM staff_tasks WHERE shop_id = $1 AND kind = 'failed' AND status = 'open' AND payload @> $2 LIMIT 1`,
    [change.shopId, where],
  );
  if (known) return;
  await addTask(tx, change, { kind: 'failed', payload: { ...where, appointment_id: appointmentId } });
}
