/** Deepgram takes 20 Flushes in 60 s; the allowance has been seen to come back after about 64. */
const FLUSHES = 20;
/** The documented throughput is 2,400 characters a minute; beyond it the server closes (1008 DATA-0001). */
const CHARACTERS = 2_300;
const WINDOW = 65_000;

/** While more Flushes than this are left, every utterance gets its own: then its end is known, not estimated. */
const PLENTY = 6;
/** Sound that must still be waiting to be played when more is asked for: a Flush takes 0.15–0.5 s to give its first byte. */
export const LOW_WATER = 1_200;

/** How many Flushes one connection may still be sent. */
export class FlushBudget {
  private spent: { at: number; characters: number }[] = [];

  /** Flushes that may be sent at once; 0 also where so many more characters would be too many. */
  left(now: number, more = 0): number {
    this.spent = this.spent.filter(({ at }) => now - at < WINDOW);
    const characters = this.spent.reduce((sum, flush) => sum + flush.characters, 0);
    return characters + Math.max(1, more) > CHARACTERS && characters > 0 ? 0 : FLUSHES - this.spent.length;
  }

  spend(now: number, characters: number): void {
    this.spent.push({ at: now, characters });
  }

  /** The server has counted more than we have: nothing more for a whole window. */
  exhaust(now: number): void {
    this.spent = Array.from({ length: FLUSHES }, () => ({ at: now, characters: 0 }));
  }
}

/** `coalesce`: wait for more text, there is sound enough. `takeAnother`: sound is needed now and this connection may give none. */
export type Pace = 'flush' | 'coalesce' | 'takeAnother';

/** What to do with text that waits: at once while Flushes are plenty, else as late as smoothness allows. */
export function paceOf(state: { flushesLeft: number; soundLeftMs: number; replyFinished: boolean }): Pace {
  const { flushesLeft, soundLeftMs, replyFinished } = state;
  if (flushesLeft > PLENTY) return 'flush';
  if (soundLeftMs <= LOW_WATER) return flushesLeft > 0 ? 'flush' : 'takeAnother';
  return replyFinished && flushesLeft > 0 ? 'flush' : 'coalesce';
}
