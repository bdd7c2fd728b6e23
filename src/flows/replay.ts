import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../clock.ts';
import { startEmbedded } from '../crm/embedded.ts';
import { messageOf } from '../errors.ts';
import { createLog } from '../log.ts';
import { startEmbeddedRedis } from '../sessions/embedded.ts';
import { readCommand } from './command.ts';
import { loadFlows } from './load.ts';
import { junitXml, summaryText, terminalText } from './report.ts';
import { createRunner } from './runner.ts';
import { steadyClock } from './steady-clock.ts';

const CALLS_AT_ONCE = 8;

/** Replays flows on a server of its own, with a database of its own. Exits 1 when an expectation does not hold, 2 when it cannot begin. */
async function replay(): Promise<number> {
  const { paths, speed, junit } = readCommand(process.argv.slice(2), process.env);
  const flows = loadFlows(paths);
  const log = createLog(process.env.LOG_LEVEL ?? 'fatal');
  const dataDir = await mkdtemp(join(tmpdir(), 'callchart-replay-'));
  // PostgreSQL does not run as root: its own user has to be able to enter.
  await chmod(dataDir, 0o711);
  const closers: (() => Promise<void> | void)[] = [() => rm(dataDir, { recursive: true, force: true })];
  try {
    const database = await startEmbedded({ dataDir, durable: false, clock: systemClock, log });
    closers.push(() => database.stop());
    const redis = await startEmbeddedRedis();
    closers.push(() => redis.close());
    const clock = steadyClock(speed);
    closers.push(() => clock.stop());
    const runner = createRunner({ clock, log, databaseUrl: database.url, redisUrl: redis.url, atOnce: CALLS_AT_ONCE });
    closers.push(() => runner.close());
    const results = await Promise.all(
      flows.map(async (flow) => {
        const result = await runner.run(flow);
        process.stdout.write(`${terminalText(result)}\n`);
        return result;
      }),
    );
    process.stdout.write(`${summaryText(results)}\n`);
    if (junit !== undefined) await writeFile(junit, junitXml(results));
    return results.some(({ failures }) => failures.length > 0) ? 1 : 0;
  } finally {
    for (const close of closers.reverse()) await close();
  }
}

replay().then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`${messageOf(error)}\n`);
    process.exit(2);
  },
);
