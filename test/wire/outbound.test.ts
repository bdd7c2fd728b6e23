import { expect } from 'chai';
import { createShopTime } from '../../src/shop/calendar.ts';
import { addDays } from '../../src/shop/dates.ts';
import { scriptedSpeech } from '../../src/simulators/deepgram/index.ts';
import { emptyDatabase } from '../kit/database.ts';
import {
  answersCall,
  callLog,
  dueNow,
  heardBy,
  outboundBrain,
  postCall,
  rowsOf,
  tomorrowAt,
  until,
} from '../kit/outbound-wire.ts';
import { asks, aWire, ended, logOf, type Wire } from '../kit/wire.ts';

const ZONE = 'America/New_York';
const shopTime = createShopTime({ zone: ZONE });

describe('a call that we place', function () {
  this.timeout(60_000);
  let wire: Wire;
  let james: Wire['stage']['people']['james'];
  let appointment_id: string;
  before(async () => {
    wire = await aWire({ brain: outboundBrain, env: { OUTBOUND_ALLOWLIST: '+17185550117, +12125550142' } });
    ({ james } = wire.stage.people);
    [appointment_id = ''] = james.appointmentIds;
    await rowsOf(wire, 'UPDATE customers SET text_consent = true, text_consent_at = now(), text_consent_source = $1', [
      'test',
    ]);
  });
  after(() => wire.close());

  const reminder = () => ({ to: james.phoneNumber, scenario: 'reminder', appointment_id });
  let placed = 0;
  /** James is reminded of his appointment and has heard the greeting. */
  const remind = async () => {
    placed += 1;
    const { status, json } = await postCall(wire, reminder());
    expect(status).to.equal(202);
    const call = await answersCall(wire, james.phoneNumber, placed);
    expect(json).to.deep.equal({ call_id: json.call_id, call_sid: call.callSid });
    return call;
  };
  const appointment = async () =>
    (
      await rowsOf(wire, 'SELECT status, start_time, cancel_reason FROM appointments WHERE appointment_id = $1', [
        appointment_id,
      ])
    )[0];

  it('greets whom it was placed to by name and with its reason, and has the appointment confirmed without proof', async () => {
    const call = await remind();
    expect(await callLog(wire, call.callSid)).to.include({
      direction: 'outbound',
      scenario: 'reminder',
      outcome: null,
    });
    await asks(wire, call, 'i will come');
    expect(await appointment()).to.include({ status: 'confirmed' });
    await asks(wire, call, 'goodbye');
    expect(await ended(wire, call.callSid)).to.equal('completed');
    const when = shopTime.spoken((await appointment())?.start_time as Date);
    expect(heardBy(call)).to.match(
      new RegExp(
        `^Hi James, this is Sophie from Elm Street Motors. I am calling about your .+ appointment (on|tomorrow,) ${when}. Is now a good time to talk\\? It is done. Goodbye then.$`,
      ),
    );
    const log = await callLog(wire, call.callSid);
    expect([log?.outcome, log?.customer_id, log?.from_number, log?.to_number]).to.deep.equal([
      'completed',
      james.customerId,
      '+12125550100',
      james.phoneNumber,
    ]);
    expect(call.problems).to.deep.equal([]);
  });

  it('moves the appointment only for who has proven to be the customer, after a read-back; the customer is told by text', async () => {
    const free = addDays(shopTime.dateOf(new Date(wire.clock.now())), 7);
    const day = ['Saturday', 'Sunday'].includes(shopTime.weekdayOf(free)) ? addDays(free, 3) : free;
    const start = shopTime.read(`${day}T14:00`) as Date;
    const call = await remind();
    await asks(wire, call, `move it to ${shopTime.iso(start)}`);
    expect(heardBy(call)).to.match(/Sorry: verification_required\.$/);
    await asks(wire, call, 'my zip code is 11201');
    await asks(wire, call, `move it to ${shopTime.iso(start)}`);
    await asks(wire, call, 'yes do it');
    await call.hangUp();
    await ended(wire, call.callSid);
    expect(await appointment()).to.deep.equal({ status: 'scheduled', start_time: start, cancel_reason: null });
    await wire.stage.carrier.texts.count(1);
    expect(wire.stage.carrier.texts.sent.at(-1)).to.deep.include({ to: james.phoneNumber, from: '+12125550100' });
    expect(wire.stage.carrier.texts.sent.at(-1)?.body).to.match(
      new RegExp(
        `^Elm Street Motors: your .+ has been moved to ${shopTime.spoken(start)}. Reply STOP to get no more texts.$`,
      ),
    );
  });

  it('leaves a short message on an answering machine after its beep, and ends', async () => {
    const greeting = scriptedSpeech('hi you have reached James please leave a message after the tone');
    wire.stage.carrier.phones.set(james.phoneNumber, [{ by: 'machine', greeting, beepAfterMs: 300 }]);
    placed += 1;
    await postCall(wire, reminder());
    const call = await wire.stage.carrier.placed(james.phoneNumber, placed);
    expect(await ended(wire, call.callSid)).to.equal('voicemail');
    expect(heardBy(call)).to.match(
      /Hello, this is Sophie from Elm Street Motors with a reminder of your appointment. To confirm, move or cancel it, please call us back. Thank you, and goodbye.$/,
    );
    expect(await call.ended).to.include({ reason: 'rest-completed' });
    expect((await callLog(wire, call.callSid))?.outcome).to.equal('voicemail');
    expect(call.diary.find(({ type }) => type === 'detected')).to.include({
      answeredBy: 'machine_end_beep',
      httpStatus: 200,
    });
    wire.stage.carrier.phones.clear();
  });

  for (const [by, outcome] of [
    ['busy', 'busy'],
    ['no-answer', 'no_answer'],
    ['failed', 'failed'],
  ] as const)
    it(`is written down as ${outcome} when the line is ${by}`, async () => {
      wire.stage.carrier.phones.set(james.phoneNumber, [{ by, ringMs: 100 }]);
      placed += 1;
      const { json } = await postCall(wire, reminder());
      await (await wire.stage.carrier.placed(james.phoneNumber, placed)).ended;
      const outcomeOf = async () =>
        (await rowsOf(wire, 'SELECT outcome FROM call_logs WHERE call_id = $1', [String(json.call_id)]))[0]?.outcome;
      while ((await outcomeOf()) === null) await wire.passes(500);
      expect(await outcomeOf()).to.equal(outcome);
      wire.stage.carrier.phones.clear();
    });

  it('cancels the appointment after a read-back, and then there is nothing to call about any more', async () => {
    const call = await remind();
    await asks(wire, call, 'my zip code is 11201');
    await asks(wire, call, 'cancel it');
    await asks(wire, call, 'yes do it');
    await call.hangUp();
    await ended(wire, call.callSid);
    expect(await appointment()).to.include({ status: 'cancelled', cancel_reason: 'other' });
    await wire.stage.carrier.texts.count(2);
    expect(wire.stage.carrier.texts.sent.at(-1)?.body).to.match(/ is cancelled\. Reply STOP/);
    expect(await postCall(wire, reminder())).to.deep.include({ status: 400 });
  });

  it('is not placed to a number that is not on the allow-list', async () => {
    const asked = { ...reminder(), to: '+12125550199' };
    expect(await postCall(wire, asked)).to.deep.include({ status: 403 });
    expect((await postCall(wire, asked)).json.error).to.equal('not_allowed');
    expect(wire.stage.carrier.calls.filter(({ to }) => to === '+12125550199')).to.deep.equal([]);
  });

  it('is placed once for one Idempotency-Key, also when both ask at the same moment', async () => {
    await rowsOf(
      wire,
      `UPDATE appointments SET status = 'scheduled', cancel_reason = NULL, cancelled_at = NULL WHERE appointment_id = $1`,
      [appointment_id],
    );
    wire.stage.carrier.phones.set(james.phoneNumber, [{ by: 'busy' }]);
    const key = { 'idempotency-key': 'one and only' };
    const both = await Promise.all([postCall(wire, reminder(), key), postCall(wire, reminder(), key)]);
    expect(both.map(({ status }) => status).sort()).to.deep.equal([202, 409]);
    const again = await postCall(wire, reminder(), key);
    const first = both.find(({ status }) => status === 202);
    expect([again.status, again.json.call_id]).to.deep.equal([409, first?.json.call_id]);
    expect(
      (await rowsOf(wire, 'SELECT 1 FROM outbound_calls WHERE idempotency_key = $1', ['one and only'])).length,
    ).to.equal(1);
  });

  it('is not placed by a request from elsewhere, or one that makes no sense', async () => {
    const refused = async (body: unknown, headers?: Record<string, string>) => {
      const { status, json } = await postCall(wire, body, headers);
      return `${status} ${json.error}: ${json.message}`;
    };
    expect(await refused(reminder(), { host: 'evil.example' })).to.match(/^403 forbidden/);
    expect(await refused(reminder(), { 'x-forwarded-for': '10.0.0.1' })).to.match(/^403 forbidden/);
    expect(await refused(reminder(), { origin: 'https://evil.example' })).to.match(/^403 forbidden/);
    expect(await refused(reminder(), { 'content-type': 'text/plain' })).to.match(/^400 invalid_request: content-type/);
    expect(await refused('{')).to.equal('400 invalid_request: body: expected JSON');
    expect(await refused({ ...reminder(), to: '5550117' })).to.match(
      /^400 invalid_request: to: expected a phone number/,
    );
    expect(await refused({ ...reminder(), scenario: 'nagging' })).to.match(
      /^400 invalid_request: scenario: expected one of/,
    );
    expect(await refused({ to: james.phoneNumber, scenario: 'reminder' })).to.match(
      /^400 invalid_request: appointment_id/,
    );
    expect(await refused({ ...reminder(), appointment_id: james.customerId })).to.match(/^404 not_found/);
    expect(await refused({ ...reminder(), scenario: 'follow-up' })).to.match(
      /^400 invalid_request: appointment_id: expected a visit/,
    );
  });

  it('is answered with a hang-up when the carrier asks about a call that is none of ours', async () => {
    const path = '/twilio/voice?call=00000000-0000-7000-8000-000000000000';
    expect((await wire.post(path, { CallSid: 'CA1', From: '+12125550100', To: james.phoneNumber })).body).to.match(
      /<Hangup\/>/,
    );
    expect((await wire.post(path, { CallSid: 'CA1' }, 'wrong')).status).to.equal(403);
  });

  it('takes back the consent to texts when somebody writes STOP, with time and source, and gives it again with START', async () => {
    const url = `${wire.stage.app.url}/twilio/sms`;
    const write = (body: string) =>
      wire.stage.carrier.texts.write(url, { from: james.phoneNumber, to: '+12125550100', body });
    const consent = async () =>
      (
        await rowsOf(
          wire,
          'SELECT text_consent, text_consent_source, text_consent_at FROM customers WHERE customer_id = $1',
          [james.customerId],
        )
      )[0];
    expect((await write(' Stop. ')).body).to.match(/<Response\/>/);
    const stopped = await consent();
    expect(stopped).to.include({ text_consent: false, text_consent_source: 'sms' });
    expect(Math.abs(wire.clock.now() - Number(stopped?.text_consent_at))).to.be.lessThan(60_000);
    expect((await write('help')).body).to.match(/<Message>Elm Street Motors: .+ Reply STOP/);
    await write('please stop by my house');
    expect(await consent()).to.deep.equal(stopped);
    await write('START');
    expect(await consent()).to.include({ text_consent: true, text_consent_source: 'sms' });
    expect((await wire.post('/twilio/sms', { From: james.phoneNumber, Body: 'STOP' }, 'wrong')).status).to.equal(403);
  });
});

