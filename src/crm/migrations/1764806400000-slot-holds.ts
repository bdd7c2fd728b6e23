import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Slots that calls have proposed. No exclusion constraint: whether a hold still holds depends on the time, which no constraint may look at. They are
 * written one after another instead, under the lock that bookings queue for. As few rows as there are calls.
 */
export class SlotHolds1764806400000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE slot_holds (
      hold_id uuid PRIMARY KEY,
      call_id uuid NOT NULL,
      start_time timestamptz NOT NULL,
      end_time timestamptz NOT NULL,
      bay integer NOT NULL CHECK (bay >= 1),
      expires_at timestamptz NOT NULL,
      shop_id uuid NOT NULL REFERENCES shops,
      created_at timestamptz NOT NULL,
      updated_at timestamptz NOT NULL,
      CONSTRAINT slot_holds_one_a_call UNIQUE (shop_id, call_id),
      CONSTRAINT slot_holds_end_after_start CHECK (end_time > start_time)
    )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE slot_holds');
  }
}
