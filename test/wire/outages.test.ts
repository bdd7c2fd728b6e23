import { expect } from 'chai';
import { createLog } from '../../src/log.ts';
import { createShopTime } from '../../src/shop/calendar.ts';
import { addDays } from '../../src/shop/dates.ts';
import { heardText } from '../../src/simulators/deepgram/index.ts';
import { aProxyTo, type TcpProxy } from '../../src/simulators/tcp-proxy.ts';
import { emptyDatabase, run } from '../kit/database.ts';
import { embeddedRedis, hasRedisServer, realRedis, type TestRedis } from '../kit/redis.ts';
import { asks, aWire, ended, logOf, STRANGER, type Wire } from '../kit/wire.ts';
import { obedient } from '../kit/wire-brain.ts';

/** Lines of a log, which can be waited for. */
function aLog() {
  const messages: string[] = [];
  const waiting = new Set<() => void>();
  const log = createLog('info', {
    write(line: string) {
      messages.push((JSON.parse(line) as { msg: string }).msg);
      for (const look of waiting) look();
    },
  });
  const says = (message: string) =>
    new Promise<void>((resolve) => {
      const look = () => {
        if (!messages.includes(message)) return;
        waiting.delete(look);
        resolve();
      };
      waiting.add(look);
      look();
    });
  return { log, messages, says };
}

const readiness = async (wire: Wire) => {
  const { status, body } = await wire.get('/readyz');
  const { postgres, redis } = JSON.parse(body ?? '').dependencies;
  return { status, postgres, redis };
};

/** The next open day that is neither today nor tomorrow. */
function openDay(now: Date): string {
  const shopTime = createShopTime({ zone: 'America/New_York' });
  const dates = [2, 3, 4, 5, 6].map((days) => addDays(shopTime.dateOf(now), days));
  return dates.find((date) => 'opens' in shopTime.opening(date)) ?? '';
}

describe('PostgreSQL going away in the middle of a call', () => {
  let direct: string;
  let proxy: TcpProxy;
  let wire: Wire;
  const log = aLog();
  before(async () => {
    direct = await emptyDatabase();
    proxy = await aProxyTo(direct);
    wire = await aWire({ brain: obedient, log: log.log, env: { DATABASE_URL: proxy.url } });
  });
  after(async () => {
    await wire.close();
    await proxy.close();
  });

  it('lets the call go on; tools say that they cannot, the call is written down when it is back', async () => {
    const { maria } = wire.stage.people;
    const wish = `is anything free on ${openDay(new Date(wire.clock.now()))}`;
    const call = await wire.stage.carrier.call({ ...wire.stage.dialing, from: maria.phoneNumber });
    await call.waitFor(({ type }) => type === 'voice.started');
    await asks(wire, call, wish);
    expect(heardText(call.heardSound())).to.match(/The answer is fine\.$/);

    await proxy.cut();
    expect(await readiness(wire)).to.deep.equal({ status: 503, postgres: 'down', redis: 'up' });
    expect((await wire.get('/healthz')).status).to.equal(200);
    await asks(wire, call, wish);
    expect(heardText(call.heardSound())).to.match(/The answer is unavailable\.$/);
    // A call that begins meanwhile is greeted all the same, as anybody.
    const other = await wire.stage.carrier.call({ ...wire.stage.dialing, from: maria.phoneNumber });
    await asks(wire, other, 'until when are you open today');
    await other.hangUp();
    expect(await ended(wire, other.callSid)).to.equal('caller_hung_up');
    await log.says('a call could not be written down');

    await proxy.mend();
    await asks(wire, call, wish);
    expect(heardText(call.heardSound())).to.match(/The answer is fine\.$/);
    expect(await readiness(wire)).to.deep.equal({ status: 200, postgres: 'up', redis: 'up' });
    await asks(wire, call, 'goodbye');
    await call.ended;
    const { outcome, tools } = await logOf(wire, call.callSid);
    expect([outcome, (tools as { result: string }[]).map(({ result }) => result)]).to.deep.equal([
      'completed',
      ['ok', 'unavailable', 'ok', 'ok'],
    ]);
    expect(call.problems).to.deep.equal([]);
    await log.says('call events are written again');
  });

  it('has lost no event of the call: those of the outage were kept and written later', async () => {
    const gaps = await run(
      direct,
      `SELECT count(*)::int AS calls FROM (SELECT call_id FROM call_events GROUP BY call_id
       HAVING count(*) <> max(seq) OR min(seq) <> 1) AS broken`,
    );
    expect(gaps).to.deep.equal([{ calls: 0 }]);
  });
});

describe('Redis going away in the middle of a call', () => {
  let redis: TestRedis;
  let wire: Wire;
  const log = aLog();
  before(async () => {
    redis = await (hasRedisServer() ? realRedis() : embeddedRedis());
    wire = await aWire({ brain: obedient, log: log.log, env: { REDIS_URL: redis.url, MEDIA_SERVER: 'ws' } });
  });
  after(async () => {
    await wire.close();
    await redis.stop();
  });

  it('lets calls go on, begin, come back once and end; it only degrades', async () => {
    const call = await wire.stage.carrier.call({ ...wire.stage.dialing, from: STRANGER });
    await call.waitFor(({ type }) => type === 'voice.started');
    await redis.stop();
    await log.says('Redis is away: sessions are kept in memory');
    expect(await readiness(wire)).to.deep.equal({ status: 200, postgres: 'up', redis: 'down' });
    expect(await wire.metric('provider_errors_total{provider="redis",code="closed"}')).to.equal(1);
    await asks(wire, call, 'until when are you open today');
    const other = await wire.stage.carrier.call({ ...wire.stage.dialing, from: STRANGER });
    await asks(wire, other, 'goodbye');
    await other.ended;
    expect(await ended(wire, other.callSid)).to.equal('completed');
    // The token of a stream is good once, also now; and what became of a call is still known.
    const { callSid, token } = await wire.ring();
    const first = await wire.starts(callSid, token);
    const second = await wire.starts(callSid, token, 'MZ2');
    expect(await second.diary.until((entry) => 'closed' in entry)).to.deep.include({ closed: 1008 });
    first.ws.close();
    await wire.post('/twilio/status', { CallSid: callSid, CallStatus: 'completed' });
    expect((await wire.post('/twilio/resume', { CallSid: other.callSid })).body).to.include('<Hangup/>');

    await redis.start();
    await log.says('Redis is back');
    expect(await readiness(wire)).to.deep.equal({ status: 200, postgres: 'up', redis: 'up' });
    await asks(wire, call, 'goodbye');
    await call.ended;
    expect([await ended(wire, call.callSid), call.problems]).to.deep.equal(['completed', []]);
  });
});
