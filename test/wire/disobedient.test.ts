import { expect } from 'chai';
import { steadyClock } from '../../src/flows/steady-clock.ts';
import { disobedientCalls } from '../../src/proof/disobedience/run.ts';
import { emptyDatabase } from '../kit/database.ts';

describe('a model that obeys nothing', function () {
  this.timeout(180_000);

  it('breaks no rule, whatever it asks for and whatever the caller says', async () => {
    const clock = steadyClock(8);
    try {
      const databaseUrl = await emptyDatabase();
      const { breaches, ...done } = await disobedientCalls({
        calls: 4,
        turns: 5,
        seed: 3,
        clock,
        databaseUrl,
        atOnce: 4,
      });
      expect(breaches).to.deep.equal([]);
      // Not because nothing was tried.
      expect([done.calls, done.asked > 20, Object.keys(done.refused).length > 3]).to.deep.equal([4, true, true]);
    } finally {
      clock.stop();
    }
  });
});
