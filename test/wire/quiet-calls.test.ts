import { expect } from 'chai';
import { createShopTime } from '../../src/shop/calendar.ts';
import { addDays } from '../../src/shop/dates.ts';
import { emptyDatabase, run } from '../kit/database.ts';
import { asks, aWire, type Wire } from '../kit/wire.ts';
import { obedient } from '../kit/wire-brain.ts';

const LONGEST_WRITE_MS = 3_000;

describe('calls in which nothing happens just now', () => {
  let databaseUrl: string;
  let wire: Wire;
  before(async () => {
    databaseUrl = await emptyDatabase();
    wire = await aWire({ brain: obedient, env: { DATABASE_URL: databaseUrl } });
  });
  after(() => wire.close());

  /** What the server's connections do, seen from the database. */
  const busy = async () =>
    run(
      databaseUrl,
      `SELECT state, query FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'callchart' AND state <> 'idle'`,
    );
  /** What was being written down when they fell quiet takes a moment. */
  const settled = async () => {
    const until = performance.now() + LONGEST_WRITE_MS;
    let seen = await busy();
    while (seen.length > 0 && performance.now() < until) seen = await busy();
    return seen;
  };

  it('hold no connection to the database and no transaction, after the greeting as after a tool', async () => {
    const { maria, james } = wire.stage.people;
    const shopTime = createShopTime({ zone: 'America/New_York' });
    const tomorrow = addDays(shopTime.dateOf(new Date(wire.clock.now())), 1);
    const calls = await Promise.all(
      [maria, james].map(({ phoneNumber: from }) => wire.stage.carrier.call({ ...wire.stage.dialing, from })),
    );
    for (const call of calls) await call.waitFor(({ type }) => type === 'voice.started');
    expect(await settled()).to.deep.equal([]);
    for (const call of calls) await asks(wire, call, `is anything free on ${tomorrow}`);
    expect([wire.stage.app.active(), await settled()]).to.deep.equal([2, []]);
    for (const call of calls) await call.hangUp();
  });
});
