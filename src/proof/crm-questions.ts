import type { DataSource } from 'typeorm';
import { appointmentOf, takenBetween, upcomingOf } from '../crm/appointments.ts';
import { freeBays } from '../crm/bays.ts';
import { eventsOf } from '../crm/call-events.ts';
import { callById, callBySid } from '../crm/call-logs.ts';
import { cardById } from '../crm/customer-card.ts';
import { customerById, customerByPhone } from '../crm/customers.ts';
import { historyOf } from '../crm/service-history.ts';
import { openTasks } from '../crm/staff-tasks.ts';
import { vehicleOf, vehiclesOf } from '../crm/vehicles.ts';
import { failuresSince } from '../crm/verification-failures.ts';
import { isUnreachable } from '../messages/texts.ts';
import { appointmentsOf, appointmentWithCustomer, callByKey, outboundCall } from '../outbound/store.ts';

const DAY = 86_400_000;
const EVENTS_OF_A_CALL = 20;

/** Somebody on file, with everything that a question may be about. */
export interface Sample {
  shopId: string;
  customerId: string;
  phoneNumber: string;
  vehicleId: string;
  appointmentId: string;
  callId: string;
  callSid: string;
  now: Date;
}

/** A question that is asked of the CRM, and the indexes by any of which its last statement is answered. */
interface Question {
  name: string;
  by: readonly string[];
  /** As a scan at 10,000 customers, at least; 10 where absent. */
  timesAsFast?: number;
  ask(db: DataSource, sample: Sample): Promise<unknown>;
}

/** Every question of `src/crm`, and of calls out and texts, that is asked while somebody waits, but those of a table with a handful of rows. */
export const QUESTIONS: readonly Question[] = [
  {
    name: 'customer by phone number',
    by: ['customers_by_phone'],
    ask: (db, { shopId, phoneNumber }) => customerByPhone(db, shopId, phoneNumber),
  },
  {
    name: 'customer by id',
    by: ['customers_pkey'],
    ask: (db, { shopId, customerId }) => customerById(db, shopId, customerId),
  },
  {
    name: "a customer's vehicles",
    by: ['vehicles_by_customer'],
    ask: (db, { shopId, customerId }) => vehiclesOf(db, shopId, customerId),
  },
  {
    name: "one of a customer's vehicles",
    by: ['vehicles_by_customer', 'vehicles_pkey'],
    ask: (db, { shopId, customerId, vehicleId }) => vehicleOf(db, shopId, customerId, vehicleId),
  },
  {
    name: "all of a customer's appointments",
    by: ['appointments_by_customer'],
    ask: (db, { shopId, customerId }) => cardById(db, shopId, customerId),
  },
  {
    name: "a customer's upcoming appointments",
    by: ['appointments_by_customer'],
    ask: (db, { shopId, customerId, now }) => upcomingOf(db, shopId, customerId, now),
  },
  {
    name: "one of a customer's appointments",
    by: ['appointments_by_customer', 'appointments_pkey'],
    ask: (db, { shopId, customerId, appointmentId }) => appointmentOf(db, shopId, customerId, appointmentId),
  },
  {
    name: 'what a day has taken',
    by: ['appointments_live_by_time'],
    ask: (db, { shopId, now }) => takenBetween(db, shopId, now, new Date(now.getTime() + DAY)),
  },
  {
    name: 'the bays that are free',
    by: ['appointments_bay_is_free', 'appointments_vehicle_is_free'],
    ask: (db, { shopId, callId, now }) => {
      const startTime = new Date(now.getTime() + DAY + 15 * 3_600_000);
      const span = { startTime, endTime: new Date(startTime.getTime() + 30 * 60_000) };
      return freeBays(db.manager, { shopId, at: now, by: { callId } }, [1, 2, 3, 4], span, null);
    },
  },
  {
    name: 'what was done to a vehicle',
    by: ['service_history_by_vehicle'],
    ask: (db, { shopId, customerId, vehicleId }) => historyOf(db, shopId, customerId, vehicleId, 10),
  },
  {
    name: 'wrong answers of the last days',
    by: ['verification_failures_by_customer'],
    ask: (db, { shopId, customerId, now }) => failuresSince(db, shopId, customerId, new Date(now.getTime() - 2 * DAY)),
  },
  {
    name: 'what staff has to do',
    by: ['staff_tasks_open'],
    // A list that is long: what is found has to be read as well.
    timesAsFast: 3,
    ask: (db, { shopId }) => openTasks(db, shopId),
  },
  { name: 'a call by its id', by: ['call_logs_pkey'], ask: (db, { callId }) => callById(db, callId) },
  {
    name: "a call by the carrier's name",
    by: ['call_logs_call_sid_key'],
    ask: (db, { callSid }) => callBySid(db, callSid),
  },
  {
    name: 'who comes on a day',
    by: ['appointments_by_start'],
    ask: (db, { shopId, now }) => appointmentsOf(db, shopId, { from: now, to: new Date(now.getTime() + DAY) }),
  },
  {
    name: 'whom a call of ours is about',
    by: ['customers_pkey'],
    ask: (db, { shopId, appointmentId }) => appointmentWithCustomer(db, shopId, appointmentId),
  },
  {
    name: 'a call of ours by its id',
    by: ['outbound_calls_pkey'],
    ask: (db, { callId }) => outboundCall(db, callId),
  },
  {
    name: 'a call that was asked for before',
    by: ['outbound_calls_are_asked_for_once'],
    ask: (db, { shopId, callId }) => callByKey(db, shopId, callId),
  },
  {
    name: 'whether texts reach a number',
    by: ['messages_refused'],
    ask: (db, { shopId, phoneNumber }) => isUnreachable(db, shopId, phoneNumber),
  },
  { name: 'the events of a call', by: ['call_events_pkey'], ask: (db, { callId }) => eventsOf(db, callId) },
];

