import { fileURLToPath } from 'node:url';
import { systemClock } from '../clock.ts';
import type { Flow } from '../flows/format.ts';
import { loadFlows } from '../flows/load.ts';
import { type OpenRunner, openRunner } from '../flows/open-runner.ts';
import { needsItsOwnStage } from '../flows/own-stage.ts';
import { silentLog } from '../log.ts';
import { connect } from '../sessions/connection.ts';
import type { Proof } from './proof.ts';

const FLOWS = fileURLToPath(new URL('../../test/flows', import.meta.url));
const CALLS = 240;
const CALLS_AT_ONCE = 8;
const SPEED = 8;
/** A session lives so long after its last use. */
const SESSION_SECONDS = 3_600;

/** Hundreds of scripted calls through one server: each comes to what it should, and nothing of them is left. */
export const manyCalls: Proof = {
  name: 'many-calls',
  shows: `${CALLS} scripted calls through one server: what each comes to, and what is left of them`,
  async prove(tell) {
    const flows = loadFlows([FLOWS]).filter((flow) => !needsItsOwnStage(flow));
    const runner = await openRunner({ speed: SPEED, atOnce: CALLS_AT_ONCE });
    try {
      let over = 0;
      const results = await Promise.all(
        Array.from({ length: CALLS }, async (_, n) => {
          const result = await runner.run(flows[n % flows.length] as Flow);
          over += 1;
          if (over % 40 === 0) tell(`${over} calls are over`);
          return result;
        }),
      );
      const left = await leftBy(runner);
      const failed = results.filter(({ failures }) => failures.length > 0);
      const outcomes = results.map(({ end }) => end?.outcome ?? 'none');
      return {
        tables: [
          {
            title: `${CALLS} calls, ${CALLS_AT_ONCE} at a time, ${flows.length} scripts`,
            columns: ['outcome', 'calls'],
            rows: [...new Set(outcomes)].map((each) => [each, outcomes.filter((other) => other === each).length]),
          },
          { title: 'What is left of them', columns: ['what', 'count'], rows: Object.entries(left) },
        ],
        failures: [
          ...failed.flatMap(({ flow, failures }) => failures.map((failure) => `${flow.name}: ${failure}`)),
          ...Object.entries(left).flatMap(([what, count]) =>
            count === 0 ? [] : [`expected no ${what}, got ${count}`],
          ),
        ],
      };
    } finally {
      await runner.close();
    }
  },
};

/** What must not be there when every call is over, and how much of it is. */
async function leftBy(runner: OpenRunner): Promise<Record<string, number>> {
  const { app } = await runner.stage();
  const db = app.database.dataSource;
  const count = async (sql: string) => Number((await db.query(sql))[0].count);
  const metrics = await (await fetch(`${app.url}/metrics`)).text();
  const [, active = 'none'] = /^call_active (\S+)/m.exec(metrics) ?? [];
  return {
    'live calls': app.active(),
    'active calls by the metrics': Number(active),
    'slots held': await count('SELECT count(*) FROM slot_holds'),
    'calls without an end': await count('SELECT count(*) FROM call_logs WHERE ended_at IS NULL'),
    'events lost': await count(
      `SELECT count(*) FROM (SELECT 1 FROM call_events GROUP BY call_id HAVING count(*) <> max(seq) OR min(seq) <> 1) AS gaps`,
    ),
    'open transactions': await count(
      `SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in transaction%'`,
    ),
    'sessions that never expire': await endlessSessions(runner.redisUrl),
  };
}

async function endlessSessions(redisUrl: string): Promise<number> {
  const redis = await connect(redisUrl, systemClock, silentLog);
  try {
    return await redis.ask(async (to) => {
      const keys = await to.keys('callchart:session:*');
      const times = await Promise.all(keys.map((key) => to.ttl(key)));
      return times.filter((seconds) => seconds < 0 || seconds > SESSION_SECONDS).length;
    });
  } finally {
    redis.close();
  }
}
