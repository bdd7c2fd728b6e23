import { expect } from 'chai';
import { stereoWav } from '../../../src/media/wav.ts';

/** The samples of a stereo file, [left, right] for each moment. */
function samplesOf(wav: Buffer): [number, number][] {
  const moments = (wav.length - 44) / 4;
  return [...Array(moments).keys()].map((i) => [wav.readInt16LE(44 + i * 4), wav.readInt16LE(46 + i * 4)]);
}

describe('a stereo recording', () => {
  it('has each sound in its channel at its time', () => {
    const wav = stereoWav(
      [{ at: 0.25, sound: Buffer.of(0x80, 0xf2) }],
      [
        { at: 0, sound: Buffer.of(0x72) },
        { at: 0.375, sound: Buffer.of(0xce, 0xce) },
        { at: 0.5, sound: Buffer.of(0x00) },
        { at: -0.125, sound: Buffer.of(0x90, 0x90) },
      ],
    );
    expect(samplesOf(wav)).to.deep.equal([
      [0, 15_996],
      [0, 0],
      [32_124, 0],
      [104, 988],
      [0, -32_124],
    ]);
  });

  it('is a WAV file of 16-bit PCM at 8 kHz', () => {
    const wav = stereoWav([{ at: 0, sound: Buffer.alloc(8_000, 0xff) }], []);
    expect(wav.subarray(0, 44).toString('hex')).to.equal(
      [
        ...['52494646', '247d0000', '57415645'], // RIFF, length, WAVE
        ...['666d7420', '10000000', '0100', '0200', '401f0000', '007d0000', '0400', '1000'], // fmt
        ...['64617461', '007d0000'], // data, length
      ].join(''),
    );
    expect(wav.length).to.equal(44 + 32_000);
  });

  it('may be empty', () => {
    expect(stereoWav([], []).length).to.equal(44);
  });
});
