import type { Clock } from '../clock.ts';
import { Ear } from './ear.ts';
import { Hearing } from './hearing.ts';
import { BYTES_PER_MS } from './mulaw.ts';
import { Playout } from './playout.ts';
import type { MediaPath, PlayoutFact } from './types.ts';

export interface MediaPathOptions {
  clock: Clock;
  /** Sound between two marks: how finely we know what was heard. */
  marksEveryMs?: number;
  /** Sound that may wait for the carrier (not attached, or held); more is dropped and counted. */
  maxWaitingMs?: number;
}

/**
 * The sound of one call. Its clock is our own clock since the first stream began; it goes on between streams and never
 * back. After `detach`, and once nobody listens any more, no timer is left.
 */
export function createMediaPath(options: MediaPathOptions): MediaPath {
  const { clock, marksEveryMs = 400, maxWaitingMs = 120_000 } = options;
  const playout = new Playout({ marksEvery: marksEveryMs * BYTES_PER_MS, maxWaiting: maxWaitingMs * BYTES_PER_MS });
  const ear = new Ear();
  const hearing = new Hearing((sound, at) => ear.hear(sound, at));
  const factListeners: ((fact: PlayoutFact) => void)[] = [];
  const gapTimer = oneTimer(clock);
  const markTimer = oneTimer(clock);
  let startedAt: number | undefined;
  let attached = false;
  let bytesHeard = 0;
  let latest = 0;

  function now(): number {
    // The machine's clock may be set back; the call's may not.
    if (startedAt !== undefined) latest = Math.max(latest, clock.now() - startedAt);
    return latest;
  }

  function watchForGaps(wait: number | undefined): void {
    if (wait === undefined || !(attached || ear.listening)) return;
    gapTimer.start(wait, () => watchForGaps(hearing.fillSilence(now())));
  }

  function tellFacts(): void {
    for (let fact = playout.nextFact(now()); fact; fact = playout.nextFact(now()))
      for (const listener of factListeners) listener(fact);
    const lostAt = playout.markLostAt();
    if (lostAt === undefined) markTimer.cancel();
    else if (!markTimer.running) markTimer.start(lostAt - now(), giveUpLostMarks);
  }

  function giveUpLostMarks(): void {
    playout.giveUpLostMarks(now());
    tellFacts();
  }

  return {
    now,
    attach(sink) {
      startedAt ??= clock.now();
      attached = true;
      hearing.startStream(now());
      if (!gapTimer.running) watchForGaps(hearing.fillSilence(now()));
      playout.attach(sink, now());
      tellFacts();
    },
    detach() {
      attached = false;
      playout.detach(now());
      if (!ear.listening) gapTimer.cancel();
      tellFacts();
    },
    receive(sound, timestamp) {
      if (!attached) return;
      bytesHeard += sound.length;
      hearing.receive(sound, timestamp, now());
      if (!gapTimer.running) watchForGaps(hearing.fillSilence(now()));
    },
    markReturned(name) {
      playout.markReturned(name, now());
      tellFacts();
    },
    onSound(listener) {
      const stop = ear.listen(listener);
      return () => {
        stop();
        if (!attached && !ear.listening) gapTimer.cancel();
      };
    },
    begin(utterance) {
      playout.begin(utterance);
    },
    play(generation, id, sound) {
      playout.play(generation, id, sound, now());
      tellFacts();
    },
    end(generation, id) {
      playout.end(generation, id, now());
      tellFacts();
    },
    get generation() {
      return playout.generation;
    },
    hold() {
      playout.hold(now());
      tellFacts();
    },
    resume() {
      playout.resume(now());
      tellFacts();
    },
    stop() {
      const cut = playout.stop(now());
      tellFacts();
      return cut;
    },
    onFact(listener) {
      factListeners.push(listener);
    },
    get counts() {
      return {
        bytesHeard,
        bytesPlayed: playout.bytesPlayed,
        bytesDropped: playout.bytesDropped,
        gapsFilled: hearing.gapsFilled,
      };
    },
  };
}

function oneTimer(clock: Clock) {
  let handle: unknown;
  return {
    get running() {
      return handle !== undefined;
    },
    start(ms: number, fn: () => void) {
      clock.clearTimeout(handle);
      handle = clock.setTimeout(
        () => {
          handle = undefined;
          fn();
        },
        Math.max(0, ms),
      );
    },
    cancel() {
      clock.clearTimeout(handle);
      handle = undefined;
    },
  };
}
