import type { Clock } from '../clock.ts';

/** Who talks on over the goodbye of a call that takes too long is told so often that it has to end, and then it ends. */
const LAST_WARNINGS = 4;
const WARN_AGAIN_MS = 15_000;

export interface TimeLimit {
  clock: Clock;
  minutes: number;
  /** The call has taken too long: it is to end with a word. */
  warn(): void;
  /** It goes on all the same. */
  end(): void;
}

/** Watches how long a call takes. Returns the way to stop. */
export function limitTime({ clock, minutes, warn, end }: TimeLimit): () => void {
  let warnings = 0;
  const tooLong = () => {
    if (warnings === LAST_WARNINGS) return end();
    warnings += 1;
    timer = clock.setTimeout(tooLong, WARN_AGAIN_MS);
    warn();
  };
  let timer = clock.setTimeout(tooLong, minutes * 60_000);
  return () => clock.clearTimeout(timer);
}
