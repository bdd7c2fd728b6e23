import { EventEmitter, once } from 'node:events';
import { expect } from 'chai';
import { Redis } from 'ioredis';
import { scaledClock, systemClock } from '../../../src/clock.ts';
import { createLog, silentLog } from '../../../src/log.ts';
import { openSessions, type Sessions } from '../../../src/sessions/sessions.ts';
import { embeddedRedis, hasRedisServer, realRedis, silentServer, type TestRedis } from '../../kit/redis.ts';

const SESSION = { callId: 'c1', turns: [{ role: 'user', text: 'naïve “quotes” ☎' }], at: 1.5, none: null };

/** A log whose messages are kept, and can be waited for. */
function aLog() {
  const told: string[] = [];
  const lines = new EventEmitter();
  const log = createLog('info', {
    write: (line) => {
      told.push(JSON.parse(line).msg);
      lines.emit(told.at(-1) ?? '');
    },
  });
  return { log, told, wanted: (message: string) => once(lines, message) };
}

for (const [name, launch] of [
  ['js-redis-server', embeddedRedis],
  ['redis-server', realRedis],
] as const)
  describe(`sessions in ${name}`, () => {
    let server: TestRedis;
    let sessions: Sessions;
    let other: Sessions;
    let redis: Redis;

    before(async function () {
      if (name === 'redis-server' && !hasRedisServer()) this.skip();
      server = await launch();
      const open = () => openSessions({ url: server.url, clock: systemClock, log: silentLog, ttlSeconds: 100 });
      [sessions, other] = await Promise.all([open(), open()]);
      redis = new Redis(server.url);
    });

    after(async () => {
      redis?.disconnect();
      await sessions?.close();
      await other?.close();
      await server?.stop();
    });

    it('gives back what was put, on any server', async () => {
      await sessions.put('CA1', SESSION);
      expect(await sessions.get('CA1')).to.deep.equal(SESSION);
      expect(await other.get('CA1')).to.deep.equal(SESSION);
    });

    it('has nothing for a call that nobody put', async () => {
      expect(await sessions.get('CA-unknown')).to.equal(undefined);
    });

    it('gives back the newest value, whoever put it', async () => {
      await sessions.put('CA2', { n: 1 });
      await other.put('CA2', { n: 2 });
      expect(await sessions.get('CA2')).to.deep.equal({ n: 2 });
    });

    it('forgets', async () => {
      await sessions.put('CA3', SESSION);
      await sessions.forget('CA3');
      expect(await sessions.get('CA3')).to.equal(undefined);
      expect(await other.get('CA3')).to.equal(undefined);
    });

    it('lets a session live for its time, which asking renews', async () => {
      await sessions.put('CA4', SESSION);
      expect(await redis.ttl('callchart:session:CA4')).to.be.within(99, 100);
      await redis.expire('callchart:session:CA4', 5);
      await other.get('CA4');
      expect(await redis.ttl('callchart:session:CA4')).to.be.within(99, 100);
    });

    it('lets one of many claim a key, until its time is over', async () => {
      const claims = await Promise.all([sessions, other, sessions, other].map((each) => each.claim('token-1', 60)));
      expect(claims.sort()).to.deep.equal([false, false, false, true]);
      expect(await redis.ttl('callchart:claim:token-1')).to.be.within(59, 60);
      await redis.del('callchart:claim:token-1');
      expect(await other.claim('token-1', 60)).to.equal(true);
    });

    it('merges fields into what is there, and takes away those that are undefined', async () => {
      await sessions.put('CA7', { callId: 'c1', turns: [], fate: 'go-on' });
      await other.merge('CA7', { fate: 'hang-up', turns: undefined, at: 2 });
      expect(await sessions.get('CA7')).to.deep.equal({ callId: 'c1', fate: 'hang-up', at: 2 });
      expect(await redis.ttl('callchart:session:CA7')).to.be.within(99, 100);
    });

    it('merges into nothing, and over what is no object', async () => {
      await sessions.merge('CA8', { n: 1 });
      await redis.set('callchart:session:CA9', '[1]');
      await sessions.merge('CA9', { n: 2 });
      expect([await other.get('CA8'), await other.get('CA9')]).to.deep.equal([{ n: 1 }, { n: 2 }]);
    });

    it('loses nothing of what many merge at once', async () => {
      await sessions.put('CA10', { callId: 'c1' });
      const each = Array.from({ length: 20 }, (_, i) =>
        (i % 2 === 0 ? sessions : other).merge('CA10', { [`f${i}`]: i }),
      );
      await Promise.all(each);
      const fields = Object.fromEntries(each.map((_, i) => [`f${i}`, i]));
      expect(await other.get('CA10')).to.deep.equal({ callId: 'c1', ...fields });
    });

    it('keeps an empty list a list and an empty object an object, though Redis’ own JSON does not', async () => {
      const session = { turns: [], facts: {}, deep: { none: [], nothing: {} } };
      await sessions.put('CA11', session);
      await other.merge('CA11', { asked: [] });
      expect(await sessions.get('CA11')).to.deep.equal({ ...session, asked: [] });
      // The reason why nothing is decoded there.
      const trap = await redis.eval('return cjson.encode(cjson.decode(ARGV[1]))', 0, '{"turns":[]}');
      expect(trap).to.equal('{"turns":{}}');
    });

    // The embedded one has no such limit.
    if (name === 'redis-server')
      it('believes itself when Redis reads but does not write', async () => {
        await sessions.put('CA6', { n: 1 });
        await redis.config('SET', 'maxmemory', '1');
        await sessions.put('CA6', { n: 2 });
        expect(await sessions.get('CA6')).to.deep.equal({ n: 2 });
        expect([await other.get('CA6'), sessions.state()]).to.deep.equal([{ n: 1 }, 'up']);
        await redis.config('SET', 'maxmemory', '0');
      });

    it('reads what is no JSON as nothing', async () => {
      await redis.set('callchart:session:CA5', '{"half":');
      expect(await sessions.get('CA5')).to.equal(undefined);
    });
  });

