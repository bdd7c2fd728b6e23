import { EventEmitter, once } from 'node:events';
import { expect } from 'chai';
import { Redis } from 'ioredis';
import type { KnownCustomer } from '../../../machines/ports/tools.ts';
import { scaledClock, systemClock, uuidv7 } from '../../../src/clock.ts';
import { silentLog } from '../../../src/log.ts';
import { type Connection, connect } from '../../../src/sessions/connection.ts';
import { type CustomerCache, createCustomerCache } from '../../../src/sessions/customer-cache.ts';
import { embeddedRedis, hasRedisServer, realRedis, silentServer, type TestRedis } from '../../kit/redis.ts';

const ANN: KnownCustomer = { customerId: 'c1', firstName: 'Ann', vehicleIds: ['v1'], appointmentIds: [] };
const newId = uuidv7(systemClock);
const number = (phoneNumber = '+12125550101', shopId = 's1') => ({ shopId, phoneNumber });
const KEY = 'callchart:customer:s1:+12125550101';

/** A database that knows one customer, and counts how often it is asked. */
function aDatabase(customer: KnownCustomer | null) {
  const database = {
    customer,
    asked: 0,
    async load() {
      database.asked++;
      return database.customer;
    },
  };
  return database;
}

for (const [name, launch] of [
  ['js-redis-server', embeddedRedis],
  ['redis-server', realRedis],
] as const)
  describe(`the cache of customers in ${name}`, () => {
    let server: TestRedis;
    let connections: Connection[];
    let cache: CustomerCache;
    let other: CustomerCache;
    let redis: Redis;

    before(async function () {
      if (name === 'redis-server' && !hasRedisServer()) this.skip();
      server = await launch();
      redis = new Redis(server.url);
      connections = await Promise.all([1, 2].map(() => connect(server.url, systemClock, silentLog)));
    });
    beforeEach(async () => {
      await redis.flushall();
      const [one, two] = connections.map((each) => createCustomerCache({ redis: each, clock: systemClock, newId }));
      if (!one || !two) throw new Error('expected two connections');
      [cache, other] = [one, two];
    });
    after(async () => {
      redis?.disconnect();
      for (const each of connections ?? []) each.close();
      await server?.stop();
    });

    it('asks the database once, and answers the same for five minutes', async () => {
      const database = aDatabase(ANN);
      const answers = [await cache.find(number(), database.load), await cache.find(number(), database.load)];
      expect([answers, database.asked, cache.counts()]).to.deep.equal([[ANN, ANN], 1, { hits: 1, misses: 1 }]);
      expect(await redis.ttl(KEY)).to.be.within(299, 300);
    });

    it('remembers that nobody has a number', async () => {
      const database = aDatabase(null);
      await cache.find(number(), database.load);
      expect([await cache.find(number(), database.load), database.asked]).to.deep.equal([null, 1]);
    });

    it('keeps shops and numbers apart', async () => {
      const database = aDatabase(ANN);
      for (const each of [number(), number('+12125550102'), number('+12125550101', 's2')])
        await cache.find(each, database.load);
      expect(database.asked).to.equal(3);
    });

    it('asks again after a change, on whatever server it was made', async () => {
      const database = aDatabase(ANN);
      await cache.find(number(), database.load);
      database.customer = { ...ANN, vehicleIds: ['v1', 'v2'] };
      await other.forget([number()]);
      expect(await cache.find(number(), database.load)).to.deep.equal(database.customer);
      expect([await cache.find(number(), database.load), database.asked]).to.deep.equal([database.customer, 2]);
    });

    for (const [what, begin] of [
      ['when nothing was kept', async () => undefined],
      ['when something had changed already', () => other.forget([number()])],
    ] as const)
      it(`never keeps what was read before a change, ${what}`, async () => {
        await begin();
        const database = aDatabase(ANN);
        // Read, then changed, then stored: the worst of orders.
        await cache.find(number(), async () => {
          const before = await database.load();
          database.customer = { ...ANN, firstName: 'Anna' };
          await other.forget([number()]);
          return before;
        });
        expect(await cache.find(number(), database.load)).to.include({ firstName: 'Anna' });
      });

    it('takes an entry that it cannot read for none', async () => {
      const database = aDatabase(ANN);
      for (const text of ['{"half":', '{"customer":{"customerId":1}}', '[]', 'null']) {
        await redis.set(KEY, text);
        expect(await cache.find(number(), database.load)).to.deep.equal(ANN);
      }
      expect(database.asked).to.equal(4);
    });

    // The embedded one has no such limit.
    if (name === 'redis-server')
      it('forgets also where Redis has no room to write', async () => {
        const database = aDatabase(ANN);
        await cache.find(number(), database.load);
        await redis.config('SET', 'maxmemory', '1');
        await cache.forget([number()]);
        await redis.config('SET', 'maxmemory', '0');
        await cache.find(number(), database.load);
        expect(database.asked).to.equal(2);
      });
  });

describe('the cache of customers without Redis', () => {
  it('asks the database, and is told afterwards what changed meanwhile', async function () {
    if (!hasRedisServer()) this.skip();
    const server = await realRedis();
    const lines = new EventEmitter();
    const log = { warn: () => lines.emit('away'), info: () => lines.emit('back') } as unknown as typeof silentLog;
    const connection = await connect(server.url, systemClock, log);
    const cache = createCustomerCache({ redis: connection, clock: systemClock, newId });
    const database = aDatabase(ANN);

    const away = once(lines, 'away');
    await server.stop();
    await away;
    expect([await cache.find(number(), database.load), database.asked]).to.deep.equal([ANN, 1]);
    database.customer = { ...ANN, firstName: 'Anna' };
    await cache.forget([number()]);

    const back = once(lines, 'back');
    await server.start();
    await back;
    // Commands of one connection are answered in order: this one comes after those that caught up.
    expect(await connection.ask((to) => to.get(KEY))).to.match(/^changed /);
    expect(await cache.find(number(), database.load)).to.include({ firstName: 'Anna' });
    await cache.find(number(), database.load);
    expect(database.asked).to.equal(2);
    connection.close();
    await server.stop();
  });

  it('does not wait for one that falls silent: a quarter of a second, and the database answers', async () => {
    const server = await silentServer('after the handshake');
    const clock = scaledClock(10);
    const connection = await connect(server.url, clock, silentLog);
    const cache = createCustomerCache({ redis: connection, clock, newId });
    const begun = clock.now();
    expect(await cache.find(number(), aDatabase(ANN).load)).to.deep.equal(ANN);
    expect(clock.now() - begun).to.be.within(249, 1_000);
    connection.close();
    await server.stop();
  });
});
