import { expect } from 'chai';
import { Playout } from '../../../src/simulators/carrier/playout.ts';

const sound = (ms: number) => Buffer.alloc(ms * 8);

describe("the carrier's buffer", () => {
  it('counts sound as old that comes right after a clear, and not what a new stream begins with', () => {
    const cleared = new Playout({ keepSound: true });
    cleared.media(sound(500), 0);
    cleared.clear(100);
    cleared.media(sound(40), 150);
    const reopened = new Playout({ keepSound: true });
    reopened.media(sound(500), 0);
    reopened.endStream(100);
    reopened.media(sound(40), 150);
    expect([
      cleared.staleMs,
      reopened.staleMs,
      reopened.heard.map(({ at, sound: { length } }) => [at, length]),
    ]).to.deep.equal([
      40,
      0,
      [
        [0, 800],
        [150, 320],
      ],
    ]);
  });
});
