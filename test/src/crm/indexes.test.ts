import { expect } from 'chai';
import { seedCrm } from '../../../seeds/crm.ts';
import { addCalls, QUESTIONS, type Sample, samples } from '../../../src/proof/crm-questions.ts';
import { explain, lastStatement } from '../../../src/proof/explain.ts';
import { type TestDatabase, testDatabase } from '../../kit/database.ts';

const AS_OF = '2026-11-22';
const NOW = new Date(`${AS_OF}T05:00:00Z`);

describe('an index answers', function () {
  this.timeout(60_000);
  let database: TestDatabase;
  let sample: Sample;

  before(async () => {
    database = await testDatabase();
    const { dataSource } = database;
    await seedCrm(dataSource, { customers: 1_500, seed: 42, asOf: AS_OF, zone: 'America/New_York', reset: false });
    await addCalls(dataSource, NOW);
    const [first] = await samples(dataSource, 1, NOW);
    if (!first) throw new Error('expected somebody with an appointment');
    sample = first;
  });
  after(() => database.close());

  for (const { name, by, ask } of QUESTIONS)
    it(`${name}: ${by.join(' or ')}`, async () => {
      const { dataSource } = database;
      const statement = await lastStatement(dataSource, () => ask(dataSource, sample));
      const { indexes, scanned } = await explain(dataSource, statement, { analyze: false });
      expect(indexes.some((index) => by.includes(index))).to.equal(true, `by ${indexes.join(', ')}`);
      // Of the slots that are held there are never more than a few.
      expect(scanned.filter((table) => table !== 'slot_holds')).to.deep.equal([]);
    });

  it('nothing any more when it may not be used: the same statement reads the whole table', async () => {
    const { dataSource } = database;
    const [byPhone] = QUESTIONS;
    const statement = await lastStatement(dataSource, async () => byPhone?.ask(dataSource, sample));
    const plan = await explain(dataSource, statement, { analyze: true, forceScan: true });
    expect({ ...plan, executionMs: typeof plan.executionMs }).to.deep.equal({
      indexes: [],
      scanned: ['customers'],
      executionMs: 'number',
    });
  });
});
