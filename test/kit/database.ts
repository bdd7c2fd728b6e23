import { rmSync } from 'node:fs';
import { chmod, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { DataSource } from 'typeorm';
import type { Shop } from '../../entities/shop.ts';
import { type NewId, systemClock, uuidv7 } from '../../src/clock.ts';
import { openDatabase } from '../../src/crm/database.ts';
import { startEmbedded } from '../../src/crm/embedded.ts';
import { migrate } from '../../src/crm/migrate.ts';
import { ensureShop } from '../../src/crm/shops.ts';
import type { Change } from '../../src/crm/writing.ts';
import { silentLog } from '../../src/log.ts';

/** One PostgreSQL for all tests of a process, started by the first that asks: the embedded one, or `TEST_DATABASE_URL`. */
interface Server {
  /** The address of one of its databases. */
  url(database: string): string;
}

/** A database of its own, with its tables and one shop (New York, four bays) and nothing else. */
export interface TestDatabase {
  dataSource: DataSource;
  url: string;
  shop: Shop;
  newId: NewId;
  /** Who changes something: a call at noon (UTC) of December 1st, 2026, unless told otherwise. */
  change(given?: Partial<Change>): Change;
  close(): Promise<void>;
}

export const NOON = new Date('2026-12-01T12:00:00Z');

let server: Promise<Server> | undefined;
let template: Promise<string> | undefined;
let made = 0;
const mine = `test_${process.pid}_${Date.now().toString(36)}`;

export async function testServer(): Promise<Server> {
  server ??= startServer();
  return server;
}

/** A database without tables. */
export async function emptyDatabase(): Promise<string> {
  return create(`${mine}_${++made}`, 'template1');
}

export async function testDatabase(): Promise<TestDatabase> {
  template ??= create(`${mine}_template`, 'template1').then(async (url) => {
    await migrate(url);
    return `${mine}_template`;
  });
  const url = await create(`${mine}_${++made}`, await template);
  const database = await openDatabase({ url, dataDir: '', log: silentLog, clock: systemClock });
  const newId = uuidv7(systemClock);
  const defaults = { name: 'The shop', timeZone: 'America/New_York', bays: 4, phoneNumber: null };
  const shop = await ensureShop(database.dataSource, defaults, { at: NOON, newId });
  const callId = newId();
  return {
    dataSource: database.dataSource,
    url,
    shop,
    newId,
    change: (given) => ({ shopId: shop.shopId, at: NOON, newId, by: { callId }, ...given }),
    close: () => database.close(),
  };
}

async function create(name: string, from: string): Promise<string> {
  const { url } = await testServer();
  await run(url('postgres'), `CREATE DATABASE ${name} TEMPLATE ${from}`);
  return url(name);
}

/** One statement, on a connection of its own. */
export async function run(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

/** A folder that everybody may enter: PostgreSQL runs as another user when we are root. */
export async function openFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'callchart-test-'));
  await chmod(folder, 0o755);
  return folder;
}

async function startServer(): Promise<Server> {
  const given = process.env.TEST_DATABASE_URL;
  const on = (address: string) => (database: string) => {
    const url = new URL(address);
    url.pathname = `/${database}`;
    return url.href;
  };
  if (given) {
    const url = on(given);
    await dropLeftOver(url('postgres'));
    return { url };
  }
  const dataDir = await openFolder();
  // The server ends with us by itself; nobody needs its data then.
  process.once('exit', () => rmSync(dataDir, { recursive: true, force: true }));
  const embedded = await startEmbedded({ dataDir, durable: false, clock: systemClock, log: silentLog });
  return { url: on(embedded.url) };
}

/** On a server that outlives us: what runs whose process is gone have left. */
async function dropLeftOver(url: string): Promise<void> {
  const rows = await run(url, `SELECT datname FROM pg_database WHERE datname ~ '^test_[0-9]+_'`);
  for (const { datname } of rows)
    if (!isRunning(Number(String(datname).split('_')[1])))
      await run(url, `DROP DATABASE IF EXISTS ${datname} WITH (FORCE)`);
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
