import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What every table has beside its own columns. */
const ROW = `shop_id uuid NOT NULL REFERENCES shops, created_at timestamptz NOT NULL, updated_at timestamptz NOT NULL`;
const E164 = `~ '^\\+[1-9][0-9]{6,14}$'`;
const SERVICE = `IN ('oil_change', 'tire_rotation', 'inspection', 'brake_service', 'engine_diagnostics', 'general_maintenance')`;
const LIVE = `status IN ('scheduled', 'confirmed', 'in_progress')`;

const UP = [
  // Equality of shop, bay and vehicle inside a GiST exclusion constraint. A trusted extension: no superuser needed.
  `CREATE EXTENSION IF NOT EXISTS btree_gist`,

  `CREATE TABLE shops (
    shop_id uuid PRIMARY KEY,
    name text NOT NULL,
    phone_number text UNIQUE CHECK (phone_number ${E164}),
    time_zone text NOT NULL,
    hours jsonb,
    bays integer NOT NULL CHECK (bays BETWEEN 1 AND 100),
    greeting text,
    language text NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
  )`,

  `CREATE TABLE customers (
    customer_id uuid PRIMARY KEY,
    first_name text NOT NULL CHECK (first_name <> ''),
    last_name text NOT NULL,
    phone_number text NOT NULL CHECK (phone_number ${E164}),
    email text CHECK (email ~ '^[^@[:space:]]+@[^@[:space:]]+[.][^@[:space:]]+$'),
    street text,
    city text,
    state text CHECK (state ~ '^[A-Z]{2}$'),
    zip_code text CHECK (zip_code ~ '^[0-9]{5}(-[0-9]{4})?$'),
    date_of_birth date,
    language text,
    contact_preference text CHECK (contact_preference IN ('phone', 'text', 'email')),
    reminder_consent boolean,
    reminder_consent_at timestamptz,
    reminder_consent_source text,
    merge_with uuid REFERENCES customers,
    ${ROW},
    CHECK (merge_with <> customer_id),
    CHECK (reminder_consent IS NULL OR (reminder_consent_at IS NOT NULL AND reminder_consent_source IS NOT NULL))
  )`,
  `CREATE INDEX customers_by_phone ON customers (shop_id, phone_number, created_at)`,

  `CREATE TABLE vehicles (
    vehicle_id uuid PRIMARY KEY,
    customer_id uuid NOT NULL REFERENCES customers,
    vin text CHECK (vin ~ '^[A-HJ-NPR-Z0-9]{17}$'),
    year integer NOT NULL CHECK (year BETWEEN 1900 AND 2100),
    make text NOT NULL CHECK (make <> ''),
    model text NOT NULL CHECK (model <> ''),
    color text,
    license_plate text,
    license_state text CHECK (license_state ~ '^[A-Z]{2}$'),
    current_mileage integer CHECK (current_mileage >= 0),
    next_service_type text CHECK (next_service_type ${SERVICE}),
    next_service_date date,
    next_service_mileage integer CHECK (next_service_mileage >= 0),
    ${ROW}
  )`,
  `CREATE INDEX vehicles_by_customer ON vehicles (shop_id, customer_id, created_at)`,
  `CREATE INDEX vehicles_by_vin ON vehicles (shop_id, vin) WHERE vin IS NOT NULL`,

  // The two exclusion constraints are the last word on overlaps. Their indexes also answer "what is taken between".
  `CREATE TABLE appointments (
    appointment_id uuid PRIMARY KEY,
    customer_id uuid NOT NULL REFERENCES customers,
    vehicle_id uuid NOT NULL REFERENCES vehicles,
    service_type text NOT NULL CHECK (service_type ${SERVICE}),
    start_time timestamptz NOT NULL,
    end_time timestamptz NOT NULL,
    bay integer NOT NULL CHECK (bay >= 1),
    technician text,
    status text NOT NULL CHECK (status IN ('scheduled', 'confirmed', 'in_progress', 'completed', 'cancelled', 'no_show')),
    confirmed_at timestamptz,
    cancelled_at timestamptz,
    cancel_reason text CHECK (
      cancel_reason IN ('schedule_conflict', 'got_service_elsewhere', 'vehicle_sold', 'issue_resolved', 'other')),
    notes text,
    estimated_cost numeric(10,2) CHECK (estimated_cost >= 0),
    actual_cost numeric(10,2) CHECK (actual_cost >= 0),
    calendar_event_id text,
    booked_by text NOT NULL CHECK (booked_by IN ('phone_agent', 'staff', 'online')),
    call_sid text,
    call_id uuid,
    ${ROW},
    CONSTRAINT appointments_end_after_start CHECK (end_time > start_time),
    CONSTRAINT appointments_bay_is_free EXCLUDE USING gist
      (shop_id WITH =, bay WITH =, tstzrange(start_time, end_time, '[)') WITH &&) WHERE (${LIVE}),
    CONSTRAINT appointments_vehicle_is_free EXCLUDE USING gist
      (shop_id WITH =, vehicle_id WITH =, tstzrange(start_time, end_time, '[)') WITH &&) WHERE (${LIVE})
  )`,
  `CREATE INDEX appointments_by_customer ON appointments (shop_id, customer_id, start_time)`,
  `CREATE INDEX appointments_live_by_time ON appointments (shop_id, start_time) WHERE ${LIVE}`,
  `CREATE INDEX appointments_by_vehicle ON appointments (vehicle_id)`,

  `CREATE TABLE service_history (
    service_id uuid PRIMARY KEY,
    vehicle_id uuid NOT NULL REFERENCES vehicles,
    customer_id uuid NOT NULL REFERENCES customers,
    appointment_id uuid REFERENCES appointments,
    service_type text NOT NULL CHECK (service_type ${SERVICE}),
    performed_at timestamptz NOT NULL,
    services_performed text[] NOT NULL,
    parts jsonb NOT NULL,
    mileage integer CHECK (mileage >= 0),
    technician text,
    cost numeric(10,2) CHECK (cost >= 0),
    next_due_date date,
    next_due_mileage integer CHECK (next_due_mileage >= 0),
    ${ROW}
  )`,
  `CREATE INDEX service_history_by_vehicle ON service_history (shop_id, vehicle_id, performed_at DESC)`,

  `CREATE TABLE call_logs (
    call_id uuid PRIMARY KEY,
    call_sid text UNIQUE,
    customer_id uuid REFERENCES customers,
    direction text NOT NULL CHECK (direction IN ('inbound', 'outbound')),
    scenario text,
    from_number text,
    to_number text,
    started_at timestamptz NOT NULL,
    ended_at timestamptz CHECK (ended_at >= started_at),
    duration_seconds integer CHECK (duration_seconds >= 0),
    outcome text CHECK (outcome IN ('completed', 'caller_hung_up', 'transferred', 'callback_recorded', 'silent', 'too_long',
      'dropped', 'failed', 'refused', 'busy', 'no_answer', 'canceled', 'voicemail')),
    transcript jsonb NOT NULL,
    tools jsonb NOT NULL,
    tokens jsonb NOT NULL,
    cost numeric(10,2),
    transferred_to text,
    chart_version text,
    ${ROW},
    CHECK ((ended_at IS NULL) = (outcome IS NULL))
  )`,
  `CREATE INDEX call_logs_by_time ON call_logs (shop_id, started_at DESC)`,
  `CREATE INDEX call_logs_by_customer ON call_logs (customer_id, started_at DESC)`,

  // No foreign key: the log's row may be late when the database is, and no event is to be lost for that.
  `CREATE TABLE call_events (
    call_id uuid NOT NULL,
    seq integer NOT NULL CHECK (seq >= 1),
    at timestamptz NOT NULL,
    source text NOT NULL,
    type text NOT NULL,
    payload jsonb NOT NULL,
    chart_version text NOT NULL,
    ${ROW},
    PRIMARY KEY (call_id, seq)
  )`,

  `CREATE TABLE staff_tasks (
    task_id uuid PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('call_back', 'merge_customers', 'calendar_conflict', 'failed')),
    status text NOT NULL CHECK (status IN ('open', 'done', 'dismissed')),
    payload jsonb NOT NULL,
    call_id uuid,
    customer_id uuid REFERENCES customers,
    ${ROW}
  )`,
  `CREATE INDEX staff_tasks_open ON staff_tasks (shop_id, created_at) WHERE status = 'open'`,

  `CREATE TABLE verification_failures (
    failure_id uuid PRIMARY KEY,
    customer_id uuid NOT NULL REFERENCES customers,
    at timestamptz NOT NULL,
    call_id uuid,
    ${ROW}
  )`,
  `CREATE INDEX verification_failures_by_customer ON verification_failures (shop_id, customer_id, at)`,

  `CREATE TABLE change_traces (
    trace_id uuid PRIMARY KEY,
    entity text NOT NULL CHECK (entity IN ('customer', 'vehicle', 'appointment')),
    entity_id uuid NOT NULL,
    action text NOT NULL CHECK (action IN ('create', 'update', 'cancel', 'reschedule', 'confirm')),
    call_id uuid,
    person text,
    at timestamptz NOT NULL,
    before jsonb,
    after jsonb,
    ${ROW},
    CHECK (num_nonnulls(call_id, person) = 1)
  )`,
  `CREATE INDEX change_traces_by_entity ON change_traces (entity, entity_id, at)`,
];

const TABLES = [
  'change_traces',
  'verification_failures',
  'staff_tasks',
  'call_events',
  'call_logs',
  'service_history',
  'appointments',
  'vehicles',
  'customers',
  'shops',
];

/** The tables of the first release. Its words are written out here: a migration says what was true when it was written. */
export class FirstTables1764547200000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE ${TABLES.join(', ')}`);
  }
}
