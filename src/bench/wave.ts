import type { Clock } from '../clock.ts';
import { messageOf } from '../errors.ts';
import { seeded } from '../simulators/openai/slices.ts';
import type { Mark } from './marks.ts';
import type { Wave, WaveEnd } from './messages.ts';

/** One call of a wave, from the caller's end. */
export interface Caller {
  /** Resolves when only the last turn is left to be said. */
  untilLastTurn(): Promise<void>;
  /** ms from the start of the stream to the first sound; undefined while either is missing. */
  greetedAfter(): number | undefined;
  /** The last turn and the end; answers the marks of all turns. */
  goodbye(): Promise<Mark[]>;
  /** Hangs up, if that has not been done. */
  end(): Promise<{ durationMs: number; problems: readonly string[] }>;
}

/** Places the calls of a wave, and ends them, each at its own moment. Every call waits before its last turn until `finish` is asked for. */
export function startWave(wave: Wave, clock: Clock, place: (number: number) => Promise<Caller>) {
  const random = seeded(wave.seed);
  const marks: Mark[] = [];
  const problems: string[] = [];
  const greetedAfter: number[] = [];
  let callSeconds = 0;
  let letGo: () => void = () => undefined;
  const mayGo = new Promise<void>((resolve) => {
    letGo = resolve;
  });

  function makeCall(number: number): { waiting: Promise<void>; over: Promise<void> } {
    const delayMs = random() * wave.spreadMs;
    const pause = () => new Promise<void>((resolve) => clock.setTimeout(() => resolve(), delayMs));
    const caller = pause().then(() => place(number));
    const told = (thrown: unknown) => {
      problems.push(`call ${number}: ${messageOf(thrown)}`);
    };
    // A call that fails early does not keep the others waiting; its failure is told once, at its end.
    const arrived = caller.then((it) => it.untilLastTurn());
    const over = Promise.all([arrived, mayGo.then(pause)])
      .then(async () => marks.push(...(await (await caller).goodbye())))
      .catch(told)
      .then(async () => {
        const it = await caller;
        const end = await it.end();
        const greeted = it.greetedAfter();
        if (greeted !== undefined) greetedAfter.push(greeted);
        callSeconds += end.durationMs / 1_000;
        problems.push(...end.problems);
      })
      .catch(told);
    return { waiting: arrived.catch(() => undefined), over };
  }

  const calls = Array.from({ length: wave.calls }, (_, n) => makeCall(wave.firstCall + n));
  return {
    waiting: Promise.all(calls.map(({ waiting }) => waiting)),
    async finish(): Promise<WaveEnd> {
      letGo();
      await Promise.all(calls.map(({ over }) => over));
      return { marks, callSeconds, greetedAfter, problems };
    },
  };
}
