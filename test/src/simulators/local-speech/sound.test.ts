import { expect } from 'chai';
import { createDownsampler, downsample, upsample } from '../../../../src/simulators/local-speech/resample.ts';
import {
  decodeLinear16,
  decodeMulaw,
  encodeLinear16,
  encodeMulaw,
} from '../../../../src/simulators/local-speech/samples.ts';
import { Tape } from '../../../../src/simulators/local-speech/tape.ts';

const tone = (hertz: number, rate: number, length: number) =>
  Float32Array.from({ length }, (_, n) => 0.5 * Math.sin((2 * Math.PI * hertz * n) / rate));

/** The loudest sample, away from the edges, where half of the filter hears nothing. */
const peak = (sound: Float32Array) => Math.max(...sound.slice(64, -64).map(Math.abs));

const largestDifference = (a: Float32Array, b: Float32Array) =>
  Math.max(...a.map((sample, n) => Math.abs(sample - (b[n] ?? 0))));

describe('local speech: samples', () => {
  it('go to the telephone and come back as it rounds them', () => {
    const samples = [0, 100, -100, 1000, 16_000, 40_000];
    const bytes = encodeMulaw(Float32Array.from(samples, (sample) => sample / 32_768));
    expect([...bytes]).to.deep.equal([0xff, 0xf2, 0x72, 0xce, 0x90, 0x80]);
    expect([...decodeMulaw(bytes)].map((sample) => sample * 32_768)).to.deep.equal([0, 104, -104, 988, 15_996, 32_124]);
  });

  it('fit into 16 bits, whatever they were', () => {
    const sound = Float32Array.of(0, 0.5, -0.5, 1.5, -1.5);
    expect([...decodeLinear16(encodeLinear16(sound))]).to.deep.equal([0, 0.5, -0.5, 32_767 / 32_768, -1]);
  });
});

describe('local speech: resampling', () => {
  it('keeps what the telephone carries', () => {
    expect(peak(downsample(tone(1000, 16_000, 3200)))).to.be.closeTo(0.5, 0.01);
    expect(
      largestDifference(downsample(tone(3000, 16_000, 3200)).slice(64, -64), tone(3000, 8000, 1600).slice(64)),
    ).to.be.below(0.01);
  });

  it('lets nothing from above fold back into it', () => {
    expect(peak(downsample(tone(5000, 16_000, 3200)))).to.be.below(0.001);
    expect(peak(downsample(tone(7000, 16_000, 3200)))).to.be.below(0.001);
  });

  it('puts between two samples what the sound had there', () => {
    const up = upsample(tone(3000, 8000, 1600));
    expect(largestDifference(up.slice(64, -64), tone(3000, 16_000, 3200).slice(64))).to.be.below(0.01);
  });

  it('does the same in pieces of any size', () => {
    const sound = tone(440, 16_000, 3200);
    const whole = downsample(sound);
    const inPieces = createDownsampler();
    const pieces = [0, 1, 7, 320, 321, 2000].map((from, i, all) => inPieces(sound.subarray(from, all[i + 1] ?? 3200)));
    const joined = Float32Array.from(pieces.flatMap((piece) => [...piece]));
    const late = 16; // samples at 8 kHz that need what has not come yet
    expect(joined.length).to.be.within(whole.length - late, whole.length);
    expect(largestDifference(joined, whole)).to.be.below(1e-6);
  });
});

describe('local speech: the tape', () => {
  it('gives back any stretch, whatever the pieces it came in', () => {
    const tape = new Tape();
    for (const piece of [[1, 2, 3], [], [4], [5, 6, 7, 8]]) tape.append(Float32Array.from(piece));
    expect([...tape.slice(1, 7)]).to.deep.equal([2, 3, 4, 5, 6, 7]);
    expect([...tape.slice(6, 10)]).to.deep.equal([7, 8, 0, 0]);
    expect(tape.end).to.equal(8);
  });

  it('forgets whole pieces only, and positions stay', () => {
    const tape = new Tape();
    for (const piece of [
      [1, 2],
      [3, 4],
      [5, 6],
    ])
      tape.append(Float32Array.from(piece));
    tape.forget(3);
    expect([...tape.slice(0, 6)]).to.deep.equal([0, 0, 3, 4, 5, 6]);
  });
});
