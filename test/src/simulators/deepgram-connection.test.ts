import { expect } from 'chai';
import { scaledClock } from '../../../src/clock.ts';
import { joined, noise, scriptedSpeech, silence } from '../../../src/simulators/deepgram/index.ts';
import { listening, shortly } from '../../kit/simulators-deepgram.ts';

describe('the Deepgram simulator, listening', () => {
  const bench = listening();
  const { connect, hears, start } = bench;

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
      expect(bench.simulator.connections[0]?.audioMs).to.equal(1000);
      expect(await hears(sound)).to.include('0–1.6 "hello again" final speech_final');
    });

    it('closes with the code it was given', async () => {
      await start();
      bench.simulator.faults.set('listen', { after: { ms: 100, what: { code: 1011, reason: 'NET-0000' } } });
      const socket = await connect();
      socket.send(noise(200));
      expect(await socket.closed).to.deep.equal({ code: 1011, reason: 'NET-0000' });
    });
  });

  it('notes audio that comes faster than Deepgram takes it', async () => {
    await start();
    await hears(silence(5000));
    expect(bench.simulator.connections[0]?.problems).to.deep.equal([
      'expected audio at 1.25 × real time at most, got more',
    ]);
  });
});
