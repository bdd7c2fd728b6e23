import { expect } from 'chai';
import type { Mark } from '../../../src/bench/marks.ts';
import { createVoiceMarks } from '../../../src/bench/voice-marks.ts';

/** A v1/speak connection as the simulator shows it, driven by hand. */
function aVoice() {
  const marks: Mark[] = [];
  const received: { at: number; message: Record<string, unknown> }[] = [];
  const clock = { now: () => now };
  let now = 0;
  const voice = createVoiceMarks(clock, (mark) => marks.push(mark));
  const connection = { received } as unknown as Parameters<typeof voice.sent>[0];
  return {
    marks,
    hears: (at: number, type: string, text?: string) => received.push({ at, message: { type, ...(text && { text }) } }),
    sends(at: number, what: object) {
      now = at;
      voice.sent(connection, what);
    },
  };
}

const SOUND = Buffer.alloc(4);
const FLUSHED = { type: 'Flushed', sequence_id: 0 };

describe('the marks of the simulated voice', () => {
  it('are the Flush of a text with a key and the first sound of it', () => {
    const voice = aVoice();
    voice.hears(10, 'Speak', 'Welcome.');
    voice.hears(11, 'Flush');
    voice.sends(60, SOUND);
    voice.hears(70, 'Speak', 'Sure c1t0. ');
    voice.hears(71, 'Flush');
    voice.hears(72, 'Speak', 'Go on. ');
    voice.hears(73, 'Flush');
    voice.sends(80, SOUND);
    voice.sends(81, FLUSHED);
    for (const at of [130, 131]) voice.sends(at, SOUND);
    voice.sends(132, FLUSHED);
    voice.sends(133, SOUND);
    expect(voice.marks).to.deep.equal([
      { key: 'c1t0', what: 'flushed', at: 71 },
      { key: 'c1t0', what: 'voiced', at: 130 },
    ]);
  });

  it('are not those of a text that was cleared', () => {
    const voice = aVoice();
    voice.hears(10, 'Speak', 'Sure c1t0. ');
    voice.hears(11, 'Flush');
    voice.hears(20, 'Clear');
    voice.sends(21, SOUND);
    voice.hears(30, 'Speak', 'Yes c1t1. ');
    voice.hears(31, 'Flush');
    voice.sends(90, SOUND);
    expect(voice.marks).to.deep.equal([
      { key: 'c1t1', what: 'flushed', at: 31 },
      { key: 'c1t1', what: 'voiced', at: 90 },
    ]);
  });
});
