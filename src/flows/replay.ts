import { writeFile } from 'node:fs/promises';
import { messageOf } from '../errors.ts';
import { readCommand } from './command.ts';
import { loadFlows } from './load.ts';
import { openRunner } from './open-runner.ts';
import { junitXml, summaryText, terminalText } from './report.ts';

const CALLS_AT_ONCE = 8;

/** Replays flows on a server of its own, with a database of its own. Exits 1 when an expectation does not hold, 2 when it cannot begin. */
async function replay(): Promise<number> {
  const { paths, speed, junit } = readCommand(process.argv.slice(2), process.env);
  const flows = loadFlows(paths);
  const runner = await openRunner({ speed, atOnce: CALLS_AT_ONCE });
  try {
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
    await runner.close();
  }
}

replay().then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`${messageOf(error)}\n`);
    process.exit(2);
  },
);
