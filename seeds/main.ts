import { systemClock } from '../src/clock.ts';
import { ConfigError, readConfig } from '../src/config.ts';
import { openDatabase } from '../src/crm/database.ts';
import { OutsideError } from '../src/errors.ts';
import { createLog } from '../src/log.ts';
import { createShopTime } from '../src/shop/calendar.ts';
import { NotEmpty, seedCrm } from './crm.ts';
import { readOptions, UsageError } from './options.ts';
import { progressBar } from './progress.ts';

/** `npm run seed`: fills the database of `DATABASE_URL`, or the embedded one under `DATA_DIR`. */
async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  const config = readConfig(process.env);
  const zone = config.SHOP_TIMEZONE;
  const clock = systemClock;
  const begun = performance.now();
  const log = createLog('warn');
  const database = await openDatabase({ url: config.DATABASE_URL, dataDir: config.DATA_DIR, log, clock });
  try {
    const asOf = options.asOf ?? createShopTime({ zone }).dateOf(new Date(clock.now()));
    const made = await seedCrm(database.dataSource, {
      ...options,
      asOf,
      zone,
      onProgress: progressBar(process.stderr),
    });
    const count = (number: number) => number.toLocaleString('en-US');
    const seconds = ((performance.now() - begun) / 1000).toFixed(1);
    process.stdout.write(
      `${count(made.customers)} customers, ${count(made.vehicles)} vehicles, ${count(made.appointments)} appointments and ` +
        `${count(made.visits)} visits as of ${asOf} (seed ${options.seed}), in ${seconds} s\n`,
    );
  } finally {
    await database.close();
  }
}

main().catch((thrown: unknown) => {
  const expected = [UsageError, ConfigError, NotEmpty, OutsideError].some((kind) => thrown instanceof kind);
  const told = thrown instanceof Error ? (expected ? thrown.message : thrown.stack) : String(thrown);
  process.stderr.write(`seed: ${told}\n`);
  process.exitCode = 1;
});
