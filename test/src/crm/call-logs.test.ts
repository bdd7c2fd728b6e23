import { expect } from 'chai';
import { type BegunCall, beginCall, callById, callBySid, finishCall, reopenCall } from '../../../src/crm/call-logs.ts';
import { createCustomer } from '../../../src/crm/customers.ts';
import { NOON, type TestDatabase, testDatabase } from '../../kit/database.ts';

const later = (ms: number) => new Date(NOON.getTime() + ms);

describe('the log of a call', () => {
  let database: TestDatabase;
  before(async () => {
    database = await testDatabase();
  });
  after(() => database.close());

  const begun = (given: Partial<BegunCall> = {}): BegunCall => ({
    callId: database.newId(),
    shopId: database.shop.shopId,
    callSid: `CA${database.newId()}`,
    direction: 'inbound',
    fromNumber: '+12125550101',
    toNumber: '+15550100123',
    startedAt: NOON,
    ...given,
  });

  it('is there from the beginning of the call', async () => {
    const call = begun();
    await beginCall(database.dataSource, call);
    expect({ ...(await callById(database.dataSource, call.callId)) }).to.deep.equal({
      ...call,
      customerId: null,
      scenario: null,
      endedAt: null,
      durationSeconds: null,
      outcome: null,
      transcript: [],
      tools: [],
      tokens: {},
      cost: null,
      transferredTo: null,
      chartVersion: null,
      createdAt: NOON,
      updatedAt: NOON,
    });
  });

  it('keeps numbers where numbers belong, and nothing else', async () => {
    const call = begun({ fromNumber: 'client:anna', toNumber: 'sip:shop@example.com' });
    await beginCall(database.dataSource, call);
    const end = { endedAt: NOON, outcome: 'transferred', transferredTo: 'the workshop' } as const;
    expect(await finishCall(database.dataSource, call.callId, end)).to.equal(true);
    const { fromNumber, toNumber, transferredTo } = (await callById(database.dataSource, call.callId)) ?? {};
    expect([fromNumber, toNumber, transferredTo]).to.deep.equal([null, null, null]);
  });

  it('begins with the call that was taken after all, where it had been turned away', async () => {
    const [first, second] = [begun(), database.newId()];
    await beginCall(database.dataSource, first);
    await finishCall(database.dataSource, first.callId, { endedAt: NOON, outcome: 'refused' });
    await beginCall(database.dataSource, { ...first, callId: second, startedAt: later(5_000) });
    const { callId, startedAt, endedAt, outcome } = (await callBySid(database.dataSource, first.callSid ?? '')) ?? {};
    expect([callId, startedAt, endedAt, outcome]).to.deep.equal([second, later(5_000), null, null]);
  });

  it('is begun once, whether told again by our name for the call or the carrier’s', async () => {
    const call = begun();
    await beginCall(database.dataSource, call);
    await beginCall(database.dataSource, { ...call, fromNumber: null });
    await beginCall(database.dataSource, { ...call, callId: database.newId() });
    const found = await callBySid(database.dataSource, call.callSid ?? '');
    expect(found).to.include({ callId: call.callId, fromNumber: '+12125550101' });
  });

  it('may have no name of the carrier, several times', async () => {
    const [one, two] = [begun({ callSid: null }), begun({ callSid: null })];
    await beginCall(database.dataSource, one);
    await beginCall(database.dataSource, two);
    expect((await callById(database.dataSource, two.callId))?.callSid).to.equal(null);
  });

  it('says how the call ended, the first time that it is told', async () => {
    const call = begun();
    const { dataSource, change } = database;
    const phoneNumber = '+12125550101';
    const { customerId } = await createCustomer(dataSource, change(), { firstName: 'A', lastName: '', phoneNumber });
    await beginCall(dataSource, call);
    const transcript = [{ role: 'user', text: 'naïve \u0000 “quotes”', at: 12 }];
    const finished = {
      endedAt: later(61_400),
      outcome: 'completed',
      customerId,
      transcript,
      tokens: { prompt: 7 },
    } as const;
    expect(await finishCall(dataSource, call.callId, finished)).to.equal(true);
    expect(await finishCall(dataSource, call.callId, { endedAt: later(99_000), outcome: 'failed' })).to.equal(false);
    expect(await callById(dataSource, call.callId)).to.deep.include({
      endedAt: later(61_400),
      durationSeconds: 61,
      outcome: 'completed',
      customerId,
      transcript: [{ role: 'user', text: 'naïve \uFFFD “quotes”', at: 12 }],
      tools: [],
      tokens: { prompt: 7 },
      updatedAt: later(61_400),
    });
  });

  it('of a call that nobody began says nothing', async () => {
    const end = { endedAt: NOON, outcome: 'failed' } as const;
    expect(await finishCall(database.dataSource, database.newId(), end)).to.equal(false);
  });

  it('never ends before it began, whatever the clocks say', async () => {
    const call = begun();
    await beginCall(database.dataSource, call);
    await finishCall(database.dataSource, call.callId, { endedAt: later(-5_000), outcome: 'dropped' });
    expect(await callById(database.dataSource, call.callId)).to.deep.include({ endedAt: NOON, durationSeconds: 0 });
  });

  it('goes on when the call does, and ends anew', async () => {
    const call = begun();
    const { dataSource } = database;
    await beginCall(dataSource, call);
    expect(await reopenCall(dataSource, call.callId)).to.equal(false);
    await finishCall(dataSource, call.callId, { endedAt: later(5_000), outcome: 'dropped', transcript: [1] });
    expect(await reopenCall(dataSource, call.callId)).to.equal(true);
    expect(await callById(dataSource, call.callId)).to.deep.include({ endedAt: null, outcome: null, transcript: [1] });
    expect(await finishCall(dataSource, call.callId, { endedAt: later(9_000), outcome: 'completed' })).to.equal(true);
  });
});
