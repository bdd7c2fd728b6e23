import { expect } from 'chai';
import { scaledClock } from '../../../src/clock.ts';
import {
  type DeepgramSimulator,
  type DeepgramSimulatorOptions,
  heardText,
  startDeepgramSimulator,
} from '../../../src/simulators/deepgram/index.ts';
import { type Json, openSocket, refusedUpgrade, type TestSocket } from '../../kit/simulators-socket.ts';

const OUR_LINE = 'model=aura-2-asteria-en&encoding=mulaw&sample_rate=8000&container=none';

describe('the Deepgram simulator, speaking', () => {
  const clock = scaledClock(20);
  let simulator: DeepgramSimulator;
  let sockets: TestSocket[];

  async function start(options: Partial<DeepgramSimulatorOptions> = {}) {
    simulator = await startDeepgramSimulator({ clock, ...options });
  }
  const address = (query = OUR_LINE) => `${simulator.url.replace('http', 'ws')}/v1/speak?${query}`;
  async function connect(query = OUR_LINE) {
    const socket = await openSocket(address(query));
    sockets.push(socket);
    await socket.until(() => socket.order.length > 0 || simulator.faults.of('speak', 1).length > 0);
    return socket;
  }
  const later = (ms: number) => new Promise<void>((resolve) => clock.setTimeout(() => resolve(), ms));
  const count = (socket: TestSocket, type: string) => socket.order.filter((one) => one === type).length;
  const sound = (socket: TestSocket) => Buffer.concat(socket.binary.map(({ sound }) => sound));
  const typed = (socket: TestSocket, type: string) => socket.messages.filter((message) => message.type === type);

  beforeEach(() => {
    sockets = [];
  });
  afterEach(async () => {
    for (const { ws } of sockets) ws.terminate();
    await simulator.close();
  });

  it('lets who measures know of every message and frame, and on which connection, before it is sent', async () => {
    const sent: [string, number, unknown][] = [];
    await start({
      onSent: ({ kind, n }, what) =>
        sent.push([kind, n, Buffer.isBuffer(what) ? what.length : Reflect.get(what, 'type')]),
    });
    const socket = await connect();
    socket.send({ type: 'Speak', text: 'Hello there' });
    socket.send({ type: 'Flush' });
    await socket.until(() => count(socket, 'Flushed') === 1);
    const frames = socket.binary.map(({ sound }) => ['speak', 1, sound.length]);
    expect(frames).to.have.length(5);
    expect(sent).to.deep.equal([['speak', 1, 'Metadata'], ...frames, ['speak', 1, 'Flushed']]);
  });

  it('introduces itself once', async () => {
    await start();
    const socket = await connect();
    expect(socket.messages).to.deep.equal([
      {
        type: 'Metadata',
        request_id: socket.upgrade.headers['dg-request-id'],
        model_name: 'aura-2-asteria-en',
        model_version: '2025-05-20.0',
        model_uuid: '00000000-0000-4000-8000-000000000002',
        additional_model_uuids: [],
      },
    ]);
  });

  const bad: [string, string, string][] = [
    ['a voice that is not there', 'model=siri', 'Bad Request'],
    ['an encoding that it does not make', 'encoding=opus', 'INVALID_QUERY_PARAMETER'],
    ['a rate that μ-law does not have', 'encoding=mulaw&sample_rate=24000', 'INVALID_QUERY_PARAMETER'],
  ];
  for (const [what, query, code] of bad)
    it(`refuses ${what}`, async () => {
      await start();
      const { status, body } = await refusedUpgrade(address(query), { authorization: 'Token key' });
      expect([status, (JSON.parse(body) as Json).err_code]).to.deep.equal([400, code]);
    });

  it('refuses who brings no key, and everyone when a fault says so', async () => {
    await start({ faults: { speak: [{ connections: [2], refuse: { status: 429 } }] } });
    expect((await refusedUpgrade(address())).status).to.equal(401);
    expect((await refusedUpgrade(address(), { authorization: 'Token key' })).status).to.equal(429);
    await connect();
  });

  it('says nothing before Flush, then text as sound whose length goes by its letters, then Flushed', async () => {
    await start();
    const socket = await connect();
    socket.send({ type: 'Speak', text: 'Thank you for calling. ' });
    socket.send({ type: 'Speak', text: 'This is Sophie, how can I help you' });
    await later(500);
    expect(socket.order).to.deep.equal(['Metadata']);
    socket.send({ type: 'Flush' });
    await socket.until(() => socket.order.includes('Flushed'));
    const text = 'Thank you for calling. This is Sophie, how can I help you';
    expect(heardText(sound(socket))).to.equal(text);
    expect(sound(socket).length).to.equal(Math.round((text.length / 15) * 1000) * 8);
    expect(new Set(socket.binary.slice(0, -1).map(({ sound }) => sound.length))).to.deep.equal(new Set([1280]));
    expect(typed(socket, 'Flushed')).to.deep.equal([{ type: 'Flushed', sequence_id: 0 }]);
    expect(socket.order.at(-1)).to.equal('Flushed');
  });

  it('joins words of pieces that nothing separates', async () => {
    await start();
    const socket = await connect();
    for (const text of ['Good', 'bye.', ' Drive safely.']) socket.send({ type: 'Speak', text });
    socket.send({ type: 'Flush' });
    await socket.until(() => socket.order.includes('Flushed'));
    expect(heardText(sound(socket))).to.equal('Goodbye. Drive safely.');
  });

  it('begins 100 ms after Flush and is four times as fast as the sound plays', async () => {
    const slow = scaledClock(2);
    await start({ clock: slow });
    const socket = await connect();
    socket.send({ type: 'Speak', text: 'a'.repeat(60) });
    const flushed = performance.now();
    socket.send({ type: 'Flush' });
    await socket.until(() => socket.order.includes('Flushed'));
    const first = ((socket.binary[0]?.at ?? 0) - flushed) * 2;
    const last = ((socket.binary.at(-1)?.at ?? 0) - flushed) * 2;
    expect(first).to.be.within(98, 250);
    // 4 s of sound in frames of 160 ms: the last leaves 24 frames, or 960 ms, after the first.
    expect(last - first).to.be.within(850, 1250);
  });

  it('answers each Flush in its order, after its sound, and counts them', async () => {
    await start();
    const socket = await connect();
    for (const text of ['First one.', 'Second one.', '']) {
      socket.send({ type: 'Speak', text });
      socket.send({ type: 'Flush' });
    }
    await socket.until(() => count(socket, 'Flushed') === 3);
    expect(socket.order.join(' ').replace(/(audio )+/g, 'audio ')).to.equal(
      'Metadata audio Flushed audio Flushed Flushed',
    );
    expect(typed(socket, 'Flushed').map(({ sequence_id }) => sequence_id)).to.deep.equal([0, 1, 2]);
    expect(heardText(sound(socket))).to.equal('First one. Second one.');
  });

  it('warns of the 21st Flush in a minute and keeps its text until one is allowed again', async () => {
    const fast = scaledClock(100);
    await start({ clock: fast });
    const socket = await connect();
    for (let n = 0; n < 20; n++) socket.send({ type: 'Flush' });
    socket.send({ type: 'Speak', text: 'Still here.' });
    socket.send({ type: 'Flush' });
    await socket.until(() => socket.order.includes('Warning') && count(socket, 'Flushed') === 20);
    expect(typed(socket, 'Warning').map(({ code }) => code)).to.deep.equal(['EXCESSIVE_FLUSH']);
    await new Promise<void>((resolve) => fast.setTimeout(() => resolve(), 60_500));
    expect(count(socket, 'audio')).to.equal(0);
    socket.send({ type: 'Flush' });
    await socket.until(() => count(socket, 'Flushed') === 21);
    expect(heardText(sound(socket))).to.equal('Still here.');
  });

  describe('told to Clear', () => {
    const LONG = 'This is a sentence that goes on for quite a while so that there is something to clear.';

    for (const lateFrames of [1, 3])
      it(`sends ${lateFrames} late frames, then Cleared, and nothing of the old text any more`, async () => {
        await start({ tts: { lateFrames, clearMs: 200 } });
        const socket = await connect();
        socket.send({ type: 'Speak', text: LONG });
        socket.send({ type: 'Flush' });
        socket.send({ type: 'Speak', text: 'Nor this.' });
        await socket.until(() => socket.binary.length === 4);
        socket.send({ type: 'Clear' });
        await socket.until(() => socket.order.includes('Cleared'));
        const before = socket.binary.length;
        expect(socket.order.slice(-lateFrames - 1)).to.deep.equal([...Array(lateFrames).fill('audio'), 'Cleared']);
        socket.send({ type: 'Speak', text: 'Something new.' });
        socket.send({ type: 'Flush' });
        await socket.until(() => socket.order.includes('Flushed'));
        expect(heardText(Buffer.concat(socket.binary.slice(before).map(({ sound }) => sound)))).to.equal(
          'Something new.',
        );
        expect(typed(socket, 'Flushed')).to.deep.equal([{ type: 'Flushed', sequence_id: 0 }]);
      });

    it('answers at once with nothing to clear, and every Clear', async () => {
      await start();
      const socket = await connect();
      socket.send({ type: 'Clear' });
      socket.send({ type: 'Clear' });
      await socket.until(() => count(socket, 'Cleared') === 2);
      expect(socket.order).to.deep.equal(['Metadata', 'Cleared', 'Cleared']);
    });

    it('answers the overtaken Flush all the same when that is to be tried', async () => {
      await start({ tts: { flushedAfterClear: true } });
      const socket = await connect();
      socket.send({ type: 'Speak', text: LONG });
      socket.send({ type: 'Flush' });
      await socket.until(() => socket.binary.length === 2);
      socket.send({ type: 'Clear' });
      await socket.until(() => socket.order.includes('Flushed'));
      expect(socket.order.slice(-2)).to.deep.equal(['Cleared', 'Flushed']);
    });
  });

  describe('closes', () => {
    const cases: [string, (socket: TestSocket) => void, { code: number; reason: string }][] = [
      ['when told to', (it) => it.send({ type: 'Close' }), { code: 1000, reason: '' }],
      ['on audio from the client', (it) => it.send(Buffer.from([1])), { code: 1003, reason: 'MESSAGE-0000' }],
      ['on a command it does not know', (it) => it.send({ type: 'Sing' }), { code: 1008, reason: 'DATA-0000' }],
      ['on what is no JSON', (it) => it.send('Speak!'), { code: 1008, reason: 'DATA-0000' }],
      [
        'on more than 2,000 characters in one message',
        (it) => it.send({ type: 'Speak', text: 'a'.repeat(2001) }),
        { code: 1009, reason: 'BIG-0001' },
      ],
      [
        'on more than 2,400 characters in a minute',
        (it) => {
          for (const size of [2000, 401]) it.send({ type: 'Speak', text: 'a'.repeat(size) });
        },
        { code: 1008, reason: 'DATA-0001' },
      ],
    ];
    for (const [when, act, expected] of cases)
      it(when, async () => {
        await start();
        const socket = await connect();
        act(socket);
        expect(await socket.closed).to.deep.equal(expected);
      });

    it('after an hour', async () => {
      await start({ clock: scaledClock(20_000) });
      expect(await (await connect()).closed).to.deep.equal({ code: 1011, reason: 'NET-0003' });
    });
  });

  describe('with a fault', () => {
    async function speakUntil(what: 'drop' | 'stall' | { code: number; reason: string }) {
      await start({ faults: { speak: [{ after: { ms: 480, what } }] } });
      const socket = await connect();
      socket.send({ type: 'Speak', text: 'Your appointment is on Tuesday at ten.' });
      socket.send({ type: 'Flush' });
      return socket;
    }

    it('closes in the middle of sound', async () => {
      const socket = await speakUntil({ code: 1011, reason: 'NET-0000' });
      expect(await socket.closed).to.deep.equal({ code: 1011, reason: 'NET-0000' });
      expect(sound(socket).length).to.equal(8 * 480);
    });

    it('drops in the middle of sound', async () => {
      expect(await (await speakUntil('drop')).closed).to.deep.equal({ code: 1006, reason: '' });
    });

    it('stalls in the middle of sound, and goes on when the fault is taken away', async () => {
      const socket = await speakUntil('stall');
      await later(3000);
      expect(socket.order).to.deep.equal(['Metadata', 'audio', 'audio', 'audio']);
      simulator.faults.clear();
      await socket.until(() => socket.order.includes('Flushed'));
      expect(heardText(sound(socket))).to.equal('Your appointment is on Tuesday at ten.');
    });

    it('accepts and says nothing', async () => {
      await start({ faults: { speak: [{ silent: true }] } });
      const socket = await connect();
      socket.send({ type: 'Flush' });
      await later(2000);
      expect(socket.order).to.deep.equal([]);
    });
  });
});
