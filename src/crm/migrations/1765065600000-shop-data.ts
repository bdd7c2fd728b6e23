import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = [
  `ALTER TABLE shops
    ADD COLUMN disclosure text,
    ADD COLUMN street text CHECK (street <> ''),
    ADD COLUMN city text CHECK (city <> ''),
    ADD COLUMN state text CHECK (state ~ '^[A-Z]{2}$'),
    ADD COLUMN zip_code text CHECK (zip_code ~ '^[0-9]{5}(-[0-9]{4})?$'),
    ADD COLUMN directions text CHECK (directions <> ''),
    ADD CONSTRAINT shops_have_whole_addresses CHECK (num_nulls(street, city, state, zip_code) IN (0, 4))`,
  `ALTER TABLE technicians
    ADD COLUMN bays integer[] CHECK (cardinality(bays) > 0),
    ADD COLUMN services text[] CHECK (cardinality(services) > 0)`,
  // A call costs a few cents: hundredths of a cent are worth keeping.
  `ALTER TABLE call_logs ALTER COLUMN cost TYPE numeric(12, 4)`,
];

const DOWN = [
  `ALTER TABLE call_logs ALTER COLUMN cost TYPE numeric(10, 2)`,
  `ALTER TABLE technicians DROP COLUMN bays, DROP COLUMN services`,
  `ALTER TABLE shops DROP CONSTRAINT shops_have_whole_addresses, DROP COLUMN disclosure, DROP COLUMN street,
    DROP COLUMN city, DROP COLUMN state, DROP COLUMN zip_code, DROP COLUMN directions`,
];

/** Where a shop is and what it discloses; where a technician works and on what; what a call costs to the hundredth of a cent. */
export class ShopData1765065600000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await runner.query(statement);
  }
}
