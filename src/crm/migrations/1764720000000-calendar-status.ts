import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = [
  `ALTER TABLE appointments ADD COLUMN calendar_status text CHECK (calendar_status IN ('awaiting', 'written', 'failed'))`,
  // What is looked for at every start: the few that the calendar does not know of yet.
  `CREATE INDEX appointments_not_in_calendar ON appointments (shop_id, start_time) WHERE calendar_status IN ('awaiting', 'failed')`,
];

/** How far the calendar knows of an appointment. */
export class CalendarStatus1764720000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE appointments DROP COLUMN calendar_status');
  }
}
