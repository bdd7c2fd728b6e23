import { expect } from 'chai';
import type { DataSource } from 'typeorm';
import { eventsOf } from '../../../src/crm/call-events.ts';
import { jsonText } from '../../../src/crm/json.ts';
import { createRecorder, type RecorderOptions } from '../../../src/crm/recorder.ts';
import { silentLog } from '../../../src/log.ts';
import { type TestDatabase, testDatabase } from '../../kit/database.ts';
import { VirtualClock } from '../../kit/virtual-clock.ts';

describe('the recorder', () => {
  let database: TestDatabase;
  before(async () => {
    database = await testDatabase();
  });
  after(() => database.close());

  /** A recorder on a clock that stands still, and a way to take its database away. */
  function aRecorder(given: Partial<RecorderOptions> = {}) {
    const clock = new VirtualClock();
    const statements: string[] = [];
    const link = { away: false };
    const { query } = database.dataSource;
    const dataSource: DataSource = Object.create(database.dataSource, {
      query: {
        value: (sql: string, parameters: unknown[]) => {
          statements.push(sql.trim().split(/\s+/).slice(0, 3).join(' '));
          if (link.away) return Promise.reject(Object.assign(new Error('gone'), { code: 'ECONNREFUSED' }));
          return query.call(database.dataSource, sql, parameters);
        },
      },
    });
    const { shopId } = database.shop;
    const recorder = createRecorder({ dataSource, shopId, chartVersion: 'v1', clock, log: silentLog, ...given });
    return { recorder, clock, statements, link };
  }

  const stored = async (callId: string) =>
    (await eventsOf(database.dataSource, callId)).map(({ seq, type, payload }) => [seq, type, payload]);

  it('writes what happened, numbered within its call, with its time and its chart', async () => {
    const { recorder, clock } = aRecorder();
    const [call, other] = [database.newId(), database.newId()];
    const at = new Date(clock.now());
    recorder.record(call, 'call', 'caller.said', { text: 'hello' });
    recorder.record(other, 'call', 'line.opened', { at: 0 });
    clock.advance(100);
    recorder.record(call, 'tts', 'say', null);
    await recorder.flush();
    const [first, second] = await eventsOf(database.dataSource, call);
    expect({ ...first }).to.deep.equal({
      shopId: database.shop.shopId,
      callId: call,
      seq: 1,
      at,
      source: 'call',
      type: 'caller.said',
      payload: { text: 'hello' },
      chartVersion: 'v1',
      createdAt: at,
      updatedAt: at,
    });
    expect(second).to.deep.include({ seq: 2, at: new Date(at.getTime() + 100), source: 'tts', payload: null });
    expect(await stored(other)).to.deep.equal([[1, 'line.opened', { at: 0 }]]);
    await recorder.close();
  });

  it('takes an event down as it was when it was told', async () => {
    const { recorder } = aRecorder();
    const call = database.newId();
    const payload = { n: 1 };
    recorder.record(call, 'call', 'a', payload);
    payload.n = 2;
    await recorder.close();
    expect(await stored(call)).to.deep.equal([[1, 'a', { n: 1 }]]);
  });

  it('waits a quarter of a second and writes many at once', async () => {
    const { recorder, clock, statements } = aRecorder();
    const call = database.newId();
    for (let i = 0; i < 150; i++) recorder.record(call, 'call', 'a', i);
    clock.advance(249);
    expect(statements).to.deep.equal([]);
    clock.advance(1);
    await recorder.flush(call);
    expect(statements).to.deep.equal(['SELECT call_id, max(seq)', 'INSERT INTO call_events']);
    expect((await stored(call)).map(([, , n]) => n)).to.deep.equal(Array.from({ length: 150 }, (_, i) => i));
    await recorder.close();
  });

  it('does not wait when two hundred have come', async () => {
    const { recorder, statements } = aRecorder();
    const call = database.newId();
    for (let i = 0; i < 200; i++) recorder.record(call, 'call', 'a', i);
    expect(statements).to.deep.equal(['SELECT call_id, max(seq)']);
    await recorder.close();
    expect(await stored(call)).to.have.length(200);
  });

  it('goes on counting where another recorder stopped', async () => {
    const call = database.newId();
    for (const type of ['a', 'b']) {
      const { recorder } = aRecorder();
      recorder.record(call, 'call', type, 1);
      recorder.record(call, 'call', type, 2);
      await recorder.close();
    }
    expect(await stored(call)).to.deep.equal([
      [1, 'a', 1],
      [2, 'a', 2],
      [3, 'b', 1],
      [4, 'b', 2],
    ]);
  });

  it('keeps what happens while the database is away, the newest of it, and leaves a gap for the rest', async () => {
    const { recorder, link } = aRecorder({ maxWaiting: 3 });
    const call = database.newId();
    link.away = true;
    for (let i = 1; i <= 5; i++) recorder.record(call, 'call', 'a', i);
    await recorder.flush();
    expect(recorder.dropped()).to.equal(2);
    link.away = false;
    await recorder.flush();
    expect(await stored(call)).to.deep.equal([
      [3, 'a', 3],
      [4, 'a', 4],
      [5, 'a', 5],
    ]);
    await recorder.close();
  });

  it('tries again by itself, ever more slowly', async () => {
    const { recorder, link, clock, statements } = aRecorder();
    const call = database.newId();
    link.away = true;
    recorder.record(call, 'call', 'a', 1);
    await recorder.flush();
    const triesAfter = async (ms: number) => {
      clock.advance(ms);
      const tries = statements.length;
      if (clock.pending === 0) await recorder.flush(); // the try that has just begun
      return tries;
    };
    expect([await triesAfter(499), await triesAfter(1)]).to.deep.equal([1, 2]);
    expect([await triesAfter(999), await triesAfter(1)]).to.deep.equal([2, 3]);
    link.away = false;
    clock.advance(2_000);
    await recorder.flush();
    expect(await stored(call)).to.deep.equal([[1, 'a', 1]]);
    await recorder.close();
  });

  it('writes nothing twice when an answer was lost', async () => {
    const { recorder } = aRecorder();
    const call = database.newId();
    recorder.record(call, 'call', 'a', 1);
    await recorder.flush();
    await database.dataSource.query(
      `INSERT INTO call_events SELECT call_id, 2, at, source, 'a', '2', chart_version, shop_id, created_at, updated_at FROM call_events WHERE call_id = $1`,
      [call],
    );
    recorder.record(call, 'call', 'a', 2);
    recorder.record(call, 'call', 'a', 3);
    await recorder.close();
    expect(recorder.dropped()).to.equal(0);
    expect(await stored(call)).to.deep.equal([
      [1, 'a', 1],
      [2, 'a', 2],
      [3, 'a', 3],
    ]);
  });

  it('loses of a batch only what the database refuses', async () => {
    const { recorder } = aRecorder();
    const call = database.newId();
    recorder.record(call, 'call', 'a', 1);
    recorder.record(call, 'a \u0000 source', 'a', 2);
    recorder.record('no uuid', 'call', 'a', 3);
    recorder.record(call, 'call', 'a', 4);
    await recorder.close();
    expect(await stored(call)).to.deep.equal([
      [1, 'a', 1],
      [3, 'a', 4],
    ]);
    expect(recorder.dropped()).to.equal(2);
  });

  it('takes no more once it is closed, and leaves no timer', async () => {
    const { recorder, clock } = aRecorder();
    const call = database.newId();
    recorder.record(call, 'call', 'a', 1);
    await recorder.close();
    recorder.record(call, 'call', 'a', 2);
    expect([clock.pending, await stored(call)]).to.deep.equal([0, [[1, 'a', 1]]]);
  });

  it('closes while the database is away, and says what was lost', async () => {
    const { recorder, link, clock } = aRecorder();
    link.away = true;
    recorder.record(database.newId(), 'call', 'a', 1);
    await recorder.close();
    expect([clock.pending, recorder.dropped()]).to.deep.equal([0, 1]);
  });
});

describe('a value for jsonb', () => {
  const cycle: Record<string, unknown> = {};
  cycle.self = cycle;
  for (const [what, value, text] of [
    ['is written as JSON', { a: [1, 'ü', null] }, '{"a":[1,"ü",null]}'],
    ['has no NUL', 'a\u0000\u0000b', '"a\uFFFD\uFFFDb"'],
    ['keeps a backslash before what looks like NUL', '\\u0000 and \\\u0000', '"\\\\u0000 and \\\\\uFFFD"'],
    ['has no half of a pair', '\ud83d x \ude00', '"\uFFFD x \uFFFD"'],
    ['keeps a whole pair', '😀', '"😀"'],
    ['that is nothing is null', undefined, 'null'],
    ['that cannot be written says so', cycle, '{"unwritable":true}'],
  ] as const)
    it(what, () => {
      expect(jsonText(value)).to.equal(text);
    });
});
