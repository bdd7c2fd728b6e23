import { expect } from 'chai';
import { createShopTime } from '../../src/shop/calendar.ts';
import { addDays } from '../../src/shop/dates.ts';
import type { Brain } from '../../src/simulators/openai/types.ts';
import { answersCall, heardBy, rowsOf, until, visitedAgo } from '../kit/outbound-wire.ts';
import { asks, aWire, logOf, type Wire } from '../kit/wire.ts';
import { lastWords } from '../kit/wire-brain.ts';

const COLLEAGUE = '+12125550188';
const shopTime = createShopTime({ zone: 'America/New_York' });

/** Asks whether all is well, hands a complaint over, and says goodbye. */
const caring: Brain = (request) => {
  const words = lastWords(request);
  if (request.messages.at(-1)?.role === 'tool') return { text: 'A colleague will take care of it.' };
  if (/squeal/i.test(words)) return { calls: [{ name: 'transfer_to_human', arguments: { reason: 'brakes squeal' } }] };
  if (/goodbye/i.test(words)) return { text: 'Goodbye then.', calls: [{ name: 'end_call', arguments: {} }] };
  return { text: 'I am glad to hear that.' };
};

describe('three days after a visit', function () {
  this.timeout(90_000);
  let wire: Wire;
  let james: Wire['stage']['people']['james'];
  afterEach(() => wire.close());

  /** It is nine o'clock, and James, who was here three days ago, has answered and heard the greeting. */
  async function isCalled(env: Record<string, string> = {}) {
    wire = await aWire({ brain: caring, speed: 2, env: { OUTBOUND_ALLOWLIST: '*', ...env } });
    ({ james } = wire.stage.people);
    until(wire, '08:00');
    await rowsOf(
      wire,
      `UPDATE customers SET reminder_consent = true, reminder_consent_at = now(), reminder_consent_source = 'test' WHERE customer_id = $1`,
      [james.customerId],
    );
    await rowsOf(wire, ...visitedAgo(wire, james.appointmentIds[0] ?? '', 3));
    until(wire, '09:00');
    return answersCall(wire, james.phoneNumber);
  }
  const tasks = () =>
    rowsOf(wire, 'SELECT t.kind, t.status, t.customer_id, t.payload FROM staff_tasks t ORDER BY t.created_at');

  it('somebody who is satisfied is thanked, and the call is written down with what they said', async () => {
    const call = await isCalled();
    const day = shopTime.weekdayOf(addDays(shopTime.dateOf(new Date(wire.clock.now())), -3));
    await asks(wire, call, 'everything is fine with the car');
    await asks(wire, call, 'goodbye');
    const log = await logOf(wire, call.callSid);
    expect(heardBy(call)).to.match(
      new RegExp(
        `^Hi James, this is Sophie from Elm Street Motors. You were here on ${day} for your .+. Do you have a minute to tell me how everything is with the car\\? I am glad to hear that. Goodbye then.$`,
      ),
    );
    expect([log.direction, log.scenario, log.outcome, log.customer_id]).to.deep.equal([
      'outbound',
      'follow-up',
      'completed',
      james.customerId,
    ]);
    expect(JSON.stringify(log.transcript)).to.include('everything is fine with the car');
    expect(await tasks()).to.deep.equal([]);
    expect(wire.stage.carrier.calls.length).to.equal(1);
  });

  it('a complaint is written down for a colleague to call back where nobody can be reached', async () => {
    const call = await isCalled();
    await asks(wire, call, 'the brakes squeal');
    await asks(wire, call, 'goodbye');
    await logOf(wire, call.callSid);
    expect(heardBy(call)).to.match(/A colleague will take care of it. Goodbye then.$/);
    expect(await tasks()).to.deep.equal([
      {
        kind: 'call_back',
        status: 'open',
        customer_id: james.customerId,
        payload: { reason: 'brakes squeal', phone_number: james.phoneNumber },
      },
    ]);
  });

  it('a complaint is put through to a colleague who can be reached', async () => {
    const call = await isCalled({ TRANSFER_NUMBER: COLLEAGUE });
    await asks(wire, call, 'the brakes squeal');
    expect(await call.ended).to.include({ transferredTo: COLLEAGUE });
    const log = await logOf(wire, call.callSid);
    expect([log.scenario, log.outcome]).to.deep.equal(['follow-up', 'transferred']);
  });
});
