import { loadFastTests } from './fast-tests.ts';
import { allMutants } from './mutants.ts';

/**
 * Tries the mutants from the one whose number is given on, in order, and tells of each which test caught it. In a process of its
 * own: a guard that is always true can make a chart run in circles, and then it is ended from outside.
 */
export type Told =
  | { all: number }
  | { begins: number; name: string; what: string }
  | { ends: number; caughtBy: string | null };

const tell = (told: Told) => process.send?.(told);

const first = Number(process.argv[2] ?? 0);
const mutants = await allMutants();
const tests = await loadFastTests();
const healthy = await tests.firstFailure('charts');
if (healthy !== null) throw new Error(`expected tests that pass while nothing is wrong, got a failure: ${healthy}`);
tell({ all: mutants.length });
for (const [number, mutant] of mutants.entries()) {
  if (number < first) continue;
  const { name, what, about } = mutant;
  tell({ begins: number, name, what });
  mutant.begin();
  const caughtBy = await tests.firstFailure(about);
  mutant.end();
  tell({ ends: number, caughtBy });
}
process.disconnect?.();
process.exit();
