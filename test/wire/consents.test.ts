import { expect } from 'chai';
import { createShopTime } from '../../src/shop/calendar.ts';
import { addDays } from '../../src/shop/dates.ts';
import type { Brain } from '../../src/simulators/openai/types.ts';
import { heardBy, rowsOf } from '../kit/outbound-wire.ts';
import { asks, aWire, logOf, STRANGER, type Wire } from '../kit/wire.ts';
import { lastWords } from '../kit/wire-brain.ts';

const shopTime = createShopTime({ zone: 'America/New_York' });

/** Books what it is told to, says what the desk has noted, and goodbye. */
const attentive: Brain = (request) => {
  const { messages } = request;
  const last = messages.at(-1);
  if (last?.role === 'system' && /The desk has noted/.test(last.content ?? '')) return { text: 'That is noted.' };
  if (last?.role === 'tool') return { text: 'It is booked.' };
  const book = messages.findLast(({ role, content }) => role === 'user' && /^book /i.test(content ?? ''))?.content;
  const [, start, vehicle_id] = /^book (\S+) (\S+)/i.exec(book ?? '') ?? [];
  const words = lastWords(request);
  const confirmed = /^yes/i.test(words);
  if (start && (confirmed || words === book)) {
    const facts = messages.map(({ content }) => content ?? '').join('\n');
    const [, customer_id] = /Customer id: (\S+)/.exec(facts) ?? [];
    const booking = {
      customer_id,
      vehicle_id,
      service_type: 'oil_change',
      start_time: start.toUpperCase(),
      notes: null,
    };
    return { calls: [{ name: 'book_appointment', arguments: { ...booking, confirmed } }] };
  }
  return { text: 'Anything else?' };
};

describe('a customer on the telephone', function () {
  this.timeout(90_000);
  let wire: Wire;
  let maria: Wire['stage']['people']['maria'];
  before(async () => {
    wire = await aWire({ brain: attentive, env: { OUTBOUND_ALLOWLIST: '*' } });
    ({ maria } = wire.stage.people);
    await rowsOf(
      wire,
      'UPDATE customers SET text_consent = NULL, text_consent_at = NULL, text_consent_source = NULL, reminder_consent = true WHERE customer_id = $1',
      [maria.customerId],
    );
  });
  after(() => wire.close());

  const calls = async (from: string) => {
    const call = await wire.stage.carrier.call({ ...wire.stage.dialing, from });
    await call.waitFor(({ type }) => type === 'voice.started');
    await call.waitForQuiet(500);
    return call;
  };
  const consents = async () =>
    (
      await rowsOf(
        wire,
        'SELECT text_consent, text_consent_source, reminder_consent, reminder_consent_source FROM customers WHERE customer_id = $1',
        [maria.customerId],
      )
    )[0];

  it('gets the text of the booking that they have just made once they ask for it, and no more calls once they say so', async () => {
    const day = addDays(shopTime.dateOf(new Date(wire.clock.now())), 7);
    const open = ['Saturday', 'Sunday'].includes(shopTime.weekdayOf(day)) ? addDays(day, 3) : day;
    const start = shopTime.read(`${open}T14:00`) as Date;
    const call = await calls(maria.phoneNumber);
    await asks(wire, call, `book ${shopTime.iso(start)} ${maria.vehicleIds[0]}`);
    await asks(wire, call, 'yes please');
    expect(wire.stage.carrier.texts.sent).to.deep.equal([]);
    await asks(wire, call, 'you can text me the confirmation');
    await wire.stage.carrier.texts.count(1);
    expect(wire.stage.carrier.texts.sent[0]?.to).to.equal(maria.phoneNumber);
    expect(wire.stage.carrier.texts.sent[0]?.body).to.match(
      new RegExp(`^Elm Street Motors: your oil change for your .+ is booked for ${shopTime.spoken(start)}\\.`),
    );
    await asks(wire, call, 'no more reminder calls');
    await call.hangUp();
    await logOf(wire, call.callSid);
    expect(heardBy(call)).to.match(/That is noted\. That is noted\.$/);
    expect(await consents()).to.deep.equal({
      text_consent: true,
      text_consent_source: 'phone',
      reminder_consent: false,
      reminder_consent_source: 'phone',
    });
    expect(wire.stage.openai.complaints).to.deep.equal([]);
  });

  it('takes it back again, and a stranger can do neither', async () => {
    const call = await calls(maria.phoneNumber);
    await asks(wire, call, 'stop texting me');
    await call.hangUp();
    await logOf(wire, call.callSid);
    const taken = await consents();
    expect(taken).to.include({ text_consent: false, text_consent_source: 'phone' });
    const stranger = await calls(STRANGER);
    await asks(wire, stranger, 'you can text me');
    await stranger.hangUp();
    await logOf(wire, stranger.callSid);
    expect(heardBy(stranger)).to.match(/Anything else\?$/);
    expect(await consents()).to.deep.equal(taken);
  });
});
