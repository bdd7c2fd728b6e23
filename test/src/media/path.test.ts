import { expect } from 'chai';
import { silence } from '../../../src/media/mulaw.ts';
import { createMediaPath } from '../../../src/media/path.ts';
import { aVoice, soundOf } from '../../kit/media-voice.ts';

describe('the media path', () => {
  describe('its clock', () => {
    it('stands at 0 until the first stream, and goes on through a second', () => {
      const { path, clock, carrier, newCarrier } = aVoice();
      const times: number[] = [];
      const look = () => times.push(path.now());
      clock.advance(3_000);
      look();
      path.attach(carrier);
      clock.advance(500);
      look();
      path.detach();
      clock.advance(1_000);
      look();
      path.attach(newCarrier());
      look();
      expect(times).to.deep.equal([0, 500, 1_500, 1_500]);
    });

    it('does not go back when the clock of the machine does', () => {
      let time = 5_000;
      const path = createMediaPath({ clock: { now: () => time, setTimeout: () => 0, clearTimeout: () => undefined } });
      path.attach({ media: () => undefined, mark: () => undefined, clear: () => undefined });
      time = 6_000;
      expect(path.now()).to.equal(1_000);
      time = 4_000;
      expect(path.now()).to.equal(1_000);
    });
  });

  describe('the recogniser’s side', () => {
    it('keeps what was heard before anybody listened, and tells it first', () => {
      const { path, clock, answer } = aVoice();
      answer();
      path.receive(soundOf('a', 20), 0);
      clock.advance(20);
      path.receive(soundOf('b', 20), 20);
      const heard: [number, number][] = [];
      path.onSound((sound, at) => heard.push([sound.length, at]));
      clock.advance(20);
      path.receive(soundOf('c', 20), 40);
      expect(heard.map(([length]) => length)).to.deep.equal([160, 160, 160]);
      expect(path.counts.bytesHeard).to.equal(480);
    });

    it('keeps the last 10 s at most', () => {
      const { path, clock, answer } = aVoice();
      answer();
      for (let at = 0; at < 12_000; at += 20) {
        clock.advance(20);
        path.receive(soundOf(`frame ${at}`, 20), at);
      }
      const heard: Buffer[] = [];
      path.onSound((sound) => heard.push(sound));
      expect(Buffer.concat(heard).length).to.equal(80_000);
      expect(heard[0]?.equals(soundOf('frame 2000', 20))).to.equal(true);
    });

    it('tells the newest listener only, and nobody who has stopped', () => {
      const { path, clock, answer } = aVoice();
      answer();
      const diary: string[] = [];
      const stopFirst = path.onSound(() => diary.push('first'));
      const stopSecond = path.onSound(() => diary.push('second'));
      stopFirst();
      clock.advance(20);
      path.receive(soundOf('a', 20), 0);
      stopSecond();
      clock.advance(20);
      path.receive(soundOf('b', 20), 20);
      path.onSound(() => diary.push('third, kept'));
      expect(diary).to.deep.equal(['second', 'third, kept']);
    });

    it('hears silence while the carrier sends nothing, also between two streams', () => {
      const { path, clock, answer } = aVoice();
      answer();
      let bytes = 0;
      path.onSound((sound) => {
        expect(sound.equals(silence(sound.length))).to.equal(true);
        bytes += sound.length;
      });
      clock.advance(1_000);
      expect(bytes).to.equal(800 * 8);
      path.detach();
      clock.advance(1_000);
      expect(bytes).to.equal(1_800 * 8);
      clock.advance(60_000);
      expect(bytes).to.equal(15_000 * 8);
    });

    it('ignores sound while there is no stream', () => {
      const { path, answer } = aVoice();
      path.receive(soundOf('early', 20), 0);
      answer();
      path.detach();
      path.receive(soundOf('late', 20), 20);
      path.onSound(() => expect.fail('there is nothing to hear'));
      expect(path.counts).to.deep.equal({ bytesHeard: 0, bytesPlayed: 0, bytesDropped: 0, gapsFilled: 0 });
    });
  });

  it('leaves no timer when the stream is gone and nobody listens', () => {
    const voice = aVoice();
    voice.answer();
    const stopListening = voice.path.onSound(() => undefined);
    voice.path.receive(soundOf('a', 20), 0);
    voice.says('u1', 1_000);
    voice.path.detach();
    voice.carrier.leave();
    stopListening();
    expect(voice.clock.pending).to.equal(0);
  });

  it('leaves no timer when nobody listens and the stream goes after that', () => {
    const voice = aVoice();
    voice.answer();
    voice.path.onSound(() => undefined)();
    voice.says('u1', 1_000);
    voice.path.detach();
    voice.carrier.leave();
    expect(voice.clock.pending).to.equal(0);
  });
});
