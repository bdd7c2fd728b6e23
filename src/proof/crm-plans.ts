import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { base, en, Faker } from '@faker-js/faker';
import type { DataSource } from 'typeorm';
import { seedCrm } from '../../seeds/crm.ts';
import { percentile } from '../bench/percentiles.ts';
import { systemClock, uuidv7 } from '../clock.ts';
import { onCustomersChanged } from '../crm/changed-customers.ts';
import { cardByPhone } from '../crm/customer-card.ts';
import { customerByPhone } from '../crm/customers.ts';
import { openDatabase } from '../crm/database.ts';
import { createLog } from '../log.ts';
import { createMetrics } from '../metrics.ts';
import { type CustomerCache, createCustomerCache, type ShopNumber } from '../sessions/customer-cache.ts';
import { openSessions } from '../sessions/sessions.ts';
import { createShopTime } from '../shop/calendar.ts';
import { createTools } from '../tools/runner.ts';
import { callMix } from './call-mix.ts';
import { addCalls, QUESTIONS, type Sample, samples } from './crm-questions.ts';
import { explain, lastStatement } from './explain.ts';
import { useTools } from './tool-users.ts';

/**
 * How fast the CRM answers at 10,000 customers, measured: each question by its index and without any, look-ups by number, by the cache, and the tools
 * with 100 calls at once. `REDIS_URL` names the Redis to measure; else it is the embedded one, in this process.
 */
const CUSTOMERS = 10_000;
const ZONE = 'America/New_York';
const SAMPLES = 15;
const LOOK_UPS = 2_000;
const CALLS = 100;
const KEPT_MS = 300_000;

const print = (line = '') => process.stdout.write(`${line}\n`);
const ms = (value: number) => value.toFixed(value < 1 ? 3 : 2);
const spread = (values: number[]) =>
  `p50 ${ms(percentile(values, 0.5))} ms, p99 ${ms(percentile(values, 0.99))} ms, longest ${ms(Math.max(...values))} ms (${values.length})`;

async function timed(count: number, work: (i: number) => Promise<unknown>): Promise<number[]> {
  const times: number[] = [];
  for (let i = 0; i < count; i++) {
    const begun = performance.now();
    await work(i);
    times.push(performance.now() - begun);
  }
  return times;
}

async function plans(db: DataSource, people: readonly Sample[]): Promise<void> {
  print('| question | index | ms by index | ms by scan | times |');
  print('| --- | --- | --- | --- | --- |');
  for (const { name, ask } of QUESTIONS) {
    const found: number[] = [];
    const scanned: number[] = [];
    const used = new Set<string>();
    for (const person of people.slice(0, SAMPLES)) {
      const statement = await lastStatement(db, () => ask(db, person));
      const byIndex = await explain(db, statement, { analyze: true });
      const byScan = await explain(db, statement, { analyze: true, forceScan: true });
      for (const index of byIndex.indexes) used.add(index);
      found.push(byIndex.executionMs ?? Number.NaN);
      scanned.push(byScan.executionMs ?? Number.NaN);
    }
    const [fast, slow] = [percentile(found, 0.5), percentile(scanned, 0.5)];
    print(`| ${name} | ${[...used].join(', ')} | ${ms(fast)} | ${ms(slow)} | ${(slow / fast).toFixed(0)} |`);
  }
}

async function byNumber(db: DataSource, numbers: readonly ShopNumber[], cache: CustomerCache): Promise<void> {
  const at = (i: number) => numbers[i % numbers.length] ?? { shopId: '', phoneNumber: '' };
  const ask = (i: number) => customerByPhone(db, at(i).shopId, at(i).phoneNumber);
  await timed(200, ask);
  print(`customer by number, one after another: ${spread(await timed(LOOK_UPS, ask))}`);
  const abreast = await Promise.all(Array.from({ length: 20 }, (_, k) => timed(100, (i) => ask(k * 100 + i))));
  print(`customer by number, 20 at a time: ${spread(abreast.flat())}`);
  const card = (i: number) => cardByPhone(db, at(i).shopId, at(i).phoneNumber);
  print(`their whole card, by the database: ${spread(await timed(LOOK_UPS, card))}`);
  await timed(200, (i) => cache.find(at(i)));
  print(`their whole card, by the cache: ${spread(await timed(LOOK_UPS, (i) => cache.find(at(i % 200))))}`);
}

