import { messageOf } from '../errors.ts';
import type { Proof, Report } from './proof.ts';

export interface Outcome extends Report {
  name: string;
  shows: string;
  seconds: number;
}

/** Carries out one after the other: they measure, and would slow each other down. One that breaks off has failed. */
export async function runProofs(
  proofs: readonly Proof[],
  now: () => number,
  tell: (step: string) => void,
): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const { name, shows, prove } of proofs) {
    const begun = now();
    tell(`${name}: ${shows}`);
    const report = await prove((step) => tell(`${name}: ${step}`)).catch(
      (thrown: unknown): Report => ({
        tables: [],
        failures: [`expected to be carried out, broke off: ${messageOf(thrown)}`],
      }),
    );
    outcomes.push({ name, shows, seconds: Math.round((now() - begun) / 1_000), ...report });
  }
  return outcomes;
}
