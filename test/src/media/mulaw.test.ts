import { expect } from 'chai';
import { decode, encode, hasSound, isQuiet, silence } from '../../../src/media/mulaw.ts';

describe('mu-law', () => {
  it('encodes and decodes as G.711 says', () => {
    const samples = [0, 100, -100, 1_000, 16_000, 32_767];
    expect([...encode(Int16Array.from(samples))]).to.deep.equal([0xff, 0xf2, 0x72, 0xce, 0x90, 0x80]);
    expect([...decode(Uint8Array.of(0xff, 0x7f, 0xf2, 0x72, 0xce, 0x90, 0x80, 0x00))]).to.deep.equal([
      0, 0, 104, -104, 988, 15_996, 32_124, -32_124,
    ]);
  });

  it('gives back every byte that it decodes, but for minus zero', () => {
    const bytes = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
    const again = encode(decode(bytes));
    expect(again[0x7f]).to.equal(0xff);
    again[0x7f] = 0x7f;
    expect(again.equals(bytes)).to.equal(true);
  });

  it('makes silence of any length', () => {
    expect([...silence(3)]).to.deep.equal([0xff, 0xff, 0xff]);
    expect(silence(20_000).equals(Buffer.alloc(20_000, 0xff))).to.equal(true);
  });

  it('takes digital silence for no sound, and the noise of a line for sound that is quiet', () => {
    const noise = encode(Int16Array.of(30, -60, 12));
    const speech = encode(Int16Array.of(30, -2_000, 12));
    expect([hasSound(Buffer.of(0xff, 0x7f)), hasSound(noise), hasSound(speech)]).to.deep.equal([false, true, true]);
    expect([isQuiet(Buffer.of(0xff, 0x7f)), isQuiet(noise), isQuiet(speech)]).to.deep.equal([true, true, false]);
  });
});