for (const [name, launch] of [
  ['js-redis-server', embeddedRedis],
  ['redis-server', realRedis],
] as const)
  describe(`sessions while ${name} goes away and comes back`, () => {
    it('are kept in memory, and Redis is told of them afterwards', async function () {
      if (name === 'redis-server' && !hasRedisServer()) this.skip();
      const server = await launch();
      const { log, told, wanted } = aLog();
      const sessions = await openSessions({ url: server.url, clock: systemClock, log });
      const away = wanted('Redis is away: sessions are kept in memory');
      await sessions.put('CA1', { n: 1 });
      await sessions.put('CA2', { n: 2 });
      expect(sessions.state()).to.equal('up');

      await server.stop();
      await away;
      expect(sessions.state()).to.equal('down');
      await sessions.merge('CA1', { n: 10 });
      await sessions.merge('CA1', { m: 1 });
      await sessions.forget('CA2');
      expect(await sessions.get('CA1')).to.deep.equal({ n: 10, m: 1 });
      expect(await sessions.get('CA2')).to.equal(undefined);
      expect(await sessions.claim('token', 60)).to.equal('unknown');

      const back = wanted('Redis is back');
      await server.start();
      await back;
      expect(sessions.state()).to.equal('up');
      expect(await sessions.get('CA1')).to.deep.equal({ n: 10, m: 1 });
      // Commands of one connection are answered in order: this one comes after those that caught up.
      expect(await sessions.claim('token', 60)).to.equal(true);
      const other = await openSessions({ url: server.url, clock: systemClock, log: silentLog });
      expect(await other.get('CA1')).to.deep.equal({ n: 10, m: 1 });
      expect(await other.get('CA2')).to.equal(undefined);
      // Each was logged once, however often the connection was tried.
      expect(told).to.deep.equal(['Redis is away: sessions are kept in memory', 'Redis is back']);
      await sessions.close();
      await other.close();
      await server.stop();
    });
  });

describe('sessions without Redis', () => {
  it('open all the same, and answer from memory', async () => {
    const sessions = await openSessions({ url: 'redis://127.0.0.1:1', clock: scaledClock(20), log: silentLog });
    await sessions.put('CA1', SESSION);
    expect(await sessions.get('CA1')).to.deep.equal(SESSION);
    expect(await sessions.claim('token', 60)).to.equal('unknown');
    expect(sessions.state()).to.equal('down');
    await sessions.close();
  });

  it('answer within two seconds when it is there but says nothing', async () => {
    const server = await silentServer();
    const clock = scaledClock(20);
    const begun = clock.now();
    const sessions = await openSessions({ url: server.url, clock, log: silentLog });
    await sessions.put('CA1', SESSION);
    expect(await sessions.get('CA1')).to.deep.equal(SESSION);
    expect(clock.now() - begun).to.be.below(4_500);
    await sessions.close();
    await server.stop();
  });

  it('make one caller wait when it falls silent, and the others not at all', async () => {
    const server = await silentServer('after the handshake');
    const clock = scaledClock(20);
    const sessions = await openSessions({ url: server.url, clock, log: silentLog });
    expect(sessions.state()).to.equal('up');
    const begun = clock.now();
    await sessions.put('CA1', SESSION);
    expect(clock.now() - begun).to.be.within(1_900, 2_900);
    expect(await sessions.get('CA1')).to.deep.equal(SESSION);
    expect(await sessions.claim('token', 60)).to.equal('unknown');
    expect(clock.now() - begun).to.be.below(2_900);
    await sessions.close();
    await server.stop();
  });

  it('are kept in memory where there is no Redis and no stand-in may be started', async () => {
    const sessions = await openSessions({ url: undefined, standIn: false, clock: systemClock, log: silentLog });
    await sessions.put('CA1', SESSION);
    expect([await sessions.get('CA1'), sessions.state(), await sessions.claim('token', 60)]).to.deep.equal([
      SESSION,
      'down',
      'unknown',
    ]);
    await sessions.close();
  });

  it('use a server of their own on loopback when they are given none', async () => {
    const sessions = await openSessions({ url: undefined, clock: systemClock, log: silentLog });
    await sessions.put('CA1', SESSION);
    expect(sessions.state()).to.equal('up');
    expect(await sessions.claim('token', 60)).to.equal(true);
    expect(await sessions.claim('token', 60)).to.equal(false);
    await sessions.close();
  });
});
