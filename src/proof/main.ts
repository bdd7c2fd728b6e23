import { cpus, loadavg } from 'node:os';
import { messageOf } from '../errors.ts';
import { PROOFS } from './all.ts';
import { readCommand, UsageError } from './command.ts';
import { runProofs } from './run.ts';
import { tableText } from './table.ts';

/** `npm run proof`: carries out the long proofs and prints what they found. Exit 1 when one does not hold, 2 when it cannot begin. */
async function main(): Promise<number> {
  const { proofs, json } = readCommand(process.argv.slice(2), PROOFS);
  const tell = (step: string) => process.stderr.write(`${Math.round(performance.now() / 1_000)} s: ${step}\n`);
  // A promise that nobody waits for is a failure of whatever was going on.
  const lost: string[] = [];
  process.on('unhandledRejection', (reason) => lost.push(messageOf(reason)));
  const machine = {
    cores: cpus().length,
    node: process.version,
    loadAverage: loadavg().map((load) => load.toFixed(1)),
  };
  const outcomes = await runProofs(proofs, () => performance.now(), tell);
  const failed = outcomes.some(({ failures }) => failures.length > 0) || lost.length > 0;
  if (json) process.stdout.write(`${JSON.stringify({ machine, outcomes, unhandledRejections: lost }, null, 2)}\n`);
  else {
    for (const { tables } of outcomes) for (const table of tables) process.stdout.write(`\n${tableText(table)}\n`);
    const summary = tableText({
      title: `${machine.cores} cores, Node ${machine.node}, load at the start ${machine.loadAverage.join(' ')}`,
      columns: ['proof', 'shows', 'seconds', 'holds'],
      rows: outcomes.map(({ name, shows, seconds, failures }) => [
        name,
        shows,
        seconds,
        failures.length === 0 ? 'yes' : `NO, ${failures.length} failures`,
      ]),
    });
    process.stdout.write(`\n${summary}\n`);
    for (const { name, failures } of outcomes)
      for (const failure of failures) process.stdout.write(`\n${name}: ${failure}`);
    for (const reason of lost) process.stdout.write(`\nexpected every rejection to be handled, got: ${reason}`);
    process.stdout.write('\n');
  }
  return failed ? 1 : 0;
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`${error instanceof UsageError ? error.message : messageOf(error)}\n`);
    process.exit(2);
  },
);
