import type { MigrationInterface, QueryRunner } from 'typeorm';

const ROW = `shop_id uuid NOT NULL REFERENCES shops, created_at timestamptz NOT NULL, updated_at timestamptz NOT NULL`;
const E164 = `~ '^\\+[1-9][0-9]{6,14}$'`;

const UP = [
  `CREATE TABLE outbound_calls (
    call_id uuid PRIMARY KEY,
    scenario text NOT NULL CHECK (scenario IN ('reminder', 'follow-up')),
    appointment_id uuid NOT NULL REFERENCES appointments,
    customer_id uuid NOT NULL REFERENCES customers,
    to_number text NOT NULL CHECK (to_number ${E164}),
    to_number_on_file boolean NOT NULL,
    for_time timestamptz NOT NULL,
    attempt integer CHECK (attempt >= 1),
    idempotency_key text CHECK (length(idempotency_key) BETWEEN 1 AND 255),
    answered_at timestamptz,
    ${ROW},
    CONSTRAINT outbound_calls_are_asked_for_once UNIQUE (shop_id, idempotency_key),
    CONSTRAINT outbound_calls_are_tried_once UNIQUE (appointment_id, scenario, for_time, attempt)
  )`,
  `CREATE INDEX outbound_calls_by_customer ON outbound_calls (customer_id)`,
  // Who is to be reminded tomorrow, who came three days ago: by day, over the whole shop.
  `CREATE INDEX appointments_by_start ON appointments (shop_id, start_time)`,

  `CREATE TABLE messages (
    message_id uuid PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('booked', 'moved', 'cancelled')),
    customer_id uuid NOT NULL REFERENCES customers,
    appointment_id uuid NOT NULL REFERENCES appointments,
    to_number text NOT NULL CHECK (to_number ${E164}),
    body text NOT NULL CHECK (length(body) BETWEEN 1 AND 1600),
    status text NOT NULL CHECK (status IN ('sending', 'queued', 'sent', 'delivered', 'undelivered', 'failed')),
    message_sid text UNIQUE,
    error_code text,
    ${ROW}
  )`,
  `CREATE INDEX messages_by_customer ON messages (customer_id, created_at DESC)`,
  `CREATE INDEX messages_by_appointment ON messages (appointment_id)`,
];

const DOWN = [`DROP TABLE messages, outbound_calls`, `DROP INDEX appointments_by_start`];

/** Calls that the shop places, and the texts that it sends. */
export class Outbound1764892800000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await runner.query(statement);
  }
}
