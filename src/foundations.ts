import type { Clock, NewId } from './clock.ts';
import { type Config, ConfigError } from './config.ts';
import { type Database, openDatabase } from './crm/database.ts';
import { ensureShop } from './crm/shops.ts';
import { messageOf } from './errors.ts';
import type { Logger } from './log.ts';
import type { Metrics } from './metrics.ts';
import { openSessions, type Sessions } from './sessions/sessions.ts';
import { shopOf } from './shop/of-shop.ts';
import { shopFile } from './shop/shop-file.ts';
import { type StandIns, startStandIns } from './stand-ins.ts';

interface FoundationsOptions {
  config: Config;
  clock: Clock;
  newId: NewId;
  log: Logger;
  metrics: Metrics;
  /** Remembers how to close what has been opened. */
  keep<T>(thing: T, closeIt: (thing: T) => Promise<void> | void): T;
}

export interface Foundations {
  standIns: StandIns;
  database: Database;
  sessions: Sessions;
  shop: { shopId: string } & ReturnType<typeof shopOf>;
}

/**
 * What everything else stands on: the stand-ins for providers without a key, the database, the sessions, and whose shop it is.
 * @throws {ConfigError} when the configured database cannot be had
 */
export async function openFoundations({
  config,
  clock,
  newId,
  log,
  metrics,
  keep,
}: FoundationsOptions): Promise<Foundations> {
  const onTrouble = (code: string) => metrics.providerErrors.inc({ provider: 'redis', code: code.toLowerCase() });
  const opening = [
    startStandIns(config, clock, log).then((it) => keep(it, (all) => all.close())),
    openDatabase({ url: config.DATABASE_URL, dataDir: config.DATA_DIR, log, clock }).then(
      (it) => keep(it, (db) => db.close()),
      (error: unknown) => {
        throw config.DATABASE_URL === undefined ? error : new ConfigError(`DATABASE_URL: ${messageOf(error)}`);
      },
    ),
    openSessions({ url: config.REDIS_URL, standIn: !config.production, clock, log, onTrouble }).then((it) =>
      keep(it, (redis) => redis.close()),
    ),
  ] as const;
  // Whatever opens after another has failed has to be closed too.
  await Promise.allSettled(opening);
  const [standIns, database, sessions] = await Promise.all(opening);
  const file = shopFile();
  const row = await ensureShop(
    database.dataSource,
    {
      name: file.name,
      timeZone: config.SHOP_TIMEZONE,
      bays: file.bays,
      phoneNumber: config.TWILIO_PHONE_NUMBER ?? null,
      language: file.language,
      technicians: file.technicians,
    },
    { at: new Date(clock.now()), newId },
  );
  return { standIns, database, sessions, shop: { shopId: row.shopId, ...shopOf(row, file) } };
}
