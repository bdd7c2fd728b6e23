import { expect } from 'chai';
import { scaledClock } from '../../../src/clock.ts';
import { joined, noise, results, scriptedSpeech, silence } from '../../../src/simulators/deepgram/index.ts';
import { LISTEN_LINE, listening, shortly } from '../../kit/simulators-deepgram.ts';

describe('the Deepgram simulator, listening', () => {
  const bench = listening();
  const { connect, hears, start } = bench;

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
          request_id: bench.simulator.connections[0]?.requestId,
          model_info: { name: 'general-nova-3', version: '2025-04-17.21547', arch: 'nova-3' },
          model_uuid: '00000000-0000-4000-8000-000000000003',
        },
      });
    });

    it('says the same whatever the frames are', async () => {
      await start();
      const sound = joined(scriptedSpeech('my number is five five five'), silence(700), noise(300), silence(900));
      expect(await hears(sound, LISTEN_LINE, 97)).to.deep.equal(await hears(sound, LISTEN_LINE, 4000));
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
      const query = LISTEN_LINE.replace('endpointing=300', 'endpointing=800');
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
});
