import { fileURLToPath } from 'node:url';
import { loadFlows } from '../../src/flows/load.ts';
import { terminalText } from '../../src/flows/report.ts';
import { createRunner, type FlowResult, type Runner } from '../../src/flows/runner.ts';
import { type SteadyClock, steadyClock } from '../../src/flows/steady-clock.ts';
import { silentLog } from '../../src/log.ts';
import { type EmbeddedRedis, startEmbeddedRedis } from '../../src/sessions/embedded.ts';
import { type TestDatabase, testDatabase } from '../kit/database.ts';

/** Time waits for a machine that is busy, so these change how long the calls take and not what comes of them. */
const SPEED = Number(process.env.FLOW_SPEED ?? 8);
const CALLS_AT_ONCE = Number(process.env.FLOW_CALLS ?? 8);

const flows = loadFlows([fileURLToPath(new URL('../flows', import.meta.url))]);

describe('whole calls on loopback', function () {
  this.timeout(240_000);
  const results = new Map<string, Promise<FlowResult>>();
  let database: TestDatabase;
  let redis: EmbeddedRedis;
  let clock: SteadyClock;
  let runner: Runner;

  before(async () => {
    [database, redis] = await Promise.all([testDatabase(), startEmbeddedRedis()]);
    clock = steadyClock(SPEED);
    runner = createRunner({
      clock,
      log: silentLog,
      databaseUrl: database.url,
      redisUrl: redis.url,
      atOnce: CALLS_AT_ONCE,
    });
    for (const flow of flows) results.set(flow.name, runner.run(flow));
  });

  after(async () => {
    await runner.close();
    clock.stop();
    await redis.close();
    await database.close();
  });

  for (const { name } of flows)
    it(name, async () => {
      const result = await results.get(name);
      if (!result || result.failures.length > 0)
        throw new Error(result ? terminalText(result) : 'expected a result, got none');
    });
});
