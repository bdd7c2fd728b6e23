import { createLog } from '../log.ts';
import { createMetrics } from '../metrics.ts';
import { createTools } from '../tools/runner.ts';
import type { CrmStage } from './crm-stage.ts';
import type { Report } from './proof.ts';
import { COLUMNS, overLimits, quietest, timesRow } from './times.ts';
import { type ToolTime, useTools } from './tool-users.ts';

const CALLS = 100;
const LIMIT = { p99: 300 };
/** Between two tools of a call. A turn with its talk takes longer. */
const PAUSE_MS = 2_000;

/** Every tool, with a hundred calls going on: waiting in line included, vPIC and Google left out. */
export async function toolsAtOnce(stage: CrmStage, random: () => number): Promise<Report> {
  const { database, shopId, shopTime, clock, newId, cache, today, people } = stage;
  const tools = createTools({
    database,
    shopId,
    shopTime,
    vpic: { decode: async () => null },
    clock,
    newId,
    log: createLog('fatal'),
    metrics: createMetrics(),
    transfer: {},
    findCard: (phoneNumber) => cache.find({ shopId, phoneNumber }),
  });
  const use = (attempt: number, pauseMs: number) => {
    const these = people.slice(attempt * CALLS, (attempt + 1) * CALLS);
    return useTools({ tools, people: these, today, clock, newId, pauseMs, random });
  };
  const paced = await quietest(3, async (attempt) => {
    const { rows, byTool } = tableOf(await use(attempt, PAUSE_MS));
    const failures = byTool.flatMap(([tool, times]) => overLimits(tool, times, LIMIT));
    return {
      tables: [{ title: `Tools with ${CALLS} calls going on`, columns: [...COLUMNS, 'codes'], rows }],
      failures,
    };
  });
  // Far more than calls ask of it: no limit, and yet nothing may break.
  const rushed = await use(3, 0);
  const { rows } = tableOf(rushed);
  const broken = rushed.filter(({ error }) => error === 'unavailable').length;
  const title = `The same without any pause, ${CALLS} at every moment`;
  return {
    tables: [...paced.tables, { title, columns: [...COLUMNS, 'codes'], rows }],
    failures: [
      ...paced.failures,
      ...(broken > 0 ? [`tools without any pause: expected none unavailable, got ${broken}`] : []),
    ],
  };
}

function tableOf(times: readonly ToolTime[]) {
  const names = [...new Set(times.map(({ tool }) => tool))];
  const byTool = names.map((name): [string, number[]] => [
    name,
    times.filter(({ tool }) => tool === name).map(({ ms }) => ms),
  ]);
  const codesOf = (name: string) => {
    const codes = times.filter(({ tool }) => tool === name).flatMap(({ error }) => error ?? []);
    return [...new Set(codes)].map((code) => `${codes.filter((each) => each === code).length} ${code}`).join(', ');
  };
  return { byTool, rows: byTool.map(([name, ms]) => [...timesRow(name, ms), codesOf(name)]) };
}
