import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { EQUIVALENT } from './equivalent-guards.ts';
import type { Told } from './mutation-run.ts';

/**
 * Each guard, rule and list entry is made wrong in every small way, one at a time, and the fast tests of machines/ have to
 * notice: a rule that can be broken without a test that fails is not kept by anything. `npx tsx src/proof/guards.ts`
 */
export interface TriedGuard {
  name: string;
  what: string;
  /** The title of the test that failed first; null when none did. */
  caughtBy: string | null;
  /** Why it makes no difference. Null where it does. */
  equivalent: string | null;
}

export interface ProvenGuards {
  tried: TriedGuard[];
  survivors: TriedGuard[];
}

const PATIENCE_MS = 60_000;
const IN_CIRCLES = 'never comes to an end';

/** @throws when the tests do not pass while nothing is wrong */
export async function provenGuards(onTried: (tried: TriedGuard) => void = () => undefined): Promise<ProvenGuards> {
  const tried: TriedGuard[] = [];
  let all = Number.POSITIVE_INFINITY;
  const note = (name: string, what: string, caughtBy: string | null) => {
    const equivalent = EQUIVALENT[`${name}: ${what}`] ?? null;
    const one = { name, what, caughtBy, equivalent };
    tried.push(one);
    onTried(one);
  };
  while (tried.length < all) {
    const got = tried.length;
    all = await tryFrom(got, note);
    if (tried.length === got && got < all) throw new Error('expected a mutation run that goes on, got none');
  }
  return { tried, survivors: tried.filter(({ caughtBy, equivalent }) => caughtBy === null && equivalent === null) };
}

/** Answers how many mutants there are in all. */
function tryFrom(first: number, note: (name: string, what: string, caughtBy: string | null) => void): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = fork(fileURLToPath(new URL('./mutation-run.ts', import.meta.url)), [String(first)]);
    let all = 0;
    let inHand: { name: string; what: string } | null = null;
    let hung = false;
    const giveUp = () => {
      hung = true;
      child.kill('SIGKILL');
    };
    let patience = setTimeout(giveUp, PATIENCE_MS);
    child.on('message', (told: Told) => {
      clearTimeout(patience);
      patience = setTimeout(giveUp, PATIENCE_MS);
      if ('all' in told) all = told.all;
      else if ('begins' in told) inHand = told;
      else if (inHand) {
        note(inHand.name, inHand.what, told.caughtBy);
        inHand = null;
      }
    });
    child.on('error', reject);
    child.on('exit', (code) => {
      clearTimeout(patience);
      if (inHand) note(inHand.name, inHand.what, hung ? IN_CIRCLES : `ends the process with ${code}`);
      else if (all === 0 || hung)
        return reject(new Error('expected tests that pass while nothing is wrong; see above'));
      resolve(all);
    });
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const print = (line: string) => process.stdout.write(`${line}\n`);
  const cell = (text: string) => text.replaceAll('|', '\\|');
  print('| guard or list | made wrong | caught by |');
  print('| --- | --- | --- |');
  const { tried, survivors } = await provenGuards(({ name, what, caughtBy, equivalent }) => {
    const verdict = caughtBy ?? (equivalent === null ? '**never**' : `makes no difference: ${equivalent}`);
    print(`| ${name} | ${cell(what)} | ${cell(verdict)} |`);
  });
  const caught = tried.filter(({ caughtBy }) => caughtBy !== null).length;
  print('');
  print(
    `${tried.length} made wrong, ${caught} caught, ${tried.length - caught - survivors.length} without a difference, ${survivors.length} never noticed`,
  );
  process.exitCode = survivors.length > 0 ? 1 : 0;
}
