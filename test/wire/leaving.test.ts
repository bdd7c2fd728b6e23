import { expect } from 'chai';
import type { CallOptions } from '../../src/simulators/carrier/index.ts';
import { heardText, scriptedSpeech } from '../../src/simulators/deepgram/index.ts';
import { asks, aWire, ended, logOf, STRANGER, type Wire } from '../kit/wire.ts';
import { lastWords, obedient } from '../kit/wire-brain.ts';

const COLLEAGUE = '+12125550188';
const HANGUP = '<?xml version="1.0" encoding="UTF-8"?><Response><Hangup/></Response>';
const DIAL = `<?xml version="1.0" encoding="UTF-8"?><Response><Dial>${COLLEAGUE}</Dial></Response>`;
/** A transfer that comes back where nobody answers. */
const dial = (wire: Wire) =>
  DIAL.replace('<Dial>', `<Dial action="${wire.stage.app.url}/twilio/resume" method="POST">`);
/** The same, with a word for who answers. */
const dialWithAWord = (wire: Wire, callSid: string) =>
  dial(wire)
    .replace(COLLEAGUE, `<Number url="${wire.stage.app.url}/twilio/whisper?call=${callSid}" method="POST">${COLLEAGUE}`)
    .replace('</Dial>', '</Number></Dial>');
const say = (words: string) =>
  `<?xml version="1.0" encoding="UTF-8"?><Response><Say>${words}</Say><Hangup/></Response>`;
const TROUBLE = 'We are sorry, we are having technical trouble. Please call again in a few minutes.';

