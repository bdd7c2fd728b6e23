import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../clock.ts';
import { startEmbedded } from '../crm/embedded.ts';
import { createLog } from '../log.ts';
import { startEmbeddedRedis } from '../sessions/embedded.ts';
import { createRunner, type Runner } from './runner.ts';
import { steadyClock } from './steady-clock.ts';

export interface OpenRunner extends Runner {
  databaseUrl: string;
  redisUrl: string;
}

/** A runner with a database and a Redis of its own, in a folder that is gone afterwards. */
export async function openRunner({ speed, atOnce }: { speed: number; atOnce: number }): Promise<OpenRunner> {
  const log = createLog(process.env.LOG_LEVEL ?? 'fatal');
  const closers: (() => Promise<void> | void)[] = [];
  const close = async () => {
    for (const step of closers.splice(0).reverse()) await step();
  };
  try {
    const dataDir = await mkdtemp(join(tmpdir(), 'callchart-replay-'));
    closers.push(() => rm(dataDir, { recursive: true, force: true }));
    // PostgreSQL does not run as root: its own user has to be able to enter.
    await chmod(dataDir, 0o711);
    const database = await startEmbedded({ dataDir, durable: false, clock: systemClock, log });
    closers.push(() => database.stop());
    const redis = await startEmbeddedRedis();
    closers.push(() => redis.close());
    const clock = steadyClock(speed);
    closers.push(() => clock.stop());
    const runner = createRunner({ clock, log, databaseUrl: database.url, redisUrl: redis.url, atOnce });
    closers.push(() => runner.close());
    return { ...runner, databaseUrl: database.url, redisUrl: redis.url, close };
  } catch (error) {
    await close();
    throw error;
  }
}
