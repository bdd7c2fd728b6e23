import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = [
  // Which days' calls have been chosen: a server that comes up later in the day must be able to tell.
  `CREATE TABLE outbound_rounds (
    round_id uuid PRIMARY KEY,
    held_on date NOT NULL,
    shop_id uuid NOT NULL REFERENCES shops,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT outbound_rounds_once_a_day UNIQUE (shop_id, held_on)
  )`,
  // Before a text is sent: has this number ever been refused for good? Few have.
  `CREATE INDEX messages_refused ON messages (shop_id, to_number, error_code) WHERE error_code IS NOT NULL`,
];

const DOWN = [`DROP INDEX messages_refused`, `DROP TABLE outbound_rounds`];

/** The rounds of calls that were held, and the texts that never reach anybody. */
export class Outreach1764993600000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await runner.query(statement);
  }
}