/** A busy hour in a moment: what would have run out by then is taken out of Redis. */
async function hitRate(numbers: readonly ShopNumber[], cache: CustomerCache, random: () => number): Promise<void> {
  const shopId = numbers[0]?.shopId ?? '';
  const mix = callMix(
    numbers.map(({ phoneNumber }) => phoneNumber),
    1_000,
    random,
  );
  const before = cache.counts();
  const kept = new Map<string, number>();
  for (const { atMs, phoneNumber, does } of mix) {
    const number = { shopId, phoneNumber };
    const since = kept.get(phoneNumber);
    if (does === 'change' || (since !== undefined && atMs - since > KEPT_MS)) {
      await cache.forget([number]);
      kept.delete(phoneNumber);
    }
    if (does === 'change') continue;
    await cache.find(number);
    if (!kept.has(phoneNumber)) kept.set(phoneNumber, atMs);
  }
  const { hits, misses } = cache.counts();
  const [hit, all] = [hits - before.hits, hits + misses - before.hits - before.misses];
  print(`of ${all} look-ups of a busy hour ${hit} were answered by the cache: ${((100 * hit) / all).toFixed(0)} %`);
}

async function main(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'callchart-proof-'));
  await chmod(folder, 0o755);
  const [clock, log] = [systemClock, createLog('warn')];
  const newId = uuidv7(clock);
  const database = await openDatabase({ url: undefined, dataDir: folder, log, clock });
  const sessions = await openSessions({ url: process.env.REDIS_URL, clock, log });
  const db = database.dataSource;
  try {
    const shopTime = createShopTime({ zone: ZONE });
    const now = new Date(clock.now());
    const today = shopTime.dateOf(now);
    const begun = performance.now();
    const made = await seedCrm(db, { customers: CUSTOMERS, seed: 42, asOf: today, zone: ZONE, reset: false });
    print(`${JSON.stringify(made)} in ${((performance.now() - begun) / 1000).toFixed(1)} s\n`);
    await addCalls(db, now);
    const people = await samples(db, LOOK_UPS, now);
    await plans(db, people);

    print();
    const { shopId } = made;
    const load = (number: ShopNumber) => cardByPhone(db, number.shopId, number.phoneNumber);
    const cache = createCustomerCache({ redis: sessions.redis, clock, newId, load });
    onCustomersChanged(db, cache.forget);
    await byNumber(db, people, cache);
    const faker = new Faker({ locale: [en, base], seed: 42 });
    const random = () => faker.number.float();
    await hitRate(people, cache, random);

    const tools = createTools({
      database,
      shopId,
      shopTime,
      vpic: { decode: async () => null },
      clock,
      newId,
      log,
      metrics: createMetrics(),
      transfer: {},
      findCard: (phoneNumber) => cache.find({ shopId, phoneNumber }),
    });
    for (const pauseMs of [1_000, 0]) {
      print(`\n${CALLS} calls at once, ${pauseMs === 0 ? 'without a pause' : `about ${pauseMs} ms`} between tools:`);
      const these = people.slice(pauseMs === 0 ? CALLS : 0).slice(0, CALLS);
      const times = await useTools({ tools, people: these, today, clock, newId, pauseMs, random });
      for (const tool of new Set(times.map((each) => each.tool))) {
        const its = times.filter((each) => each.tool === tool);
        const errors = its.flatMap(({ error }) => error ?? []);
        const told = [...new Set(errors)].map((code) => `${errors.filter((each) => each === code).length} ${code}`);
        print(`${tool}: ${spread(its.map((each) => each.ms))}${told.length > 0 ? `, ${told.join(', ')}` : ''}`);
      }
      print(`all: ${spread(times.map((each) => each.ms))}`);
    }
  } finally {
    await sessions.close();
    await database.close();
    await rm(folder, { recursive: true, force: true });
  }
}

await main();
