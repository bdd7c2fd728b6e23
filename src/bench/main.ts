import { arch, cpus, loadavg, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { systemClock } from '../clock.ts';
import { messageOf } from '../errors.ts';
import { reportOf } from './report.ts';
import { FULL, QUICK, runBench } from './run.ts';
import { LATENCIES } from './script.ts';
import { openBenchStage } from './stage.ts';
import { tableOf } from './table.ts';

const GIB = 2 ** 30;

/**
 * `npm run bench -- [--json] [--quick] [--profile FILE]`: what the server adds to a turn, and what a call costs, beside the
 * same of a relay that does nothing but relay. Exit 1 when a call or a turn failed; a missed target does not fail.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { json: { type: 'boolean' }, quick: { type: 'boolean' }, profile: { type: 'string' } },
  });
  const startedAt = systemClock.now();
  const tell = (step: string) =>
    process.stderr.write(`${((systemClock.now() - startedAt) / 1_000).toFixed(1)} s: ${step}\n`);
  const machine = {
    cores: cpus().length,
    cpu: cpus()[0]?.model ?? 'unknown',
    arch: arch(),
    memoryGiB: Math.round(totalmem() / GIB),
    node: process.version,
    loadAverage: loadavg().map((load) => Math.round(load * 100) / 100),
  };
  tell('starting the processes');
  const plan = { ...(values.quick ? QUICK : FULL), profile: values.profile };
  const stage = await openBenchStage(plan.lettersPerSecond);
  const interrupted = () => void stage.close().finally(() => process.exit(130));
  process.once('SIGINT', interrupted);
  process.once('SIGTERM', interrupted);
  try {
    const raw = await Promise.race([runBench(stage, plan, systemClock, tell), stage.broken]);
    const report = reportOf(raw);
    const conditions = { machine, productRuns: stage.runs, latencies: LATENCIES };
    process.stdout.write(
      values.json
        ? `${JSON.stringify({ ...conditions, ...report }, null, 2)}\n`
        : `${describe(machine, stage.runs)}\n\n${tableOf(report)}`,
    );
    process.exitCode = report.problems.length > 0 ? 1 : 0;
  } finally {
    tell('closing');
    await stage.close();
    tell('closed');
  }
}

function describe(machine: { cores: number; cpu: string; node: string; loadAverage: number[] }, runs: string): string {
  const { cores, cpu, node, loadAverage } = machine;
  return `${cores} cores (${cpu}), Node ${node}, load at the start ${loadAverage.join(' ')}, product from ${runs === 'built' ? 'dist' : 'source (tsx)'}`;
}

main().catch((error: unknown) => {
  process.stderr.write(`the bench broke off: ${messageOf(error)}\n`);
  process.exitCode = 1;
});
