import { fileURLToPath } from 'node:url';
import type { Flow } from '../flows/format.ts';
import { loadFlows } from '../flows/load.ts';
import { openRunner } from '../flows/open-runner.ts';
import type { FlowResult } from '../flows/runner.ts';
import { faultCalls } from './fault-calls.ts';
import type { Proof } from './proof.ts';

const FLOWS = fileURLToPath(new URL('../../test/flows', import.meta.url));
const SPEEDS = [2, 8];
const CALLS_AT_ONCE = 8;
/** Somebody said goodbye, or goes on where we stopped. */
const POLITE = ['completed', 'caller_hung_up', 'transferred', 'callback_recorded', 'silent'];

/** Every scripted call at two speeds, and everything that can go wrong outside during an ordinary one. */
export const faults: Proof = {
  name: 'faults',
  shows:
    'scripted calls at two speeds; whatever fails outside, the caller hears something within 3 s and no call just breaks off',
  async prove(tell) {
    const rows: (string | number)[][] = [];
    const failures: string[] = [];
    const add = (name: string, results: readonly FlowResult[]) => {
      const failed = results.filter((result) => result.failures.length > 0);
      rows.push([name, results.length, failed.length]);
      for (const result of failed)
        for (const failure of result.failures) failures.push(`${name}: ${result.flow.name}: ${failure}`);
    };
    for (const speed of SPEEDS) {
      tell(`every scripted call at speed ${speed}`);
      add(`scripted calls, speed ${speed}`, await runAll(speed, loadFlows([FLOWS])));
    }
    tell('everything that can go wrong outside');
    const results = await runAll(Math.max(...SPEEDS), faultCalls());
    add('faults of the outside', results.map(judged));
    return {
      tables: [
        { title: 'Calls', columns: ['what', 'calls', 'failed'], rows },
        {
          title: 'Faults of the outside, and how the call ended',
          columns: ['fault', 'outcome', 'seconds'],
          rows: results.map(({ flow, end, callMs }) => [flow.name, end?.outcome ?? 'none', Math.round(callMs / 1_000)]),
        },
      ],
      failures,
    };
  },
};

async function runAll(speed: number, flows: readonly Flow[]): Promise<FlowResult[]> {
  const runner = await openRunner({ speed, atOnce: CALLS_AT_ONCE });
  try {
    return await Promise.all(flows.map((flow) => runner.run(flow)));
  } finally {
    await runner.close();
  }
}

/** A call that failed is ended politely if the carrier's own voice said so. */
function judged(result: FlowResult): FlowResult {
  const { end, failures } = result;
  const isPolite =
    end !== null &&
    (POLITE.includes(end.outcome ?? '') ||
      (end.outcome === 'failed' && end.carrierSaid.some((text) => /sorry/i.test(text))));
  if (isPolite) return result;
  return { ...result, failures: [...failures, `expected a polite end, got ${JSON.stringify(end)}`] };
}
