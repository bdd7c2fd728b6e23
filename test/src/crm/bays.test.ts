import { expect } from 'chai';
import { inFirstFreeBay } from '../../../src/crm/bays.ts';
import { type TestDatabase, testDatabase } from '../../kit/database.ts';

const refusal = (constraint: string) => Object.assign(new Error('refused'), { code: '23P01', constraint });

describe('the first free bay', () => {
  let database: TestDatabase;
  before(async () => {
    database = await testDatabase();
  });
  after(() => database.close());

  it('is the next one when somebody was quicker, and what was done before that stays', async () => {
    const { dataSource, shop } = database;
    const tried: number[] = [];
    const answer = await dataSource.transaction(async (tx) => {
      await tx.query(`UPDATE shops SET name = 'before'`);
      return inFirstFreeBay(tx, [1, 3, 4], async (savepoint, bay) => {
        tried.push(bay);
        await savepoint.query(`UPDATE shops SET name = name || $1::text`, [` ${bay}`]);
        if (bay === 1) throw refusal('appointments_bay_is_free');
        return bay;
      });
    });
    expect([answer, tried]).to.deep.equal([3, [1, 3]]);
    const [{ name }] = await dataSource.query('SELECT name FROM shops WHERE shop_id = $1', [shop.shopId]);
    expect(name).to.equal('before 3');
  });

  it('is none when the vehicle is the one that cannot come', async () => {
    const answer = await database.dataSource.transaction((tx) =>
      inFirstFreeBay(tx, [1, 2], async () => {
        throw refusal('appointments_vehicle_is_free');
      }),
    );
    expect(answer).to.deep.equal({ outcome: 'slot_taken', by: 'vehicle' });
  });

  it('lets any other failure be one', async () => {
    const work = database.dataSource.transaction((tx) => inFirstFreeBay(tx, [1], (each) => each.query('SELECT 1/0')));
    expect(await work.catch((error) => error.code)).to.equal('22012');
  });
});