describe('leaving a call', () => {
  let wire: Wire;
  before(async () => {
    wire = await aWire({ brain: obedient, env: { TRANSFER_NUMBER: COLLEAGUE } });
  });
  after(() => wire.close());
  afterEach(() => {
    wire.stage.deepgram?.faults.clear();
    wire.stage.carrier.restFaults.broken = 0;
  });

  const calls = async (options: Partial<CallOptions> = {}) => {
    const call = await wire.stage.carrier.call({ ...wire.stage.dialing, from: STRANGER, ...options });
    await call.waitFor(({ type }) => type === 'voice.started');
    return call;
  };
  const resume = async (callSid: string) => (await wire.post('/twilio/resume', { CallSid: callSid })).body;

  it('hangs up by REST once the goodbye was heard, and says so to a carrier that asks', async () => {
    const call = await calls();
    await asks(wire, call, 'goodbye');
    expect(await call.ended).to.deep.include({ reason: 'rest-completed', verbs: ['Connect'] });
    expect([await ended(wire, call.callSid), heardText(call.heardSound()), call.problems]).to.deep.equal([
      'completed',
      'Goodbye then.',
      [],
    ]);
    expect(await resume(call.callSid)).to.equal(HANGUP);
  });

  it('hangs up by closing the stream when REST fails: the carrier asks, and is told', async () => {
    wire.stage.carrier.restFaults.broken = 10;
    const call = await calls();
    await asks(wire, call, 'goodbye');
    expect(await call.ended).to.deep.include({ reason: 'hangup-verb', verbs: ['Connect', 'Redirect', 'Hangup'] });
    expect(await ended(wire, call.callSid)).to.equal('completed');
  });

  it('hands the caller to a person, and says so to a carrier that asks', async () => {
    const call = await calls();
    await call.speak(scriptedSpeech('I want a person'));
    expect(await call.ended).to.deep.include({ transferredTo: COLLEAGUE });
    expect([await ended(wire, call.callSid), await resume(call.callSid)]).to.deep.equal([
      'transferred',
      dialWithAWord(wire, call.callSid),
    ]);
  });

  it('leaves the caller to a person when no voice can be had', async () => {
    wire.stage.deepgram?.faults.set('speak', { refuse: { status: 503 } });
    const call = await wire.stage.carrier.call({ ...wire.stage.dialing, from: STRANGER });
    expect(await call.ended).to.deep.include({ transferredTo: COLLEAGUE, verbs: ['Connect', 'Dial', 'Hangup'] });
    expect([await ended(wire, call.callSid), await resume(call.callSid)]).to.deep.equal(['failed', dial(wire)]);
  });

  it('goes on with the same conversation over a new stream when the old one broke', async () => {
    const call = await calls();
    await asks(wire, call, 'until when are you open today');
    await call.drop();
    await call.waitFor(({ type }) => type === 'voice.started', undefined, call.diary.length);
    expect(call.diary.filter(({ type }) => type === 'stream.opened').length).to.equal(2);
    await asks(wire, call, 'and what about tomorrow');
    await call.hangUp();
    const request = wire.stage.openai.requests.at(-1);
    expect(request?.body.messages.filter(({ role }) => role === 'user').map(({ content }) => content)).to.deep.equal([
      'until when are you open today',
      'and what about tomorrow',
    ]);
    expect(await ended(wire, call.callSid)).to.equal('caller_hung_up');
    const { outcome, transcript } = await logOf(wire, call.callSid);
    // Greeting, question, answer, welcome back, question, answer.
    expect([outcome, (transcript as { speaker: string }[]).map(({ speaker }) => speaker)]).to.deep.equal([
      'caller_hung_up',
      ['agent', 'caller', 'agent', 'agent', 'caller', 'agent'],
    ]);
    expect(lastWords(request?.body ?? { model: '', messages: [] })).to.equal('and what about tomorrow');
    expect([wire.stage.openai.complaints, call.problems]).to.deep.equal([[], []]);
  });

  it('offers a person for a call that nobody knows, by resume', async () => {
    expect(await resume(wire.newSid())).to.equal(DIAL);
  });

  it('has every metric after such calls', async () => {
    const { body = '' } = await wire.get('/metrics');
    const names = new Set(
      body.split('\n').flatMap((line) => /^[^#\s]\S*/.exec(line)?.[0].replace(/_bucket\{.*le=.*/, '') ?? []),
    );
    for (const name of [
      'call_active',
      'call_total{outcome="completed"}',
      'barge_in_total',
      'barge_in_seconds_count',
      'provider_errors_total{provider="tts",code="refused_503"}',
      'tool_seconds_count{tool="end_call",result="ok"}',
      'tokens_total{kind="prompt"}',
      'tokens_total{kind="completion"}',
      'audio_bytes_total{direction="in"}',
      'audio_bytes_total{direction="out"}',
      'event_loop_lag_seconds',
      ...[
        'endpoint_to_llm',
        'llm_first_token',
        'first_sentence_to_tts',
        'tts_first_byte',
        'audio_to_carrier',
        'caller_silence_to_audio',
      ].map((stage) => `turn_latency_seconds_count{stage="${stage}"}`),
    ])
      expect([...names], name).to.include(name);
  });
});

describe('limits', () => {
  let wire: Wire;
  before(async () => {
    wire = await aWire({ speed: 8, env: { MAX_CALLS: '2', MAX_CALL_MINUTES: '1', MEDIA_SERVER: 'ws' } });
  });
  after(() => wire.close());

  it('apologizes to a caller beyond MAX_CALLS, and takes the next one when a line is free', async () => {
    const [first, second] = [await wire.ring(), await wire.ring()];
    const third = await wire.post('/twilio/voice', { CallSid: wire.newSid(), From: STRANGER });
    expect(third.body).to.equal(say('We are sorry, all our lines are busy. Please call again in a few minutes.'));
    expect((await wire.ring(first.callSid)).token).to.equal(first.token);
    await wire.post('/twilio/status', { CallSid: first.callSid, CallStatus: 'completed' });
    const fourth = await wire.ring();
    for (const { callSid } of [second, fourth])
      await wire.post('/twilio/status', { CallSid: callSid, CallStatus: 'completed' });
    expect(wire.stage.app.active()).to.equal(0);
  });

  it('ends a call that takes longer than MAX_CALL_MINUTES, with a word', async () => {
    const call = await wire.stage.carrier.call({ ...wire.stage.dialing, from: STRANGER });
    await call.waitFor(({ type }) => type === 'voice.started');
    // Who says nothing for so long would be asked twice and then hung up on.
    while (call.now() < 52_000) await asks(wire, call, 'until when are you open today');
    const { durationMs } = await call.ended;
    expect(await ended(wire, call.callSid)).to.equal('too_long');
    expect(durationMs).to.be.within(60_000, 80_000);
    expect(heardText(call.heardSound(55_000))).to.include('I have to end this call now');
  });

  it('apologizes by the carrier when no voice can be had and there is nobody to transfer to', async () => {
    wire.stage.deepgram?.faults.set('speak', { refuse: { status: 503 } });
    const call = await wire.stage.carrier.call({ ...wire.stage.dialing, from: STRANGER });
    expect(await call.ended).to.deep.include({ verbs: ['Connect', 'Redirect', 'Say', 'Hangup'], transferredTo: null });
    expect(call.diary.flatMap((entry) => (entry.type === 'said' ? [entry.text] : []))).to.deep.equal([TROUBLE]);
    wire.stage.deepgram?.faults.clear();
  });

  it('apologizes for a call that nobody knows, by resume', async () => {
    expect((await wire.post('/twilio/resume', { CallSid: wire.newSid() })).body).to.equal(say(TROUBLE));
  });
});
