import { provenObedience } from './disobedient.ts';
import { provenGuards } from './guards.ts';
import type { Proof } from './proof.ts';

const CALLS = 300;
const SEED = 1;

/** Every guard, rule and list entry is made wrong, and a test notices. */
export const guards: Proof = {
  name: 'guards',
  shows: 'whichever guard, rule or list entry is made wrong, a test notices',
  async prove(tell) {
    let count = 0;
    const { tried, survivors } = await provenGuards(() => {
      count += 1;
      if (count % 100 === 0) tell(`${count} have been made wrong`);
    });
    const caught = tried.filter(({ caughtBy }) => caughtBy !== null).length;
    const rows = [[tried.length, caught, tried.length - caught - survivors.length, survivors.length]];
    const columns = ['made wrong', 'caught', 'without a difference', 'never noticed'];
    return {
      tables: [{ title: 'Guards', columns, rows }],
      failures: survivors.map(({ name, what }) => `${name}, ${what}: expected a test that fails, got none`),
    };
  },
};

/** Whole calls with a model that obeys nothing. */
export const disobedience: Proof = {
  name: 'disobedience',
  shows: `${CALLS} calls with a model that obeys nothing: no rule is broken`,
  async prove(tell) {
    let count = 0;
    const { calls, asked, refused, verified, changes, breaches } = await provenObedience(CALLS, SEED, () => {
      count += 1;
      if (count % 50 === 0) tell(`${count} calls are over`);
    });
    const columns = ['calls', 'tools asked for', 'callers verified', 'changes made', 'rules broken'];
    const rows = [[calls, asked, verified, changes, breaches.length]];
    return {
      tables: [
        { title: 'A model that obeys nothing', columns, rows },
        { title: 'What it was refused', columns: ['code', 'times'], rows: Object.entries(refused) },
      ],
      failures: breaches,
    };
  },
};
