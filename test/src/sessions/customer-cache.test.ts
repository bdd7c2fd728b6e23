import { EventEmitter, once } from 'node:events';
import { expect } from 'chai';
import { Redis } from 'ioredis';
import { scaledClock, systemClock, uuidv7 } from '../../../src/clock.ts';
import type { CustomerCard } from '../../../src/crm/customer-card.ts';
import { silentLog } from '../../../src/log.ts';
import { type Connection, connect } from '../../../src/sessions/connection.ts';
import { type CustomerCache, createCustomerCache } from '../../../src/sessions/customer-cache.ts';
import { embeddedRedis, hasRedisServer, realRedis, silentServer, type TestRedis } from '../../kit/redis.ts';

const CIVIC = { vehicleId: 'v1', year: 2019, make: 'Honda', model: 'Civic' };
const ANN: CustomerCard = {
  customerId: 'c1',
  firstName: 'Ann',
  lastName: 'Lee',
  phoneNumber: '+12125550101',
  email: null,
  vehicles: [CIVIC],
  appointmentIds: [],
};
const newId = uuidv7(systemClock);
/** Nobody loses patience, however busy the machine is. */
const patientClock = { ...systemClock, setTimeout: () => undefined };
const number = (phoneNumber = '+12125550101', shopId = 's1') => ({ shopId, phoneNumber });
const KEY = 'callchart:customer:s1:+12125550101';

/** A database that knows one customer, and counts how often it is asked. */
function aDatabase(customer: CustomerCard | null = ANN) {
  const database = {
    customer,
    asked: 0,
    afterReading: async (): Promise<void> => undefined,
    async load() {
      database.asked++;
      const read = database.customer;
      await database.afterReading();
      return read;
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
    let database: ReturnType<typeof aDatabase>;

    before(async function () {
      if (name === 'redis-server' && !hasRedisServer()) this.skip();
      server = await launch();
      redis = new Redis(server.url);
      connections = await Promise.all([1, 2].map(() => connect(server.url, systemClock, silentLog)));
    });
    beforeEach(async () => {
      await redis.flushall();
      database = aDatabase();
      const load = () => database.load();
      const [one, two] = connections.map((each) =>
        createCustomerCache({ redis: each, clock: patientClock, newId, load }),
      );
      if (!one || !two) throw new Error('expected two connections');
      [cache, other] = [one, two];
    });
    after(async () => {
      redis?.disconnect();
      for (const each of connections ?? []) each.close();
      await server?.stop();
    });

    it('asks the database once, and answers the same for five minutes', async () => {
      const answers = [await cache.find(number()), await cache.find(number())];
      expect([answers, database.asked, cache.counts()]).to.deep.equal([[ANN, ANN], 1, { hits: 1, misses: 1 }]);
      expect(await redis.ttl(KEY)).to.be.within(299, 300);
    });

    it('remembers that nobody has a number', async () => {
      database.customer = null;
      await cache.find(number());
      expect([await cache.find(number()), database.asked]).to.deep.equal([null, 1]);
    });

    it('keeps shops and numbers apart', async () => {
      for (const each of [number(), number('+12125550102'), number('+12125550101', 's2')]) await cache.find(each);
      expect(database.asked).to.equal(3);
    });

    it('asks again after a change, on whatever server it was made', async () => {
      await cache.find(number());
      database.customer = { ...ANN, vehicles: [CIVIC, { ...CIVIC, vehicleId: 'v2' }] };
      await other.forget([number()]);
      expect(await cache.find(number())).to.deep.equal(database.customer);
      expect([await cache.find(number()), database.asked]).to.deep.equal([database.customer, 2]);
    });

    for (const [what, begin] of [
      ['when nothing was kept', async () => undefined],
      ['when something had changed already', () => other.forget([number()])],
    ] as const)
      it(`never keeps what was read before a change, ${what}`, async () => {
        await begin();
        // Read, then changed, then stored: the worst of orders.
        database.afterReading = async () => {
          database.customer = { ...ANN, firstName: 'Anna' };
          await other.forget([number()]);
          database.afterReading = async () => undefined;
        };
        await cache.find(number());
        expect(await cache.find(number())).to.include({ firstName: 'Anna' });
      });

    it('takes an entry that it cannot read for none', async () => {
      for (const text of ['{"half":', '{"customer":{"customerId":1}}', '[]', 'null']) {
        await redis.set(KEY, text);
        expect(await cache.find(number())).to.deep.equal(ANN);
      }
      expect(database.asked).to.equal(4);
    });

    // The embedded one has no such limit.
    if (name === 'redis-server')
      it('forgets also where Redis has no room to write', async () => {
        await cache.find(number());
        await redis.config('SET', 'maxmemory', '1');
        await cache.forget([number()]);
        await redis.config('SET', 'maxmemory', '0');
        await cache.find(number());
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
    const database = aDatabase();
    const cache = createCustomerCache({ redis: connection, clock: patientClock, newId, load: database.load });

    const away = once(lines, 'away');
    await server.stop();
    await away;
    expect([await cache.find(number()), database.asked]).to.deep.equal([ANN, 1]);
    database.customer = { ...ANN, firstName: 'Anna' };
    await cache.forget([number()]);

    const back = once(lines, 'back');
    await server.start();
    await back;
    // Commands of one connection are answered in order: this one comes after those that caught up.
    expect(await connection.ask((to) => to.get(KEY))).to.match(/^changed /);
    expect(await cache.find(number())).to.include({ firstName: 'Anna' });
    await cache.find(number());
    expect(database.asked).to.equal(2);
    connection.close();
    await server.stop();
  });

  it('does not wait for one that falls silent: a quarter of a second, and the database answers', async () => {
    const server = await silentServer('after the handshake');
    const clock = scaledClock(10);
    const connection = await connect(server.url, clock, silentLog);
    const cache = createCustomerCache({ redis: connection, clock, newId, load: aDatabase().load });
    const begun = clock.now();
    expect(await cache.find(number())).to.deep.equal(ANN);
    expect(clock.now() - begun).to.be.within(200, 1_500);
    connection.close();
    await server.stop();
  });
});
