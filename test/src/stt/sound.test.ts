import { expect } from 'chai';
import { AudioTimes } from '../../../src/stt/audio-times.ts';
import { isSounding, KeptSound } from '../../../src/stt/kept-sound.ts';
import { SilenceWatch } from '../../../src/stt/silence-watch.ts';
import { Unanswered } from '../../../src/stt/unanswered.ts';

const FRAME = 160;
const voice = (mark = 1) => Buffer.alloc(FRAME, mark);
const silence = () => Buffer.alloc(FRAME, 0xff);

const drain = (kept: KeptSound) => {
  const frames: { at: number; mark: number | undefined }[] = [];
  for (let frame = kept.take(); frame; frame = kept.take()) frames.push({ at: frame.at, mark: frame.sound[0] });
  return frames;
};

describe('audio times', () => {
  it('counts from the media-clock time of the first byte', () => {
    const times = new AudioTimes();
    times.sent(1600, 5_000);
    times.sent(1600, 5_200);
    expect([0, 0.1, 0.35].map((s) => times.toMedia(s))).to.deep.equal([5_000, 5_100, 5_350]);
  });

  it('jumps where sound was left out', () => {
    const times = new AudioTimes();
    times.sent(800, 0); // 0–100 ms
    times.sent(800, 1_100); // 1,000 ms were trimmed
    times.sent(800, 1_200);
    expect([0.05, 0.1, 0.15, 0.25].map((s) => times.toMedia(s))).to.deep.equal([50, 1_100, 1_150, 1_250]);
  });

  it('goes on remembering the newest jumps when there are very many', () => {
    const times = new AudioTimes();
    for (let n = 0; n < 1_000; n++) times.sent(8, n * 100);
    expect([0.998, 0.999].map((s) => times.toMedia(s))).to.deep.equal([99_800, 99_900]);
  });
});

describe('kept sound', () => {
  it('knows both zeros of mu-law for silence', () => {
    expect([Buffer.from([0xff, 0x7f, 0xff]), Buffer.from([0xff, 0x7e])].map(isSounding)).to.deep.equal([false, true]);
  });

  it('gives back what it was given, cut into frames', () => {
    const kept = new KeptSound(2_000);
    kept.push(Buffer.concat([voice(1), voice(2), Buffer.alloc(80, 3)]), 1_000);
    expect(drain(kept)).to.deep.equal([
      { at: 1_000, mark: 1 },
      { at: 1_020, mark: 2 },
      { at: 1_040, mark: 3 },
    ]);
  });

  it('drops digital silence first when there is too much', () => {
    const kept = new KeptSound(60);
    kept.push(voice(1), 0);
    kept.push(silence(), 20);
    kept.push(voice(2), 40);
    kept.push(voice(3), 60);
    expect(kept.lostMs).to.equal(0);
    expect(drain(kept)).to.deep.equal([
      { at: 0, mark: 1 },
      { at: 40, mark: 2 },
      { at: 60, mark: 3 },
    ]);
  });

  it('then drops the oldest sound and counts it as lost', () => {
    const kept = new KeptSound(40);
    for (const n of [1, 2, 3, 4]) kept.push(voice(n), n * 20);
    expect(kept.lostMs).to.equal(40);
    expect(drain(kept).map(({ mark }) => mark)).to.deep.equal([3, 4]);
  });
});

describe('unanswered sound', () => {
  const sends = (unanswered: Unanswered, count: number) => {
    for (let n = 1; n <= count; n++) unanswered.push({ sound: voice(n), at: n * 20, sounding: true }, n * FRAME);
  };
  const marks = (unanswered: Unanswered) => unanswered.rest().frames.map(({ sound }) => sound[0]);

  it('is what no result has covered', () => {
    const unanswered = new Unanswered(2_000);
    sends(unanswered, 5);
    unanswered.answered(0.06);
    expect(marks(unanswered)).to.deep.equal([4, 5]);
    expect(unanswered.rest().lostMs).to.equal(0);
  });

  it('is partly lost when the recogniser has been quiet for too long', () => {
    const unanswered = new Unanswered(40);
    sends(unanswered, 5);
    expect(marks(unanswered)).to.deep.equal([4, 5]);
    expect(unanswered.rest().lostMs).to.equal(60);
    unanswered.answered(0.04);
    expect(unanswered.rest().lostMs).to.equal(60);
    unanswered.answered(0.06);
    expect(unanswered.rest().lostMs).to.equal(0);
  });
});

describe('the silence watch', () => {
  it('takes a socket for dead after three seconds of sound without an answer', () => {
    const watch = new SilenceWatch(0);
    expect(watch.sent(23_999, true, 3_100)).to.equal(false);
    expect(watch.sent(1, true, 3_120)).to.equal(true);
  });

  it('waits no longer for an answer to few words that are followed by silence', () => {
    const watch = new SilenceWatch(0);
    expect(watch.sent(80_000, false, 10_000)).to.equal(false);
    expect(watch.sent(8_000, true, 11_000)).to.equal(false);
    expect(watch.sent(15_999, false, 13_000)).to.equal(false);
    expect(watch.sent(1, false, 13_001)).to.equal(true);
  });

  it('expects no answer to a click', () => {
    const watch = new SilenceWatch(0);
    watch.sent(3_999, true, 100);
    expect(watch.sent(80_000, false, 10_000)).to.equal(false);
  });

  it('does not hurry when kept sound is caught up with', () => {
    const watch = new SilenceWatch(0);
    expect(watch.sent(30_000, true, 2_999)).to.equal(false);
  });

  it('expects no answer to digital silence', () => {
    const watch = new SilenceWatch(0);
    expect(watch.sent(80_000, false, 10_000)).to.equal(false);
  });

  it('starts again with every message', () => {
    const watch = new SilenceWatch(0);
    watch.sent(20_000, true, 2_500);
    watch.heard(2_600);
    expect(watch.sent(20_000, true, 5_500)).to.equal(false);
    expect(watch.sent(4_000, true, 5_700)).to.equal(true);
  });
});
