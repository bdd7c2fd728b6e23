import { percentile } from '../bench/percentiles.ts';
import { QUESTIONS } from './crm-questions.ts';
import type { CrmStage } from './crm-stage.ts';
import { explain, lastStatement } from './explain.ts';
import type { Report } from './proof.ts';
import { inMs } from './times.ts';

/** Each is asked about so many people. */
const SAMPLES = 15;
const TIMES_AS_FAST = 10;

/** Each question by its index and by a scan, within the server: an index of its own answers it, and so many times as fast. */
export async function plans({ db, people }: CrmStage): Promise<Report> {
  const rows: (string | number)[][] = [];
  const failures: string[] = [];
  for (const { name, by, timesAsFast = TIMES_AS_FAST, ask } of QUESTIONS) {
    const [found, scanned, used]: [number[], number[], Set<string>] = [[], [], new Set()];
    for (const person of people.slice(0, SAMPLES)) {
      const statement = await lastStatement(db, () => ask(db, person));
      const byIndex = await explain(db, statement, { analyze: true });
      const byScan = await explain(db, statement, { analyze: true, forceScan: true });
      for (const index of byIndex.indexes) used.add(index);
      found.push(byIndex.executionMs ?? Number.NaN);
      scanned.push(byScan.executionMs ?? Number.NaN);
    }
    const [fast, slow] = [percentile(found, 0.5), percentile(scanned, 0.5)];
    const times = slow / fast;
    rows.push([name, [...used].join(', '), inMs(fast), inMs(slow), Math.round(times)]);
    if (!by.some((index) => used.has(index)))
      failures.push(`${name}: expected the index ${by.join(' or ')}, got ${[...used].join(', ') || 'none'}`);
    if (!(times >= timesAsFast))
      failures.push(`${name}: expected ${timesAsFast} times as fast as by a scan, got ${times.toFixed(1)}`);
  }
  const columns = ['question', 'index', 'ms by index', 'ms by scan', 'times'];
  return { tables: [{ title: 'Questions of the CRM (EXPLAIN ANALYZE, median)', columns, rows }], failures };
}
