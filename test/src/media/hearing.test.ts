import { expect } from 'chai';
import { Hearing } from '../../../src/media/hearing.ts';
import { silence } from '../../../src/media/mulaw.ts';
import { soundOf } from '../../kit/media-voice.ts';

/** A frame of loud sound that can be told from others. */
const frame = (seed: string, ms = 20) => soundOf(seed, ms);

/** A hearing at the start of its first stream, what it told, and all of that in one. */
function aHearing() {
  const told: { sound: Buffer; at: number }[] = [];
  const hearing = new Hearing((sound, at) => told.push({ sound, at }));
  hearing.startStream(0);
  return {
    hearing,
    told,
    sound: () => Buffer.concat(told.map(({ sound }) => sound)),
    times: () => told.map(({ at }) => at),
  };
}

/** Compares sounds without printing them. */
function expectSound(sound: Buffer, ...parts: Buffer[]) {
  const wanted = Buffer.concat(parts);
  expect(sound.length, 'bytes').to.equal(wanted.length);
  expect(sound.equals(wanted), 'the same bytes').to.equal(true);
}

describe('hearing the caller', () => {
  it('passes on frames that follow each other, with their time', () => {
    const { hearing, sound, times } = aHearing();
    hearing.receive(frame('a'), 0, 25);
    hearing.receive(frame('b'), 20, 45);
    expectSound(sound(), frame('a'), frame('b'));
    expect(times()).to.deep.equal([0, 20]);
    expect(hearing.gapsFilled).to.equal(0);
  });

  it('takes frames of any size, whose timestamps are rounded to a millisecond', () => {
    const { hearing, sound } = aHearing();
    const all = soundOf('speech', 1_000);
    for (let from = 0; from < all.length; from += 100)
      hearing.receive(all.subarray(from, from + 100), Math.floor(from / 8), from / 8 + 13);
    expectSound(sound(), all);
    expect(hearing.gapsFilled).to.equal(0);
  });

  it('does not mind an odd first timestamp', () => {
    const { hearing, sound, times } = aHearing();
    hearing.receive(frame('a'), 5, 30);
    hearing.receive(frame('b'), 25, 50);
    expectSound(sound(), frame('a'), frame('b'));
    expect(times()).to.deep.equal([0, 20]);
  });

  it('takes a first timestamp that is far ahead for the carrier’s way of counting', () => {
    const { hearing, sound, times } = aHearing();
    hearing.receive(frame('a'), 500_000, 20);
    hearing.receive(frame('b'), 500_020, 40);
    expectSound(sound(), frame('a'), frame('b'));
    expect(times()).to.deep.equal([0, 20]);
  });

  it('fills a jump of the timestamps with silence', () => {
    const { hearing, sound, times } = aHearing();
    hearing.receive(frame('a'), 0, 20);
    hearing.receive(frame('b'), 320, 340);
    expectSound(sound(), frame('a'), silence(300 * 8), frame('b'));
    expect(times()).to.deep.equal([0, 20, 320]);
    expect(hearing.gapsFilled).to.equal(1);
  });

  it('fills a jump though no time has passed', () => {
    const { hearing, sound } = aHearing();
    hearing.receive(frame('a'), 0, 20);
    hearing.receive(frame('b'), 2_020, 21);
    expectSound(sound(), frame('a'), silence(2_000 * 8), frame('b'));
  });

  it('fills 15 s of a longer gap, and the time goes on', () => {
    const { hearing, sound, told } = aHearing();
    hearing.receive(frame('a'), 0, 20);
    hearing.receive(frame('b'), 60_000, 60_020);
    expectSound(sound(), frame('a'), silence(15_000 * 8), frame('b'));
    expect(told.at(-1)?.at).to.equal(60_000);
  });

  it('leaves out what it has heard before', () => {
    const { hearing, sound } = aHearing();
    hearing.receive(frame('a'), 0, 20);
    hearing.receive(frame('a'), 0, 21);
    hearing.receive(frame('b'), 20, 40);
    hearing.receive(Buffer.concat([frame('b'), frame('c')]), 20, 60);
    expectSound(sound(), frame('a'), frame('b'), frame('c'));
  });

  it('goes on when the carrier begins to count anew', () => {
    const { hearing, sound, times } = aHearing();
    hearing.receive(frame('a', 3_000), 0, 3_000);
    hearing.receive(frame('b'), 0, 3_005);
    hearing.receive(frame('c'), 20, 3_040);
    expectSound(sound(), frame('a', 3_000), frame('b'), frame('c'));
    expect(times()).to.deep.equal([0, 2_985, 3_005]);
  });

  it('goes on with a timestamp that is no number, and ignores an empty frame', () => {
    const { hearing, sound, times } = aHearing();
    hearing.receive(frame('a'), 0, 20);
    hearing.receive(Buffer.alloc(0), 20, 40);
    hearing.receive(frame('b'), Number.NaN, 40);
    expectSound(sound(), frame('a'), frame('b'));
    expect(times()).to.deep.equal([0, 20]);
  });

  it('is not moved by a late frame, and is put right by an early one', () => {
    const { hearing, times } = aHearing();
    hearing.receive(frame('a'), 0, 120);
    hearing.receive(frame('b'), 20, 30);
    hearing.receive(frame('c'), 40, 160);
    expect(times(), 'b came 10 ms earlier than a clock from the start allows').to.deep.equal([0, 10, 30]);
  });

  it('tells no time before the first stream', () => {
    const { hearing, times } = aHearing();
    hearing.receive(frame('a'), 0, 3);
    hearing.receive(frame('b'), 20, 43);
    expect(times()).to.deep.equal([0, 3]);
  });

  describe('when the carrier sends nothing', () => {
    it('waits 200 ms, then tells silence as time passes, 200 ms behind it', () => {
      const { hearing, sound, times } = aHearing();
      hearing.receive(frame('a'), 0, 20);
      expect(hearing.fillSilence(150)).to.equal(70);
      expect(hearing.fillSilence(220)).to.equal(100);
      expectSound(sound(), frame('a'));
      expect(hearing.fillSilence(320)).to.equal(100);
      expect(hearing.fillSilence(420)).to.equal(100);
      expectSound(sound(), frame('a'), silence(200 * 8));
      expect(times()).to.deep.equal([0, 20, 120]);
      expect(hearing.gapsFilled).to.equal(1);
    });

    it('stops after 15 s until there is sound again', () => {
      const { hearing, sound, times } = aHearing();
      hearing.receive(frame('a'), 0, 20);
      expect(hearing.fillSilence(15_220)).to.equal(undefined);
      expect(hearing.fillSilence(16_000)).to.equal(undefined);
      hearing.receive(frame('b'), 16_000, 16_020);
      expectSound(sound(), frame('a'), silence(15_000 * 8), frame('b'));
      expect(times().at(-1)).to.equal(16_000);
    });

    it('tells the rest of the gap when the timestamp shows how long it was', () => {
      const { hearing, sound } = aHearing();
      hearing.receive(frame('a'), 0, 20);
      hearing.fillSilence(520);
      hearing.receive(frame('b'), 600, 620);
      expectSound(sound(), frame('a'), silence(580 * 8), frame('b'));
      expect(hearing.gapsFilled).to.equal(1);
    });

    it('does not tell silence twice that comes late', () => {
      const { hearing, sound } = aHearing();
      hearing.receive(frame('a'), 0, 20);
      hearing.fillSilence(320);
      for (let at = 20; at < 320; at += 20) hearing.receive(silence(160), at, 330);
      expectSound(sound(), frame('a'), silence(300 * 8));
    });

    it('tells late words with their own time, and makes up for it in the next quiet', () => {
      const { hearing, sound, told } = aHearing();
      hearing.receive(frame('a'), 0, 20);
      hearing.fillSilence(320); // silence for 20..120
      for (let at = 20; at < 320; at += 20) hearing.receive(frame(`late ${at}`), at, 330);
      const late = [...Array(15).keys()].map((i) => frame(`late ${20 + i * 20}`));
      expectSound(sound(), frame('a'), silence(100 * 8), ...late);
      expect(told[2]?.at, 'the first late frame').to.equal(20);
      expect(told.at(-1)?.at, 'the last late frame').to.equal(300);

      hearing.receive(silence(200 * 8), 320, 530);
      hearing.receive(frame('b'), 520, 540);
      expectSound(sound(), frame('a'), silence(100 * 8), ...late, silence(100 * 8), frame('b'));
      expect(sound().length, 'no more than time has passed').to.equal(540 * 8);

      hearing.receive(silence(160), 540, 560);
      expect(sound().length, 'and no less').to.equal(560 * 8);
    });
  });

  describe('over a second stream', () => {
    it('goes on with the time, and fills what lies between', () => {
      const { hearing, sound, times } = aHearing();
      hearing.receive(frame('a'), 0, 20);
      hearing.startStream(2_020);
      hearing.receive(frame('b'), 0, 2_040);
      hearing.receive(frame('c'), 20, 2_060);
      expectSound(sound(), frame('a'), silence(2_000 * 8), frame('b'), frame('c'));
      expect(times()).to.deep.equal([0, 20, 1_020, 2_020, 2_040]);
    });

    it('takes whatever it counts from', () => {
      const { hearing, sound, times } = aHearing();
      hearing.receive(frame('a'), 0, 20);
      hearing.startStream(420);
      hearing.receive(frame('b'), 700_000, 440);
      expectSound(sound(), frame('a'), silence(400 * 8), frame('b'));
      expect(times()).to.deep.equal([0, 20, 420]);
    });
  });
});
