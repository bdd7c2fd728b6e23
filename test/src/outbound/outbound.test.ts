import { expect } from 'chai';
import type { Appointment } from '../../../entities/appointment.ts';
import type { Customer } from '../../../entities/customer.ts';
import type { OutboundEvent } from '../../../machines/outbound/kit.ts';
import type { RecordsFact } from '../../../machines/ports/records.ts';
import { OutsideError } from '../../../src/errors.ts';
import { silentLog } from '../../../src/log.ts';
import { createMetrics } from '../../../src/metrics.ts';
import { createPlacedLookUp } from '../../../src/outbound/look-up.ts';
import { createOutbound, type Outbound } from '../../../src/outbound/outbound.ts';
import type { CallOrder } from '../../../src/telephony/twilio-outbound.ts';
import { loadOutboundWords } from '../../../src/words/outbound.ts';
import { type OutreachDesk, shopTime, useOutreachDesk } from '../../kit/outreach-desk.ts';

const FROM = '+12125550100';
type Told = OutboundEvent['type'];

describe('a call that we place', () => {
  let desk: OutreachDesk;
  let orders: CallOrder[];
  let refusal: string | null;
  let hungUp: string[];
  let retried: string[];
  let servers: Outbound[];
  let ann: Customer;
  let appointment: Appointment;
  useOutreachDesk('2026-12-01T09:00', (given) => {
    desk = given;
    orders = [];
    hungUp = [];
    retried = [];
    servers = [];
    refusal = null;
  });
  beforeEach(async () => {
    ann = await desk.customer();
    appointment = await desk.appointment(ann, '2026-12-02T10:00');
  });
  afterEach(() => Promise.all(servers.map((server) => server.close())));

  function aServer(): Outbound {
    const { base, clock } = desk;
    const outbound = createOutbound({
      db: base.dataSource,
      shopId: base.shop.shopId,
      shopName: 'Elm Street Motors',
      words: loadOutboundWords(),
      shopTime,
      carrier: {
        async placeCall(order) {
          orders.push(order);
          if (refusal !== null) throw new OutsideError('twilio', refusal, 'placing a call: no', { retryable: false });
          return { callSid: `CA${orders.length}` };
        },
        async hangUp(callSid) {
          hungUp.push(callSid);
        },
      },
      from: FROM,
      publicUrl: () => 'https://shop.example',
      clock,
      newId: base.newId,
      log: silentLog,
      metrics: createMetrics(),
      unanswered: async (_tx, { attempt }, outcome) => {
        retried.push(`${attempt} ${outcome}`);
      },
    });
    servers.push(outbound);
    return outbound;
  }
  const wanted = (attempt: number | null = 1, idempotencyKey: string | null = null) =>
    ({ scenario: 'reminder', appointment, customer: ann, to: ann.phoneNumber, attempt, idempotencyKey }) as const;
  async function placed(server: Outbound): Promise<string> {
    const dialed = await server.place(wanted());
    if (dialed.outcome !== 'placed') throw new Error(`expected a call, got ${dialed.outcome}`);
    return dialed.callId;
  }
  const logs = () =>
    desk.rows(
      'SELECT direction, scenario, from_number, to_number, customer_id, outcome, ended_at IS NOT NULL AS ended FROM call_logs ORDER BY started_at, call_id',
    );
  /** The only call's outcome, once nothing is being written any more. */
  async function outcome(): Promise<unknown> {
    await Promise.all(servers.map((server) => server.close()));
    const [log] = await logs();
    return log?.outcome;
  }
  const tell = async (server: Outbound, callId: string, ...facts: Told[]) => {
    for (const type of facts) await server.heard(callId, { type } as OutboundEvent);
  };

  it('is in the log before it rings, and the carrier is told where to ask and tell', async () => {
    const callId = await placed(aServer());
    expect(await logs()).to.deep.equal([
      {
        direction: 'outbound',
        scenario: 'reminder',
        from_number: FROM,
        to_number: ann.phoneNumber,
        customer_id: ann.customerId,
        outcome: null,
        ended: false,
      },
    ]);
    const address = (path: string) => `https://shop.example/twilio/${path}?call=${callId}`;
    expect(orders).to.deep.equal([
      {
        to: ann.phoneNumber,
        from: FROM,
        url: address('voice'),
        statusUrl: address('status'),
        detectedUrl: address('detected'),
        ringSeconds: 30,
      },
    ]);
  });

  it('is placed once for each attempt and each key, whichever servers want it, at the same moment or later', async () => {
    const [one, two] = [aServer(), aServer()];
    const dialed = await Promise.all([one, two, one].map((server) => server.place(wanted(1))));
    expect(dialed.map((each) => each.outcome).sort()).to.deep.equal(['placed', 'repeated', 'repeated']);
    expect((await two.place(wanted(1))).outcome).to.equal('repeated');
    const asked = await Promise.all([one, two].map((server) => server.place(wanted(null, 'key'))));
    expect(asked.map((each) => each.outcome).sort()).to.deep.equal(['placed', 'repeated']);
    expect((await two.place(wanted(2))).outcome).to.equal('placed');
    expect([orders.length, (await logs()).length]).to.deep.equal([3, 3]);
  });

  it('has failed when the carrier does not take it, and nothing is tried again in its place', async () => {
    refusal = '21211';
    const dialed = await aServer().place(wanted());
    expect({ ...dialed, callId: '' }).to.deep.equal({ outcome: 'refused', callId: '', code: '21211' });
    expect([await outcome(), retried]).to.deep.equal(['failed', ['1 failed']]);
  });

  for (const [what, facts, expected] of [
    ['the line is busy', ['carrier.ringing', 'carrier.busy'], 'busy'],
    ['nobody comes', ['carrier.ringing', 'carrier.gotNoAnswer'], 'no_answer'],
    ['it cannot be put through', ['carrier.failed'], 'failed'],
    ['it is called off', ['carrier.ringing', 'carrier.canceled'], 'canceled'],
    ['ringing is told of after the end', ['carrier.busy', 'carrier.ringing'], 'busy'],
    ['its end is told of twice, and then otherwise', ['carrier.busy', 'carrier.busy', 'carrier.ended'], 'busy'],
    ['it ends, and nobody has asked us what to say', ['carrier.answered', 'carrier.ended'], 'failed'],
  ] as const)
    for (const where of ['the server that placed it', 'another server', 'both'])
      it(`is written down once as ${expected} when ${what}, as ${where} hears it`, async () => {
        const [one, two] = [aServer(), aServer()];
        const callId = await placed(one);
        const hearing = where === 'both' ? [one, two] : [where === 'another server' ? two : one];
        await Promise.all(hearing.map((server) => tell(server, callId, ...facts)));
        expect([await outcome(), retried]).to.deep.equal([expected, [`1 ${expected}`]]);
      });

  it('stays open when the server that placed it goes while it rings, and another hears what becomes of it', async () => {
    const [one, two] = [aServer(), aServer()];
    const callId = await placed(one);
    await tell(one, callId, 'carrier.ringing');
    await one.close();
    expect([(await logs())[0]?.outcome, retried]).to.deep.equal([null, []]);
    await tell(two, callId, 'carrier.busy');
    expect([await outcome(), retried]).to.deep.equal(['busy', ['1 busy']]);
  });

  it('is not ended by us once somebody has answered: its end is the conversation’s', async () => {
    const [one, two] = [aServer(), aServer()];
    const callId = await placed(one);
    const call = await two.answered(callId, 'CA1');
    const { customerId, firstName } = ann;
    const customer = {
      customerId,
      firstName,
      vehicleIds: [appointment.vehicleId],
      appointmentIds: [appointment.appointmentId],
    };
    expect(call && { to: call.to, customer: call.customer, scenario: call.scenario }).to.deep.equal({
      to: ann.phoneNumber,
      customer,
      scenario: 'reminder',
    });
    await Promise.all([one, two].map((server) => tell(server, callId, 'carrier.ended', 'carrier.busy')));
    expect([await outcome(), retried]).to.deep.equal([null, []]);
  });

  it('to a number that is not on file knows nobody, and is looked up by its number', async () => {
    const one = aServer();
    const dialed = await one.place({ ...wanted(null), to: '+12125550199' });
    const call = await one.answered(dialed.outcome === 'placed' ? dialed.callId : '', 'CA1');
    expect(call?.customer).to.equal(null);
    const facts: RecordsFact[] = [];
    const { lookUp } = createPlacedLookUp((callId) => (callId === 'placed' ? call : null), {
      lookUp: (_, onFact) => onFact({ type: 'records.knowsNobody' }),
    });
    for (const callId of ['placed', 'another']) lookUp({ callId, from: '+12125550199' }, (fact) => facts.push(fact));
    expect(facts).to.deep.equal([{ type: 'records.knowsNobody' }, { type: 'records.knowsNobody' }]);
  });

  it('is called off when it rings and no word comes of it', async () => {
    const one = aServer();
    await tell(one, await placed(one), 'carrier.ringing');
    desk.clock.advance(60_000);
    expect([await outcome(), retried, hungUp]).to.deep.equal(['no_answer', ['1 no_answer'], ['CA1']]);
  });

  it('is none of ours where there is no such call', async () => {
    const one = aServer();
    const nobody = desk.base.newId();
    await tell(one, nobody, 'carrier.busy');
    expect([await one.answered(nobody, 'CA9'), await one.messageFor(nobody), one.following()]).to.deep.equal([
      null,
      null,
      0,
    ]);
  });
});
