import { expect } from 'chai';
import { systemClock, uuidv7 } from '../../src/clock.ts';
import { book } from '../../src/crm/booking.ts';
import { allBays } from '../../src/shop/availability.ts';
import { createShopTime } from '../../src/shop/calendar.ts';
import { addDays } from '../../src/shop/dates.ts';
import type { CarrierCall } from '../../src/simulators/carrier/index.ts';
import type { Brain } from '../../src/simulators/openai/types.ts';
import { heardBy, rowsOf } from '../kit/outbound-wire.ts';
import { asks, aWire, type Wire } from '../kit/wire.ts';
import { lastWords } from '../kit/wire-brain.ts';

const shopTime = createShopTime({ zone: 'America/New_York' });
const spoken = (time: string) => shopTime.spoken(new Date(time));

/** A model that proposes the time it hears, offers the first other time when that is gone, and confirms what was agreed to. */
const booker: Brain = ({ messages }) => {
  const last = messages.at(-1);
  if (last?.role === 'tool') {
    const { success, error, data } = JSON.parse(last.content ?? '{}');
    if (success) return { text: 'It is booked.' };
    return { text: `Sorry for ${error}, how about ${data.alternatives?.[0]?.start_time}?` };
  }
  const words = lastWords({ messages } as Parameters<Brain>[0]);
  const facts = messages.map(({ content }) => content ?? '').join('\n');
  const [, customer_id] = /Customer id: ([0-9a-f-]{36})/.exec(facts) ?? [];
  const [, vehicle_id] = /Vehicle ids: ([0-9a-f-]{36})/.exec(facts) ?? [];
  const [start_time] =
    messages
      .flatMap(({ role, content }) => (role === 'user' ? [content ?? ''] : []))
      .flatMap((text) => /\d{4}-\d\d-\d\dt\S+/i.exec(text) ?? [])
      .slice(-1) ?? [];
  const about = { customer_id, vehicle_id, service_type: 'oil_change', start_time, notes: null };
  return { calls: [{ name: 'book_appointment', arguments: { ...about, confirmed: /^yes/i.test(words) } }] };
};

describe('two callers who want the last bay of one time', () => {
  let wire: Wire;
  let start: Date;
  const calls: CarrierCall[] = [];
  before(async () => {
    wire = await aWire({ brain: booker });
    const now = new Date(wire.clock.now());
    const open = Array.from({ length: 14 }, (_, i) => addDays(shopTime.dateOf(now), i + 15)).find(
      (date) => 'opens' in shopTime.opening(date),
    );
    start = shopTime.read(`${open}T10:00`) as Date;
    const { dataSource: db } = wire.stage.app.database;
    const { maria, james } = wire.stage.people;
    const others = await rowsOf(
      wire,
      'SELECT shop_id, customer_id, vehicle_id FROM vehicles WHERE customer_id <> ALL($1) LIMIT 3',
      [[maria.customerId, james.customerId]],
    );
    for (const { shop_id, customer_id, vehicle_id } of others as Record<string, string>[])
      await book(
        db,
        { shopId: shop_id ?? '', at: now, newId: uuidv7(systemClock), by: { person: 'test' } },
        allBays(4),
        {
          customerId: customer_id ?? '',
          vehicleId: vehicle_id ?? '',
          serviceType: 'oil_change',
          startTime: start,
          endTime: new Date(start.getTime() + 30 * 60_000),
          notes: null,
          bookedBy: 'staff',
          callSid: null,
        },
      );
  });
  after(() => wire.close());

  it('are not both sold it: the second hears another time in the same breath, and each gets what they agreed to', async () => {
    const { maria, james } = wire.stage.people;
    for (const { phoneNumber } of [maria, james]) {
      const call = await wire.stage.carrier.call({ ...wire.stage.dialing, from: phoneNumber });
      await call.waitFor(({ type }) => type === 'voice.started');
      calls.push(call);
    }
    const [first, second] = calls as [CarrierCall, CarrierCall];
    await asks(wire, first, `is ${start.toISOString()} free`);
    expect(heardBy(first)).to.match(new RegExp(`on ${shopTime.spoken(start)}, shall I book it\\?$`));

    // Nobody has said yes to it: it is held for the first one, who thinks it over.
    await asks(wire, second, `is ${start.toISOString()} free`);
    const [, gone, other = ''] = /Sorry for (\w+), how about (\S+)\?$/.exec(heardBy(second)) ?? [];
    expect([gone, shopTime.dateOf(new Date(other))]).to.deep.equal(['slot_unavailable', shopTime.dateOf(start)]);
    await asks(wire, second, `then ${other}`);
    expect(heardBy(second)).to.match(new RegExp(`on ${spoken(other)}, shall I book it\\?$`));

    for (const call of calls) {
      await asks(wire, call, 'yes please');
      expect(heardBy(call)).to.match(/It is booked\.$/);
    }
    const booked = await rowsOf(
      wire,
      `SELECT call_sid, start_time FROM appointments WHERE booked_by = 'phone_agent' ORDER BY created_at`,
    );
    expect(booked).to.deep.equal([
      { call_sid: first.callSid, start_time: start },
      { call_sid: second.callSid, start_time: new Date(other) },
    ]);
    for (const call of calls) await call.hangUp();
  });
});
