import type { MigrationInterface, QueryRunner } from 'typeorm';

const ROW = `shop_id uuid NOT NULL REFERENCES shops, created_at timestamptz NOT NULL, updated_at timestamptz NOT NULL`;
const E164 = `~ '^\\+[1-9][0-9]{6,14}$'`;

// 49 CFR 565.15: each character has a value and each position a weight; the sum's remainder by 11 stands in position 9, ten as X. Region codes 1–5,
// and 7 unless followed by A–E, are North America's (ISO 3780); elsewhere position 9 may be anything.
const CHECK_DIGIT = `
  CREATE FUNCTION vin_check_digit_holds(vin text) RETURNS boolean
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN vin !~ '^([1-5]|7[^A-E])' OR substr(vin, 9, 1) = substr('0123456789X', 1 + (
      SELECT sum(
        translate(substr(vin, i, 1), 'ABCDEFGHJKLMNPRSTUVWXYZ', '12345678123457923456789')::integer
        * (ARRAY[8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2])[i])
      FROM generate_series(1, 17) AS i)::integer % 11, 1)`;

const UP = [
  // Texts have a consent of their own: STOP takes it back, whatever was said of reminders.
  `ALTER TABLE customers
    ADD COLUMN text_consent boolean,
    ADD COLUMN text_consent_at timestamptz,
    ADD COLUMN text_consent_source text,
    ADD CONSTRAINT customers_text_consent_is_told
      CHECK (text_consent IS NULL OR (text_consent_at IS NOT NULL AND text_consent_source IS NOT NULL)),
    ADD CONSTRAINT customers_birth_is_plausible CHECK (date_of_birth >= '1900-01-01')`,

  CHECK_DIGIT,
  // A VIN that cannot be was misheard, and is asked for again when the car is next seen. What was written stays in the trace.
  `INSERT INTO change_traces (trace_id, entity, entity_id, action, person, at, before, after, shop_id, created_at, updated_at)
    SELECT gen_random_uuid(), 'vehicle', vehicle_id, 'update', 'migration', now(), jsonb_build_object('vin', vin), '{"vin": null}',
      shop_id, now(), now()
    FROM vehicles WHERE NOT vin_check_digit_holds(vin)`,
  `UPDATE vehicles SET vin = NULL, updated_at = now() WHERE NOT vin_check_digit_holds(vin)`,
  // The form is looked at first: the constraints of a table are tried in no promised order, and not every letter has a value.
  `ALTER TABLE vehicles ADD CONSTRAINT vehicles_vin_check_digit
    CHECK (CASE WHEN vin ~ '^[A-HJ-NPR-Z0-9]{17}$' THEN vin_check_digit_holds(vin) END)`,

  `CREATE TABLE technicians (
    technician_id uuid PRIMARY KEY,
    name text NOT NULL CHECK (name <> ''),
    active boolean NOT NULL,
    ${ROW},
    CONSTRAINT technicians_have_names_of_their_own UNIQUE (shop_id, name)
  )`,
  `INSERT INTO technicians (technician_id, name, active, shop_id, created_at, updated_at)
    SELECT gen_random_uuid(), technician, true, shop_id, min(created_at), min(created_at)
    FROM (SELECT technician, shop_id, created_at FROM service_history
          UNION ALL SELECT technician, shop_id, created_at FROM appointments) AS work
    WHERE technician <> '' GROUP BY technician, shop_id`,
  ...['appointments', 'service_history'].flatMap((table) => [
    `UPDATE ${table} SET technician = NULL WHERE technician = ''`,
    `ALTER TABLE ${table} ADD CONSTRAINT ${table}_technician_works_here
      FOREIGN KEY (shop_id, technician) REFERENCES technicians (shop_id, name) ON UPDATE CASCADE`,
  ]),

  // A number or nothing: carriers write other things too (`sip:…`, `client:…`).
  ...['from_number', 'to_number', 'transferred_to'].flatMap((column) => [
    `UPDATE call_logs SET ${column} = NULL WHERE NOT (${column} ${E164})`,
    `ALTER TABLE call_logs ADD CONSTRAINT call_logs_${column}_is_e164 CHECK (${column} ${E164})`,
  ]),

  // Two records of one person become one: everything that hangs on a customer is found by the customer.
  `CREATE INDEX service_history_by_customer ON service_history (shop_id, customer_id)`,
  `CREATE INDEX customers_to_merge ON customers (merge_with) WHERE merge_with IS NOT NULL`,
  `CREATE INDEX staff_tasks_by_customer ON staff_tasks (customer_id) WHERE customer_id IS NOT NULL`,
];

const DOWN = [
  `DROP INDEX staff_tasks_by_customer, customers_to_merge, service_history_by_customer`,
  `ALTER TABLE call_logs
    DROP CONSTRAINT call_logs_from_number_is_e164,
    DROP CONSTRAINT call_logs_to_number_is_e164,
    DROP CONSTRAINT call_logs_transferred_to_is_e164`,
  `ALTER TABLE appointments DROP CONSTRAINT appointments_technician_works_here`,
  `ALTER TABLE service_history DROP CONSTRAINT service_history_technician_works_here`,
  `DROP TABLE technicians`,
  `ALTER TABLE vehicles DROP CONSTRAINT vehicles_vin_check_digit`,
  `DROP FUNCTION vin_check_digit_holds`,
  `ALTER TABLE customers
    DROP CONSTRAINT customers_birth_is_plausible,
    DROP CONSTRAINT customers_text_consent_is_told,
    DROP COLUMN text_consent, DROP COLUMN text_consent_at, DROP COLUMN text_consent_source`,
];

/** What a dealership keeps besides: consent to texts, who works on the cars, and VINs whose check digit holds. */
export class Dealership1764633600000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await runner.query(statement);
  }
}
