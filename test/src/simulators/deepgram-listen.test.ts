import { expect } from 'chai';
import { scaledClock, systemClock } from '../../../src/clock.ts';
import {
  type DeepgramSimulator,
  type DeepgramSimulatorOptions,
  joined,
  noise,
  results,
  scriptedSpeech,
  silence,
  startDeepgramSimulator,
} from '../../../src/simulators/deepgram/index.ts';
import { type Json, openSocket, refusedUpgrade, type TestSocket } from '../../kit/simulators-socket.ts';

const OUR_LINE =
  'model=nova-3&encoding=mulaw&sample_rate=8000&channels=1&interim_results=true&endpointing=300&utterance_end_ms=1000&vad_events=true&smart_format=true&keyterm=Odyssey&keyterm=VIN';

describe('the Deepgram simulator, listening', () => {
  let simulator: DeepgramSimulator;
  let sockets: TestSocket[];

  async function start(options: Partial<DeepgramSimulatorOptions> = {}) {
    simulator = await startDeepgramSimulator({ clock: systemClock, ...options });
  }
  const address = (query = OUR_LINE) => `${simulator.url.replace('http', 'ws')}/v1/listen?${query}`;
  async function connect(query = OUR_LINE) {
    const socket = await openSocket(address(query));
    sockets.push(socket);
    return socket;
  }
  /** What one connection says to this sound, told shortly. */
  async function hears(sound: Buffer, query = OUR_LINE, frameBytes = 160) {
    const socket = await connect(query);
    for (let at = 0; at < sound.length; at += frameBytes) socket.send(sound.subarray(at, at + frameBytes));
    socket.send({ type: 'CloseStream' });
    expect(await socket.closed).to.deep.equal({ code: 1000, reason: '' });
    return socket.messages.map(shortly);
  }

  beforeEach(() => {
    sockets = [];
  });
  afterEach(async () => {
    for (const { ws } of sockets) ws.terminate();
    await simulator.close();
  });

  describe('at the handshake', () => {
    it('accepts a Token and a Bearer, and names the request', async () => {
      await start();
      const socket = await connect();
      const bearer = await openSocket(address(), { authorization: 'Bearer jwt' });
      sockets.push(bearer);
      expect([socket, bearer].map(({ upgrade }) => upgrade.headers['dg-request-id'])).to.deep.equal(
        simulator.connections.map(({ requestId }) => requestId),
      );
    });

    it('refuses who brings no key, in the header and in the body', async () => {
      await start();
      const { status, headers, body } = await refusedUpgrade(address());
      expect({ status, error: headers['dg-error'], body: JSON.parse(body) }).to.deep.equal({
        status: 401,
        error: 'Invalid credentials.',
        body: { err_code: 'INVALID_AUTH', err_msg: 'Invalid credentials.', request_id: headers['dg-request-id'] },
      });
    });

    it('refuses a wrong key when it knows the right one', async () => {
      await start({ apiKey: 'right' });
      expect((await refusedUpgrade(address(), { authorization: 'Token wrong' })).status).to.equal(401);
      sockets.push(await openSocket(address(), { authorization: 'Token right' }));
    });

    const bad: [string, string, string][] = [
      ['utterance_end_ms below 1000', 'interim_results=true&utterance_end_ms=800', 'INVALID_QUERY_PARAMETER'],
      ['utterance_end_ms without interim results', 'utterance_end_ms=1000', 'INVALID_QUERY_PARAMETER'],
      ['a Flux model', 'model=flux-general-en', 'V2_MODEL_ON_V1_LISTEN_ENDPOINT'],
      ['a model that is not there', 'model=nova-99', 'Bad Request'],
      ['an unknown encoding', 'encoding=mp9&sample_rate=8000', 'INVALID_QUERY_PARAMETER'],
      ['raw audio without its rate', 'encoding=mulaw', 'INVALID_QUERY_PARAMETER'],
      ['keyterms for an older model', 'model=nova-2&keyterm=VIN', 'INVALID_QUERY_PARAMETER'],
      ['endpointing that is no number', 'endpointing=soon', 'INVALID_QUERY_PARAMETER'],
    ];
    for (const [what, query, code] of bad)
      it(`refuses ${what}`, async () => {
        await start();
        const { status, body } = await refusedUpgrade(address(query), { authorization: 'Token key' });
        expect([status, (JSON.parse(body) as Json).err_code]).to.deep.equal([400, code]);
      });

    it('refuses as a fault tells it, and only the connections that the fault names', async () => {
      await start({ faults: { listen: [{ connections: [1, 2], refuse: { status: 429 } }] } });
      const answers = [await refusedUpgrade(address()), await refusedUpgrade(address())];
      expect(answers.map(({ status, headers }) => [status, headers['dg-error']])).to.deep.equal([
        [429, 'Too many requests. Please try again later'],
        [429, 'Too many requests. Please try again later'],
      ]);
      await connect();
      simulator.faults.set('listen', { refuse: { status: 402 } });
      const { status, body } = await refusedUpgrade(address());
      expect([status, (JSON.parse(body) as Json).err_code]).to.deep.equal([402, 'ASR_PAYMENT_REQUIRED']);
      simulator.faults.clear();
      await connect();
    });

    it('takes its time when a fault says so', async () => {
      const clock = scaledClock(50);
      await start({ clock, faults: { listen: [{ handshakeDelayMs: 2000 }] } });
      const before = clock.now();
      await connect();
      expect(clock.now() - before).to.be.at.least(2000);
    });
  });

  describe('recognising', () => {
    it('tells the start, growing interims each second, the end and the gap, with word times on the audio clock', async () => {
      await start();
      const sound = joined(silence(500), scriptedSpeech('Hi, aaaa bbbb cccc dddd.', { ms: 2400 }), silence(1500));
      // 24 letters and spaces share 2400 ms.
      expect(await hears(sound)).to.deep.equal([
        'SpeechStarted 0.5',
        '0–1.5 "Hi, aaaa"',
        '0–2.5 "Hi, aaaa bbbb cccc"',
        '0–3.2 "Hi, aaaa bbbb cccc dddd." final speech_final',
        'UtteranceEnd 2.9',
        '3.2–4.4 "" final',
        'Metadata 4.4',
      ]);
    });

    it('writes words as Deepgram does', async () => {
      await start();
      const socket = await connect();
      socket.send(joined(scriptedSpeech('Hello, Zoë!', { ms: 1200 }), silence(400)));
      await socket.until(() => socket.order.filter((type) => type === 'Results').length === 2);
      expect(socket.messages.at(-1)).to.deep.equal({
        type: 'Results',
        channel_index: [0, 1],
        duration: 1.5,
        start: 0,
        is_final: true,
        speech_final: true,
        from_finalize: false,
        channel: {
          alternatives: [
            {
              transcript: 'Hello, Zoë!',
              confidence: 0.99,
              words: [
                { word: 'hello', start: 0, end: 0.7, confidence: 0.99, punctuated_word: 'Hello,' },
                { word: 'zoë', start: 0.7, end: 1.2, confidence: 0.99, punctuated_word: 'Zoë!' },
              ],
            },
          ],
        },
        metadata: {
          request_id: simulator.connections[0]?.requestId,
          model_info: { name: 'general-nova-3', version: '2025-04-17.21547', arch: 'nova-3' },
          model_uuid: '00000000-0000-4000-8000-000000000003',
        },
      });
    });

    it('says the same whatever the frames are', async () => {
      await start();
      const sound = joined(scriptedSpeech('my number is five five five'), silence(700), noise(300), silence(900));
      expect(await hears(sound, OUR_LINE, 97)).to.deep.equal(await hears(sound, OUR_LINE, 4000));
    });

    it('keeps quiet about what was not asked for', async () => {
      await start();
      const query = 'model=nova-3&encoding=mulaw&sample_rate=8000&endpointing=300';
      expect(await hears(joined(scriptedSpeech('Hello, you.', { ms: 2000 }), silence(1400)), query)).to.deep.equal([
        '0–2.3 "hello you" final speech_final',
        '2.3–3.4 "" final',
        'Metadata 3.4',
      ]);
    });

    it('waits for as much silence as endpointing says', async () => {
      await start();
      const query = OUR_LINE.replace('endpointing=300', 'endpointing=800');
      const sound = joined(
        scriptedSpeech('one', { ms: 500 }),
        silence(700),
        scriptedSpeech('two', { ms: 500 }),
        silence(900),
      );
      expect((await hears(sound, query)).filter((line) => line.includes('speech_final'))).to.deep.equal([
        '0–2.5 "one two" final speech_final',
      ]);
    });

    it('closes spans in long speech without a pause, each where the last one ended', async () => {
      await start();
      const sound = joined(
        scriptedSpeech('aaaa bbbb cccc dddd eeee ffff gggg hhhh iiii jjjj', { ms: 10_000 }),
        silence(400),
      );
      expect((await hears(sound)).filter((line) => line.includes('final'))).to.deep.equal([
        '0–4 "aaaa bbbb cccc dddd" final',
        '4–8 "eeee ffff gggg hhhh" final',
        '8–10.3 "iiii jjjj" final speech_final',
        '10.3–10.4 "" final',
      ]);
    });

    it('tells of silence now and then', async () => {
      await start();
      expect(await hears(silence(9000))).to.deep.equal(['0–4 "" final', '4–8 "" final', '8–9 "" final', 'Metadata 9']);
    });

    it('hears a cough as voice without words', async () => {
      await start();
      expect(await hears(joined(silence(200), noise(400), silence(1600)))).to.deep.equal([
        'SpeechStarted 0.2',
        '0–0.9 "" final speech_final',
        '0.9–2.2 "" final',
        'Metadata 2.2',
      ]);
    });

    it('stands still while no audio comes', async () => {
      const clock = scaledClock(50);
      await start({ clock });
      const socket = await connect();
      socket.send(scriptedSpeech('wait for me', { ms: 600 }));
      await new Promise<void>((resolve) => clock.setTimeout(() => resolve(), 3000));
      expect(socket.messages.map(shortly)).to.deep.equal(['SpeechStarted 0']);
      socket.send(silence(300));
      await socket.until(() => socket.order.includes('Results'));
      expect(socket.messages.map(shortly)).to.deep.equal(['SpeechStarted 0', '0–0.9 "wait for me" final speech_final']);
    });

    it('begins again at 0 on a new connection, with the words that are still to come', async () => {
      await start();
      const sound = joined(scriptedSpeech('aaaa bbbb cccc dddd', { ms: 2000 }), silence(1100));
      expect(await hears(sound.subarray(8 * 700))).to.deep.equal([
        'SpeechStarted 0',
        '0–1 "cccc"',
        '0–1.6 "cccc dddd" final speech_final',
        'UtteranceEnd 1.3',
        '1.6–2.4 "" final',
        'Metadata 2.4',
      ]);
    });

    it('corrects an interim in the final', async () => {
      await start();
      const sound = joined(scriptedSpeech('at fifty', { ms: 1600, interim: 'at fifteen' }), silence(400));
      expect((await hears(joined(sound, silence(0)))).slice(1, 3)).to.deep.equal([
        '0–1 "at"',
        '0–1.9 "at fifty" final speech_final',
      ]);
      const later = joined(scriptedSpeech('at fifty', { ms: 900, interim: 'at fifteen' }), silence(400));
      expect((await hears(later)).slice(1, 3)).to.deep.equal([
        '0–1 "at fifteen"',
        '0–1.2 "at fifty" final speech_final',
      ]);
    });

    it('ends by UtteranceEnd only when a noise keeps voice activity open', async () => {
      await start();
      const sound = joined(scriptedSpeech('yes please', { ms: 800, speechFinal: false }), silence(1200));
      expect((await hears(sound)).slice(1, 3)).to.deep.equal(['0–1 "yes please"', '0–1.1 "yes please" final']);
      expect((await hears(sound)).slice(3, 4)).to.deep.equal(['UtteranceEnd 0.8']);
    });

    it('sends a stale UtteranceEnd after the first words of the next utterance', async () => {
      await start();
      const sound = joined(
        scriptedSpeech('one', { ms: 500, staleUtteranceEnd: true }),
        silence(1500),
        scriptedSpeech('two', { ms: 500 }),
        silence(1100),
      );
      expect((await hears(sound)).filter((line) => !line.includes('""'))).to.deep.equal([
        'SpeechStarted 0',
        '0–0.8 "one" final speech_final',
        'SpeechStarted 2',
        '0.8–2.8 "two" final speech_final',
        'UtteranceEnd 0.5',
        'UtteranceEnd 2.5',
        'Metadata 3.6',
      ]);
    });

    it('is slow with a final when told so', async () => {
      await start();
      const sound = joined(scriptedSpeech('five five', { ms: 600, finalDelayMs: 500 }), silence(900));
      expect((await hears(sound)).filter((line) => line.includes('speech_final'))).to.deep.equal([
        '0–1.4 "five five" final speech_final',
      ]);
    });

    it('follows a time script where the sound has nothing to say', async () => {
      const message = results({ startMs: 0, endMs: 900, words: [{ text: 'Hello', startMs: 100, endMs: 800 }] });
      await start({
        stt: ({ n }) => ({
          recognizes: false,
          at: [
            { ms: 900, message },
            { ms: 1000 * n, message: { type: 'UtteranceEnd', channel: [0, 1], last_word_end: -1 } },
          ],
        }),
      });
      expect(await hears(scriptedSpeech('not this', { ms: 1200 }))).to.deep.equal([
        '0–0.9 "Hello"',
        'UtteranceEnd -1',
        '0–1.2 "" final',
        'Metadata 1.2',
      ]);
    });

    it('is late by as much as was agreed', async () => {
      const clock = scaledClock(20);
      await start({ clock, sttLatencyMs: 400 });
      const socket = await connect();
      const before = clock.now();
      socket.send(joined(scriptedSpeech('hello', { ms: 400 }), silence(300)));
      await socket.until(() => socket.order.includes('Results'));
      expect(clock.now() - before).to.be.within(400, 1400);
      expect(socket.order).to.deep.equal(['SpeechStarted', 'Results']);
    });
  });

  describe('told to', () => {
    it('finalizes what it has, and goes on', async () => {
      await start();
      const socket = await connect();
      socket.send(scriptedSpeech('aaaa bbbb', { ms: 900 }));
      socket.send({ type: 'Finalize' });
      await socket.until(() => socket.order.includes('Results'));
      socket.send(silence(400));
      socket.send({ type: 'CloseStream' });
      await socket.closed;
      expect(socket.messages.map(shortly)).to.deep.equal([
        'SpeechStarted 0',
        '0–0.9 "aaaa bbbb" final from_finalize',
        '0.9–1.2 "" final speech_final',
        '1.2–1.3 "" final',
        'Metadata 1.3',
      ]);
    });

    it('does not answer Finalize when little is pending', async () => {
      await start();
      const socket = await connect();
      socket.send(noise(90));
      socket.send({ type: 'Finalize' });
      socket.send({ type: 'CloseStream' });
      await socket.closed;
      expect(socket.messages.map(shortly)).to.deep.equal(['SpeechStarted 0', '0–0.09 "" final', 'Metadata 0.09']);
    });

    it('finalizes in silence when the script says so', async () => {
      await start({ stt: { answersFinalize: false } });
      const socket = await connect();
      socket.send(scriptedSpeech('aaaa bbbb', { ms: 900 }));
      socket.send({ type: 'Finalize' });
      socket.send({ type: 'CloseStream' });
      await socket.closed;
      expect(socket.messages.map(shortly)).to.deep.equal(['SpeechStarted 0', 'Metadata 0.9']);
    });

    it('closes on an empty binary frame as on CloseStream, results first', async () => {
      await start();
      const socket = await connect();
      socket.send(scriptedSpeech('goodbye', { ms: 500 }));
      socket.send(Buffer.alloc(0));
      expect(await socket.closed).to.deep.equal({ code: 1000, reason: '' });
      expect(socket.messages.map(shortly)).to.deep.equal(['SpeechStarted 0', '0–0.5 "goodbye" final', 'Metadata 0.5']);
    });

    it('closes with 1008 when a KeepAlive comes as the first binary frame, or when it does not know a text', async () => {
      await start();
      const binary = await connect();
      binary.send(Buffer.from('{"type":"KeepAlive"}'));
      expect(await binary.closed).to.deep.equal({ code: 1008, reason: 'DATA-0000' });
      const unknown = await connect();
      unknown.send({ type: 'Hello' });
      expect(await unknown.closed).to.deep.equal({ code: 1008, reason: 'DATA-0000' });
    });
  });

  describe('left without frames', () => {
    const clock = scaledClock(100);
    const later = (ms: number) => new Promise<void>((resolve) => clock.setTimeout(() => resolve(), ms));

    it('closes after ten seconds with nothing', async () => {
      await start({ clock });
      const opened = clock.now();
      expect(await (await connect()).closed).to.deep.equal({ code: 1011, reason: 'NET-0001' });
      expect(clock.now() - opened).to.be.at.least(10_000);
    });

    it('closes after ten seconds with KeepAlives only, and lives on them once there was audio', async () => {
      await start({ clock });
      const opened = clock.now();
      const never = await connect();
      const closedAt = never.closed.then(() => clock.now());
      const once = await connect();
      once.send(silence(20));
      for (let n = 0; n < 4; n++) {
        once.send({ type: 'KeepAlive' });
        if (n < 3) never.send({ type: 'KeepAlive' });
        await later(4000);
      }
      expect(await never.closed).to.deep.equal({ code: 1011, reason: 'NET-0001' });
      expect((await closedAt) - opened).to.be.within(10_000, 15_000);
      expect(once.ws.readyState).to.equal(once.ws.OPEN);
      expect(await once.closed).to.deep.equal({ code: 1011, reason: 'NET-0001' });
    });
  });

  describe('with a fault', () => {
    it('accepts and says nothing', async () => {
      await start({ faults: { listen: [{ silent: true }] } });
      expect(await hears(joined(scriptedSpeech('hello'), silence(500)))).to.deep.equal([]);
    });

    it('drops in the middle of an utterance, on the first connection only', async () => {
      await start({ faults: { listen: [{ connections: [1], after: { ms: 600, what: 'drop' } }] } });
      const sound = joined(silence(400), scriptedSpeech('hello again', { ms: 900 }), silence(400));
      const socket = await connect();
      for (let at = 0; at < sound.length; at += 160) socket.send(sound.subarray(at, at + 160));
      expect(await socket.closed).to.deep.equal({ code: 1006, reason: '' });
      expect(simulator.connections[0]?.audioMs).to.equal(1000);
      expect(await hears(sound)).to.include('0–1.6 "hello again" final speech_final');
    });

    it('closes with the code it was given', async () => {
      await start();
      simulator.faults.set('listen', { after: { ms: 100, what: { code: 1011, reason: 'NET-0000' } } });
      const socket = await connect();
      socket.send(noise(200));
      expect(await socket.closed).to.deep.equal({ code: 1011, reason: 'NET-0000' });
    });
  });

  it('notes audio that comes faster than Deepgram takes it', async () => {
    await start();
    await hears(silence(5000));
    expect(simulator.connections[0]?.problems).to.deep.equal(['expected audio at 1.25 × real time at most, got more']);
  });
});

/** One message in a few words: times in seconds of audio. */
function shortly(message: Json): string {
  if (message.type === 'SpeechStarted') return `SpeechStarted ${message.timestamp}`;
  if (message.type === 'UtteranceEnd') return `UtteranceEnd ${message.last_word_end}`;
  if (message.type === 'Metadata') return `Metadata ${message.duration}`;
  const result = message as unknown as ReturnType<typeof results>;
  const end = Math.round((result.start + result.duration) * 1000) / 1000;
  const flags = [
    result.is_final && 'final',
    result.speech_final && 'speech_final',
    result.from_finalize && 'from_finalize',
  ];
  const text = JSON.stringify(result.channel.alternatives[0].transcript);
  return [`${result.start}–${end}`, text, ...flags.filter(Boolean)].join(' ');
}