/** Calls, ours among them, their events, texts, tasks and failures in proportion to the customers: seeds have none. */
export async function addCalls(db: DataSource, now: Date): Promise<void> {
  await db.query(
    `INSERT INTO call_logs (call_id, call_sid, customer_id, direction, from_number, started_at, ended_at, duration_seconds,
       outcome, transcript, tools, tokens, shop_id, created_at, updated_at)
     SELECT gen_random_uuid(), 'CA' || replace(customer_id::text, '-', ''), customer_id, 'inbound', phone_number, at, at + interval '2 minutes',
       120, 'completed', '[]', '[]', '{}', shop_id, at, at
     FROM customers, LATERAL (SELECT $1::timestamptz - random() * interval '300 days' AS at) AS begun`,
    [now],
  );
  // One by one: all together take longer than a statement may.
  for (let seq = 1; seq <= EVENTS_OF_A_CALL; seq++)
    await db.query(
      `INSERT INTO call_events (call_id, seq, at, source, type, payload, chart_version, shop_id, created_at, updated_at)
       SELECT call_id, $1::int, started_at, 'call', 'stt.heard', '{}', '1', shop_id, started_at, started_at FROM call_logs`,
      [seq],
    );
  await db.query(
    `INSERT INTO verification_failures (failure_id, customer_id, at, shop_id, created_at, updated_at)
     SELECT gen_random_uuid(), customer_id, at, shop_id, at, at
     FROM customers, generate_series(1, 2), LATERAL (SELECT $1::timestamptz - random() * interval '300 days' AS at) AS failed`,
    [now],
  );
  await db.query(
    `INSERT INTO staff_tasks (task_id, kind, status, payload, shop_id, created_at, updated_at)
     SELECT gen_random_uuid(), 'call_back', CASE WHEN random() < 0.01 THEN 'open' ELSE 'done' END, '{}', shop_id, started_at, started_at
     FROM call_logs`,
  );
  await db.query(
    `INSERT INTO outbound_calls (call_id, scenario, appointment_id, customer_id, to_number, to_number_on_file, for_time, attempt,
       idempotency_key, shop_id, created_at, updated_at)
     SELECT call_id, 'reminder', appointment_id, customer_id, from_number, true, start_time, NULL, call_id, l.shop_id, started_at, started_at
     FROM call_logs l JOIN LATERAL (
       SELECT appointment_id, start_time FROM appointments a WHERE a.customer_id = l.customer_id LIMIT 1) AS theirs ON true`,
  );
  await db.query(
    `INSERT INTO messages (message_id, kind, customer_id, appointment_id, to_number, body, status, error_code, shop_id, created_at, updated_at)
     SELECT gen_random_uuid(), 'booked', customer_id, appointment_id, to_number, 'Booked.', CASE WHEN failed THEN 'failed' ELSE 'delivered' END,
       CASE WHEN failed THEN '21614' END, shop_id, created_at, created_at
     FROM outbound_calls, generate_series(1, 4), LATERAL (SELECT random() < 0.05 AS failed WHERE to_number <> '') AS came`,
  );
  await db.query('ANALYZE outbound_calls, messages, call_logs, call_events, verification_failures, staff_tasks');
}

/** So many people on file who have a vehicle, an appointment and a call, spread over all of them. */
export async function samples(db: DataSource, count: number, now: Date): Promise<Sample[]> {
  const rows: Omit<Sample, 'now'>[] = await db.query(
    `SELECT c.shop_id AS "shopId", c.customer_id AS "customerId", c.phone_number AS "phoneNumber", a.vehicle_id AS "vehicleId",
       a.appointment_id AS "appointmentId", l.call_id AS "callId", l.call_sid AS "callSid"
     FROM customers c JOIN appointments a USING (customer_id) JOIN call_logs l USING (customer_id)
     ORDER BY md5(c.customer_id::text) LIMIT $1`,
    [count],
  );
  return rows.map((row) => ({ ...row, now }));
}
