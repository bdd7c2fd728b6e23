import type { HeardPart, TtsFact } from '../../machines/ports/tts.ts';
import type { PlayoutFact } from '../media/types.ts';
import { splitHeard, type Unit } from './units.ts';

/** Translates what the media path tells of units into what the call wants to know of utterances. */
export class Heard {
  /** What the media path knows and has not told as heard, by its id there. */
  private readonly playing = new Map<string, Unit>();
  /** Units that broke off: hearing their end counts for nothing. */
  private readonly broken = new Set<Unit>();

  begin(unit: Unit): void {
    this.playing.set(unit.utterance.id, unit);
  }

  break(unit: Unit): void {
    this.broken.add(unit);
  }

  /** `owing`: more is to be said, so that the media path's end is not the end. */
  factsOf(fact: PlayoutFact, owing: boolean): TtsFact[] {
    const { at } = fact;
    if (fact.type === 'finished') return owing ? [] : [{ type: 'voice.finished', at }];
    const unit = this.playing.get(fact.id);
    if (!unit) return [];
    if (fact.type === 'heard') this.playing.delete(fact.id);
    const ids = unit.members.map(({ id }) => id);
    if (this.broken.has(unit)) return [];
    if (fact.type === 'heard') return ids.map((id) => ({ type: 'voice.heard', id, at }));
    return ids.slice(0, 1).map((id) => ({ type: `voice.${fact.type}`, id, at }));
  }

  /** Everything was stopped: what had been heard of each utterance, when `parts` was heard of the units. */
  cut(parts: HeardPart[]): HeardPart[] {
    const cut = parts.flatMap(({ id, heard }) => {
      const unit = this.playing.get(id);
      return unit ? splitHeard(unit, heard) : [];
    });
    this.playing.clear();
    this.broken.clear();
    return cut;
  }
}

/** Of an utterance that was begun twice, the part that was heard furthest. */
export function onePartEach(parts: readonly HeardPart[]): HeardPart[] {
  const longest = new Map<string, HeardPart>();
  for (const part of parts) {
    const known = longest.get(part.id);
    if (!known || part.heard.length > known.heard.length) longest.set(part.id, part);
  }
  return [...longest.values()];
}
