import { expect } from 'chai';
import { isSounding } from '../../../src/stt/kept-sound.ts';
import { QuietGroups } from '../../../src/stt/quiet-groups.ts';

const SILENCE = 0xff;
/** Both signs of the loudest noise of a line, and of the least that counts as a voice. */
const NOISE = [0xff - 23, 0x7f - 23];
const VOICE = [0xff - 24, 0x7f - 24];

/** Groups that have heard a voice and then `quietMs` of silence, and their way of being told frames of 20 ms. */
function quietFor(quietMs: number) {
  const groups = new QuietGroups();
  let frames = 0;
  /** How many frames leave when one of this byte comes. */
  const take = (byte: number) => {
    frames += 1;
    const sound = Buffer.alloc(160, byte);
    return groups.take({ sound, at: frames, sounding: isSounding(sound) })?.map(({ at }) => at) ?? [];
  };
  const [voice = 0] = VOICE;
  const before = [voice, ...Array.from({ length: quietMs / 20 }, () => SILENCE)].map(take);
  frames = 0;
  return { groups, take, before };
}

describe('sound on its way to the recogniser', () => {
  it('goes frame by frame until the recogniser must have decided that the turn is over', () => {
    const { before } = quietFor(1_200);
    expect(before.every((left) => left.length === 1)).to.equal(true);
  });

  it('goes in groups of 100 ms after that, in order', () => {
    const { take } = quietFor(1_200);
    expect(Array.from({ length: 11 }, () => take(SILENCE))).to.deep.equal([
      [],
      [],
      [],
      [],
      [1, 2, 3, 4, 5],
      [],
      [],
      [],
      [],
      [6, 7, 8, 9, 10],
      [],
    ]);
  });

  for (const voice of VOICE)
    it(`goes at once, with what waited, as soon as there may be a voice in it (${voice})`, () => {
      const { take } = quietFor(1_200);
      expect([take(SILENCE), take(SILENCE), take(voice), take(SILENCE)]).to.deep.equal([[], [], [1, 2, 3], [4]]);
    });

  for (const noise of NOISE)
    it(`may carry the noise of a line meanwhile (${noise})`, () => {
      const { take } = quietFor(1_200);
      expect([take(noise), take(noise)]).to.deep.equal([[], []]);
    });

  it('is given back when the socket goes', () => {
    const { groups, take } = quietFor(1_200);
    take(SILENCE);
    take(SILENCE);
    expect([groups.rest().map(({ at }) => at), groups.rest()]).to.deep.equal([[1, 2], []]);
  });
});
