import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { systemClock } from '../clock.ts';
import { startEmbedded } from '../crm/embedded.ts';
import { steadyClock } from '../flows/steady-clock.ts';
import { silentLog } from '../log.ts';
import { startEmbeddedRedis } from '../sessions/embedded.ts';
import { type Disobedience, disobedientCalls } from './disobedience/run.ts';

const AT_ONCE = 12;
const SPEED = 8;

/**
 * Whole calls with a model that obeys nothing, on a server and a database of their own, and what must hold whatever it does.
 * `npx tsx src/proof/disobedient.ts [--calls 300] [--seed 1]`
 */
export async function provenObedience(
  calls: number,
  seed: number,
  onCall?: (line: string) => void,
): Promise<Disobedience> {
  const dataDir = await mkdtemp(join(tmpdir(), 'callchart-disobedient-'));
  const closers: (() => Promise<void> | void)[] = [() => rm(dataDir, { recursive: true, force: true })];
  try {
    const database = await startEmbedded({ dataDir, durable: false, clock: systemClock, log: silentLog });
    closers.push(() => database.stop());
    const redis = await startEmbeddedRedis();
    closers.push(() => redis.close());
    const clock = steadyClock(SPEED);
    closers.push(() => clock.stop());
    const stores = { databaseUrl: database.url, redisUrl: redis.url };
    return await disobedientCalls({ calls, seed, clock, ...stores, atOnce: AT_ONCE, ...(onCall && { onCall }) });
  } finally {
    for (const close of closers.reverse()) await close();
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({
    options: { calls: { type: 'string', default: '300' }, seed: { type: 'string', default: '1' } },
  });
  const print = (line: string) => process.stdout.write(`${line}\n`);
  const { calls, asked, refused, changes, verified, breaches } = await provenObedience(
    Number(values.calls),
    Number(values.seed),
    print,
  );
  print(
    `refused: ${Object.entries(refused)
      .map(([code, times]) => `${code} ${times}`)
      .join(', ')}`,
  );
  for (const breach of breaches) print(`BREACH ${breach}`);
  print(
    `${calls} calls: ${asked} tools asked for, ${verified} callers verified, ${changes} changes made, ${breaches.length} rules broken`,
  );
  process.exit(breaches.length > 0 ? 1 : 0);
}
