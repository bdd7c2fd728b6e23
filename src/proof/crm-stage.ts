import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DataSource } from 'typeorm';
import { seedCrm } from '../../seeds/crm.ts';
import { type Clock, type NewId, systemClock, uuidv7 } from '../clock.ts';
import { onCustomersChanged } from '../crm/changed-customers.ts';
import { cardByPhone } from '../crm/customer-card.ts';
import { type Database, openDatabase } from '../crm/database.ts';
import { createLog } from '../log.ts';
import { type CustomerCache, createCustomerCache, type ShopNumber } from '../sessions/customer-cache.ts';
import { openSessions } from '../sessions/sessions.ts';
import { createShopTime, type ShopTime } from '../shop/calendar.ts';
import { addCalls, type Sample, samples } from './crm-questions.ts';

const ZONE = 'America/New_York';
const CUSTOMERS = 10_000;
const PEOPLE = 2_000;

/** A CRM of the size that is asked for, with everything that asks it questions. */
export interface CrmStage {
  database: Database;
  db: DataSource;
  shopId: string;
  shopTime: ShopTime;
  cache: CustomerCache;
  /** Spread over all customers. */
  people: readonly Sample[];
  clock: Clock;
  newId: NewId;
  today: string;
  seeded: { seconds: number; customers: number; vehicles: number; appointments: number; visits: number };
  close(): Promise<void>;
}

/** `REDIS_URL` names the Redis to measure; else it is the embedded one, in this process. */
export async function openCrmStage(): Promise<CrmStage> {
  const folder = await mkdtemp(join(tmpdir(), 'callchart-proof-'));
  await chmod(folder, 0o755);
  const closers: (() => Promise<void>)[] = [() => rm(folder, { recursive: true, force: true })];
  const close = async () => {
    for (const step of closers.splice(0).reverse()) await step();
  };
  try {
    const [clock, log] = [systemClock, createLog('fatal')];
    const newId = uuidv7(clock);
    const database = await openDatabase({ url: undefined, dataDir: folder, log, clock });
    closers.push(() => database.close());
    const sessions = await openSessions({ url: process.env.REDIS_URL, clock, log });
    closers.push(() => sessions.close());
    const db = database.dataSource;
    const shopTime = createShopTime({ zone: ZONE });
    const now = new Date(clock.now());
    const today = shopTime.dateOf(now);
    const begun = performance.now();
    const { shopId, ...counts } = await seedCrm(db, {
      customers: CUSTOMERS,
      seed: 42,
      asOf: today,
      zone: ZONE,
      reset: false,
    });
    const seconds = Math.round((performance.now() - begun) / 100) / 10;
    await addCalls(db, now);
    const people = await samples(db, PEOPLE, now);
    const load = (number: ShopNumber) => cardByPhone(db, number.shopId, number.phoneNumber);
    const cache = createCustomerCache({ redis: sessions.redis, clock, newId, load });
    onCustomersChanged(db, cache.forget);
    const seeded = { seconds, ...counts };
    return { database, db, shopId, shopTime, cache, people, clock, newId, today, seeded, close };
  } catch (error) {
    await close();
    throw error;
  }
}
