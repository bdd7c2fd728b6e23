import { expect } from 'chai';
import type { CarrierCall } from '../../src/simulators/carrier/index.ts';
import { testDatabase } from '../kit/database.ts';
import { answersCall, heardBy, outboundBrain, postCall, rowsOf, tomorrowAt } from '../kit/outbound-wire.ts';
import { asks, aWire, STRANGER, type Wire } from '../kit/wire.ts';

const NOTICE = 'I am an automated assistant, and this call may be recorded.';

describe('a shop that says things in its own way', () => {
  let wire: Wire;
  before(async () => {
    const database = await testDatabase();
    await database.dataSource.query(
      `UPDATE shops SET disclosure = $1, hours = $2, street = '1 Oak Road', city = 'Troy', state = 'NY',
         zip_code = '12180', directions = 'Behind the mill.'`,
      [NOTICE, { Sunday: { opens: '10:00', closes: '12:00' } }],
    );
    await database.close();
    wire = await aWire({ brain: outboundBrain, env: { DATABASE_URL: database.url, OUTBOUND_ALLOWLIST: '*' } });
  });
  after(() => wire.close());

  /** Who calls from there and hears the whole greeting. */
  const calls = async (from: string): Promise<CarrierCall> => {
    const call = await wire.stage.carrier.call({ ...wire.stage.dialing, from });
    const began = await wire.notes.until((note) => note.note === 'began' && note.callSid === call.callSid);
    await wire.notes.until(
      (note) => note.callId === began.callId && note.note === 'event' && note.event.type === 'voice.finished',
    );
    return call;
  };

  it('discloses that a machine speaks to strangers, to whom it knows, and to whom it calls', async () => {
    const { maria, james } = wire.stage.people;
    const heard: string[] = [];
    for (const from of [STRANGER, maria.phoneNumber]) {
      const call = await calls(from);
      heard.push(heardBy(call));
      await call.hangUp();
    }
    const [booked] = await rowsOf(wire, 'SELECT appointment_id FROM appointments WHERE customer_id = $1 LIMIT 1', [
      james.customerId,
    ]);
    const appointment_id = String(booked?.appointment_id);
    await rowsOf(wire, ...tomorrowAt(wire, appointment_id, '10:00'));
    await postCall(wire, { to: james.phoneNumber, scenario: 'reminder', appointment_id });
    const placed = await answersCall(wire, james.phoneNumber);
    heard.push(heardBy(placed).replace(/about your .+ at 10 AM/, 'about …'));
    await placed.hangUp();
    expect(heard).to.deep.equal([
      `Thank you for calling The shop, this is Sophie. ${NOTICE} How can I help you today?`,
      `Hi Maria, thank you for calling The shop, this is Sophie. ${NOTICE} How can I help you today?`,
      `Hi James, this is Sophie from The shop. I am calling about …. ${NOTICE} Is now a good time to talk?`,
    ]);
  });

  it('keeps the sound of the greeting that it says to everybody', async () => {
    const spoken = () =>
      wire.stage.deepgram?.connections.filter(({ received }) =>
        received.some(({ message }) => message.type === 'Speak' && String(message.text).includes(NOTICE)),
      ).length;
    await (await calls(STRANGER)).hangUp();
    const before = spoken();
    await (await calls(STRANGER)).hangUp();
    expect(spoken()).to.equal(before);
  });

  it('is open when it says and stands where it says: the model is told, the same in every call', async () => {
    const asked: string[] = [];
    for (const from of [STRANGER, wire.stage.people.maria.phoneNumber]) {
      const call = await calls(from);
      await asks(wire, call, 'where are you');
      await call.hangUp();
      asked.push(wire.stage.openai.requests.at(-1)?.body.messages[0]?.content ?? '');
    }
    expect(asked[1]).to.equal(asked[0]);
    expect(asked[0]).to.include('Monday to Saturday: closed; Sunday: 10 AM to 12 PM; closed on US federal holidays');
    expect(asked[0]).to.include('The shop, 1 Oak Road, Troy, NY 12180. Telephone: 212 555 0100. Behind the mill.');
    expect(asked[0]).to.include('- Oil change (`oil_change`): about 30 minutes, usually 60 to 90 dollars.');
  });
});