describe('the calls of the day', function () {
  this.timeout(60_000);
  const wires: Wire[] = [];
  const open = async (databaseUrl: string) => {
    const wire = await aWire({ brain: outboundBrain, env: { OUTBOUND_ALLOWLIST: '*', DATABASE_URL: databaseUrl } });
    wires.push(wire);
    until(wire, '08:00');
    return wire;
  };
  afterEach(async () => {
    for (const wire of wires.splice(0)) await wire.close();
  });
  const consenting = `UPDATE customers SET reminder_consent = true, reminder_consent_at = now(), reminder_consent_source = 'test' WHERE customer_id = $1`;

  it('remind at nine who is booked for tomorrow and has agreed, once, whichever servers run', async () => {
    const url = await emptyDatabase();
    const [one, two] = [await open(url), await open(url)];
    const { james } = one.stage.people;
    await rowsOf(one, consenting, [james.customerId]);
    await rowsOf(one, ...tomorrowAt(one, james.appointmentIds[0] ?? '', '10:00'));
    for (const wire of [one, two]) wire.stage.carrier.phones.set(james.phoneNumber, [{ by: 'machine' }]);
    for (const wire of [one, two]) until(wire, '09:00');
    const jobs = () => rowsOf(one, `SELECT state FROM pgboss.job WHERE name = 'outbound-call'`);
    while ((await jobs()).some(({ state }) => state !== 'completed') || (await jobs()).length === 0)
      await new Promise((resolve) => setTimeout(resolve, 50));
    const calls = [one, two].flatMap(({ stage }) => stage.carrier.calls);
    expect(calls.map(({ to }) => to)).to.deep.equal([james.phoneNumber]);
    expect(await rowsOf(one, 'SELECT scenario, attempt FROM outbound_calls')).to.deep.equal([
      { scenario: 'reminder', attempt: 1 },
    ]);
    expect((await jobs()).length).to.equal(1);
  });

  it('are tried again when the line was busy, and not any more once somebody answered', async () => {
    const wire = await open(await emptyDatabase());
    const { james } = wire.stage.people;
    await rowsOf(wire, consenting, [james.customerId]);
    await rowsOf(wire, ...tomorrowAt(wire, james.appointmentIds[0] ?? '', '10:00'));
    wire.stage.carrier.phones.set(james.phoneNumber, [{ by: 'busy' }, { by: 'human' }]);
    until(wire, '09:00');
    await (await wire.stage.carrier.placed(james.phoneNumber)).ended;
    await dueNow(wire);
    const call = await answersCall(wire, james.phoneNumber, 2);
    await asks(wire, call, 'i will come');
    await asks(wire, call, 'goodbye');
    await logOf(wire, call.callSid);
    expect(
      await rowsOf(
        wire,
        `SELECT l.outcome, o.attempt FROM outbound_calls o JOIN call_logs l USING (call_id) ORDER BY attempt`,
      ),
    ).to.deep.equal([
      { outcome: 'busy', attempt: 1 },
      { outcome: 'completed', attempt: 2 },
    ]);
    expect(
      await rowsOf(wire, `SELECT 1 FROM pgboss.job WHERE name = 'outbound-call' AND state = 'created'`),
    ).to.deep.equal([]);
  });
});
