import { expect } from 'chai';
import type { CallOptions, CarrierCall } from '../../src/simulators/carrier/index.ts';
import { heardText, scriptedSpeech } from '../../src/simulators/deepgram/index.ts';
import { asks, aWire, ended, logOf, STRANGER, type Wire } from '../kit/wire.ts';
import { obedient } from '../kit/wire-brain.ts';

const COLLEAGUE = '+12125550188';

/** What is left for staff of this call, as long as it takes to be written. */
async function taskOf(wire: Wire, callSid: string, status: string): Promise<Record<string, unknown>[]> {
  const sql =
    'SELECT t.kind, t.status, t.payload FROM staff_tasks t JOIN call_logs USING (call_id) WHERE call_sid = $1 ORDER BY t.created_at';
  for (let tries = 0; tries < 500; tries++) {
    const rows = await wire.stage.app.database.dataSource.query(sql, [callSid]);
    if (rows[0]?.status === status) return rows;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`expected a task that is ${status} within 5 s, got none`);
}

/** That the colleague was called, and what they heard before the caller. */
const told = ({ diary }: CarrierCall) =>
  diary.flatMap((entry) => (entry.type === 'whispered' ? [entry.text] : entry.type === 'dialed' ? [entry.type] : []));

const WORD = {
  reason: 'asked',
  phone_number: STRANGER,
  briefing: [
    `Caller: somebody who is not on file (unknown), from ${STRANGER}.`,
    'About: opening.',
    'Why a person: asked for a person.',
    'They said: "I want a person".',
    'Tried: nothing.',
  ].join('\n'),
};

describe('a transfer', () => {
  let wire: Wire;
  before(async () => {
    wire = await aWire({ brain: obedient, env: { TRANSFER_NUMBER: COLLEAGUE } });
  });
  after(() => wire.close());
  afterEach(() => {
    wire.stage.carrier.restFaults.broken = 0;
  });

  const wantsAPerson = async (dial: NonNullable<CallOptions['dial']>): Promise<CarrierCall> => {
    const call = await wire.stage.carrier.call({ ...wire.stage.dialing, from: STRANGER, dial });
    await call.waitFor(({ type }) => type === 'voice.started');
    await call.waitForQuiet(500);
    await call.speak(scriptedSpeech('I want a person'));
    return call;
  };

  it('leaves nothing to do when the colleague has answered', async () => {
    const call = await wantsAPerson({ result: 'answered', ms: 20_000 });
    expect(await call.ended).to.deep.include({ transferredTo: COLLEAGUE, verbs: ['Connect', 'Dial', 'Hangup'] });
    expect(await ended(wire, call.callSid)).to.equal('transferred');
    expect(await logOf(wire, call.callSid)).to.include({ outcome: 'transferred', transferred_to: COLLEAGUE });
    // What was told in a breath can still be read whole.
    expect(await taskOf(wire, call.callSid, 'done')).to.deep.equal([
      { kind: 'call_back', status: 'done', payload: WORD },
    ]);
  });

  for (const rest of ['works', 'fails'] as const)
    it(`tells the colleague who it is and why before the two are connected, when REST ${rest}`, async () => {
      if (rest === 'fails') wire.stage.carrier.restFaults.broken = 10;
      const call = await wantsAPerson({ result: 'answered', ms: 1_000 });
      await call.ended;
      // As it was heard: a busy machine may hear less of it.
      const words = wire.stage.openai.requests.at(-1)?.body.messages.findLast(({ role }) => role === 'user')?.content;
      expect(told(call)).to.deep.equal([
        'dialed',
        `A call from the service desk. The caller is not on file. The reason: asked. They said: ${words}.`,
      ]);
      expect(call.problems).to.deep.equal([]);
    });

  it('tells a colleague who does not answer nothing', async () => {
    const call = await wantsAPerson({ result: 'busy', ms: 1_000 });
    await call.waitFor(({ type }) => type === 'dialed');
    await call.waitFor(({ type }) => type === 'voice.started', undefined, call.diary.length);
    await call.hangUp();
    expect(told(call)).to.deep.equal(['dialed']);
  });

  it('has nothing to tell of a call that nobody knows, and tells nobody but the carrier', async () => {
    const path = `/twilio/whisper?call=${wire.newSid()}`;
    const silence = '<?xml version="1.0" encoding="UTF-8"?><Response/>';
    expect((await wire.post(path, { CallSid: wire.newSid() })).body).to.equal(silence);
    expect((await wire.post(path, { CallSid: wire.newSid() }, 'wrong')).status).to.equal(403);
  });

  for (const result of ['no-answer', 'busy', 'failed'] as const)
    for (const rest of result === 'no-answer' ? ['works', 'fails'] : ['works'])
      it(`comes back to her when it is "${result}" and REST ${rest}, and staff have to call back`, async () => {
        if (rest === 'fails') wire.stage.carrier.restFaults.broken = 10;
        const call = await wantsAPerson({ result, ms: 5_000 });
        await call.waitFor(({ type }) => type === 'dialed');
        await call.waitFor(({ type }) => type === 'voice.started', undefined, call.diary.length);
        await call.waitForQuiet(500);
        await asks(wire, call, 'until when are you open today');
        expect(heardText(call.heardSound())).to.include('nobody could answer just now');
        expect(await taskOf(wire, call.callSid, 'open')).to.deep.equal([
          { kind: 'call_back', status: 'open', payload: WORD },
        ]);
        const messages = wire.stage.openai.requests.at(-1)?.body.messages ?? [];
        expect(messages.flatMap(({ role, content }) => (role === 'user' ? [content] : []))).to.deep.equal([
          'I want a person',
          'until when are you open today',
        ]);
        await call.hangUp();
        expect(await logOf(wire, call.callSid)).to.include({ outcome: 'caller_hung_up', transferred_to: null });
        expect([wire.stage.openai.complaints, call.problems]).to.deep.equal([[], []]);
      });

  it('is one thing to do for staff, with both words, when a caller who came back leaves a message', async () => {
    const call = await wantsAPerson({ result: 'no-answer', ms: 1_000 });
    await call.waitFor(({ type }) => type === 'dialed');
    await call.waitFor(({ type }) => type === 'voice.started', undefined, call.diary.length);
    await call.waitForQuiet(500);
    await asks(wire, call, 'tell that person that it is the brakes');
    await call.hangUp();
    await ended(wire, call.callSid);
    expect(await taskOf(wire, call.callSid, 'open')).to.deep.equal([
      { kind: 'call_back', status: 'open', payload: { ...WORD, message: 'it is the brakes' } },
    ]);
  });

  it('ends with a word of the carrier’s when the call is not known any more', async () => {
    const { body } = await wire.post('/twilio/resume', { CallSid: wire.newSid(), DialCallStatus: 'no-answer' });
    expect(body).to.equal(
      '<?xml version="1.0" encoding="UTF-8"?><Response><Say>We are sorry, nobody can answer right now. Please call again later.</Say><Hangup/></Response>',
    );
  });

  it('is told twice and is brought back once', async () => {
    const call = await wantsAPerson({ result: 'no-answer', ms: 5_000 });
    await call.waitFor(({ type }) => type === 'dialed');
    const fields = { CallSid: call.callSid, DialCallStatus: 'no-answer' };
    const [first, second] = [await wire.post('/twilio/resume', fields), await wire.post('/twilio/resume', fields)];
    expect(second.body).to.equal(first.body);
    await call.hangUp();
    expect(await ended(wire, call.callSid)).to.equal('caller_hung_up');
  });
});
