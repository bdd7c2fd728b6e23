import type { HeardPart, Utterance } from '../../machines/ports/tts.ts';
import { createMediaPath, type MediaPathOptions } from '../../src/media/path.ts';
import { FakeCarrier, type FakeCarrierOptions } from './fake-carrier.ts';
import { MediaClock } from './media-clock.ts';

export type AVoice = ReturnType<typeof aVoice>;

/** A media path with a carrier that plays, on a clock that stands still: `says` gives sound, `hears` lists the facts. */
export function aVoice(
  options: Partial<MediaPathOptions> & Pick<Partial<FakeCarrierOptions>, 'losesMark' | 'delay'> = {},
) {
  const { losesMark, delay, ...pathOptions } = options;
  const clock = new MediaClock();
  const path = createMediaPath({ clock, ...pathOptions });
  const facts: string[] = [];
  path.onFact((fact) =>
    facts.push([fact.type, 'id' in fact ? fact.id : '', fact.at].filter((x) => x !== '').join(' ')),
  );
  const newCarrier = () =>
    new FakeCarrier({
      clock,
      markReturned: (name) => path.markReturned(name),
      ...(losesMark && { losesMark }),
      ...(delay !== undefined && { delay }),
    });
  const carrier = newCarrier();
  return {
    clock,
    path,
    carrier,
    newCarrier,
    /** Everything told so far, as `heard u1 1000`. */
    facts,
    answer: () => path.attach(carrier),
    begin(id: string, more: Partial<Utterance> = {}) {
      path.begin({ id, kind: 'sentence', text: 'One two three four five.', ...more });
    },
    /** Begins, plays `ms` of a sound of its own, and ends. */
    says(id: string, ms: number, more: Partial<Utterance> = {}) {
      this.begin(id, more);
      path.play(path.generation, id, soundOf(id, ms));
      path.end(path.generation, id);
    },
    stop: (): HeardPart[] => path.stop(),
  };
}

/** Sound that tells where it is from: no two places of it and no two ids look alike for long. */
export function soundOf(seed: string, ms: number): Buffer {
  let state = [...seed].reduce((sum, letter) => (Math.imul(sum, 31) + letter.charCodeAt(0)) >>> 0, 7);
  return Buffer.from(
    Array.from({ length: ms * 8 }, () => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return state >>> 24;
    }),
  );
}
