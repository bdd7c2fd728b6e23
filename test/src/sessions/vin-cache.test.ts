import { expect } from 'chai';
import { Redis } from 'ioredis';
import { scaledClock, systemClock } from '../../../src/clock.ts';
import { silentLog } from '../../../src/log.ts';
import { connect } from '../../../src/sessions/connection.ts';
import { createVinCache } from '../../../src/sessions/vin-cache.ts';
import { embeddedRedis } from '../../kit/redis.ts';

const VIN = '1HGCM82633A004352';

describe('the cache of VINs', () => {
  it('keeps what was found for a week, for every server', async () => {
    const server = await embeddedRedis();
    const connections = await Promise.all([1, 2].map(() => connect(server.url, systemClock, silentLog)));
    const [one, two] = connections.map(createVinCache);
    expect(await one?.get(VIN)).to.equal(undefined);
    await one?.put(VIN, { decoded: null, list: [] });
    expect(await two?.get(VIN)).to.deep.equal({ decoded: null, list: [] });
    const redis = new Redis(server.url);
    expect(await redis.ttl(`callchart:vin:${VIN}`)).to.be.within(604_799, 604_800);
    redis.disconnect();
    for (const each of connections) each.close();
    await server.stop();
  });

  it('knows nothing while Redis is away, and says so', async () => {
    const connection = await connect('redis://127.0.0.1:1', scaledClock(20), silentLog);
    const cache = createVinCache(connection);
    await cache.put(VIN, { decoded: null });
    expect(await cache.get(VIN)).to.equal(undefined);
    connection.close();
  });
});
