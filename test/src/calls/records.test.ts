import { expect } from 'chai';
import type { RecordsFact } from '../../../machines/ports/records.ts';
import type { CallBook } from '../../../src/calls/desk.ts';
import type { LiveCall } from '../../../src/calls/live-call.ts';
import { createCallBook, createLookUp } from '../../../src/calls/records.ts';
import type { Db } from '../../../src/crm/writing.ts';
import { createLog } from '../../../src/log.ts';
import { createMetrics } from '../../../src/metrics.ts';
import { VirtualClock } from '../../kit/virtual-clock.ts';

const CALL = {
  callId: 'call-1',
  callSid: 'CA1',
  shopId: 's',
  from: '+12125550142',
  to: null,
  startedAt: 0,
} as LiveCall;
const END: Parameters<CallBook['ended']>[1] = {
  at: 9_000,
  outcome: 'completed',
  customerId: null,
  transcript: [],
  tools: [],
  tokens: { prompt: 0, completion: 0, cached: 0 },
  spoken: [],
  transferredTo: null,
};
const settled = () => new Promise((resolve) => setImmediate(resolve));

/** A database that answers when it is told to, and a log that is kept. */
function aDatabase() {
  const clock = new VirtualClock();
  const asked: { sql: string; answer: (rows: unknown) => void; fail: (error: Error) => void }[] = [];
  const lines: Record<string, unknown>[] = [];
  const ask = (sql: string) =>
    new Promise((answer, fail) => asked.push({ sql: sql.trim().split(/\s+/).slice(0, 2).join(' '), answer, fail }));
  const manager = { query: ask, findOne: () => ask('find one'), findOneBy: () => ask('find one') };
  const db = { ...manager, manager } as unknown as Db;
  const log = createLog('trace', { write: (line: string) => void lines.push(JSON.parse(line)) });
  const metrics = createMetrics();
  const failures = async () =>
    (await metrics.providerErrors.get()).values.map(({ labels, value }) => ({ ...labels, value }));
  return { options: { db, shopId: 'shop-1', clock, log, metrics, costOf: () => null }, clock, asked, lines, failures };
}

describe('the book of calls', () => {
  it('writes the end of a call after its beginning, however slow that is', async () => {
    const { options, asked } = aDatabase();
    const book = createCallBook(options);
    book.began(CALL);
    book.ended(CALL, END);
    await settled();
    expect(asked.map(({ sql }) => sql)).to.deep.equal(['INSERT INTO']);
    asked[0]?.answer([{ call_id: 'call-1' }]);
    await settled();
    expect(asked.map(({ sql }) => sql)).to.deep.equal(['INSERT INTO', 'UPDATE call_logs']);
    asked[1]?.answer([[{ call_id: 'call-1' }], 1]);
    await book.settled();
  });

  it('writes down a call that was turned away, with its end', async () => {
    const { options, asked } = aDatabase();
    const book = createCallBook(options);
    book.turnedAway(CALL);
    await settled();
    asked[0]?.answer([{ call_id: 'call-1' }]);
    await settled();
    expect(asked.map(({ sql }) => sql)).to.deep.equal(['INSERT INTO', 'UPDATE call_logs']);
    asked[1]?.answer([[{ call_id: 'call-1' }], 1]);
    await book.settled();
  });

  it('lets no call wait for another', async () => {
    const { options, asked } = aDatabase();
    const book = createCallBook(options);
    book.began(CALL);
    book.began({ ...CALL, callId: 'call-2' });
    await settled();
    expect(asked.length).to.equal(2);
  });

  it('says in the log what could not be written, and makes up for it at the end of the call', async () => {
    const { options, clock, asked, lines, failures } = aDatabase();
    const book = createCallBook(options);
    book.began(CALL);
    book.wentOn(CALL);
    book.ended(CALL, END);
    await settled();
    asked[0]?.fail(new Error('gone'));
    await settled();
    clock.advance(5_000);
    await settled();
    asked[2]?.answer([[], 0]);
    await settled();
    asked[3]?.answer([{ call_id: 'call-1' }]);
    await settled();
    asked[4]?.answer([[{ call_id: 'call-1' }], 1]);
    await book.settled();
    expect(asked.slice(2).map(({ sql }) => sql)).to.deep.equal(['UPDATE call_logs', 'INSERT INTO', 'UPDATE call_logs']);
    expect(lines.map(({ call_id, what, msg }) => ({ call_id, what, msg }))).to.deep.equal(
      ['begin', 'reopen'].map((what) => ({ call_id: 'call-1', what, msg: 'a call could not be written down' })),
    );
    expect(await failures()).to.deep.equal([
      { provider: 'database', code: 'unavailable', value: 1 },
      { provider: 'database', code: 'timeout', value: 1 },
    ]);
  });
});

describe('looking a caller up', () => {
  const looksUp = (from: string | null) => {
    const database = aDatabase();
    const facts: RecordsFact[] = [];
    createLookUp(database.options).lookUp({ callId: 'call-1', from }, (fact) => facts.push(fact));
    return { ...database, facts };
  };

  it('knows nobody by a number that is withheld, and asks nothing', async () => {
    const { facts, asked } = looksUp(null);
    await settled();
    expect([facts, asked.length]).to.deep.equal([[{ type: 'records.knowsNobody' }], 0]);
  });

  it('tells one fact when the database fails, and nothing of the number in the log', async () => {
    const { facts, asked, lines } = looksUp('+12125550142');
    await settled();
    asked[0]?.fail(new Error('expected a connection, got none'));
    await settled();
    expect(facts).to.deep.equal([{ type: 'records.unavailable', code: 'unavailable' }]);
    expect(JSON.stringify(lines)).to.not.include('2125550142');
  });

  it('tells one fact when the database does not answer in time, also when it answers later', async () => {
    const { facts, asked, clock } = looksUp('+12125550142');
    await settled();
    clock.advance(2_000);
    await settled();
    asked[0]?.answer(null);
    await settled();
    expect(facts).to.deep.equal([{ type: 'records.unavailable', code: 'unavailable' }]);
  });
});
