import type { CallSnapshot } from './call-facts.ts';
import { type CallStep, statesOf, stepsOf, walkCall } from './call-walk.ts';
import { nameOf } from './charts.ts';
import { lineOf } from './reachable.ts';

const drop = { type: 'stt.dropped', code: 'closed' };
const fallSilent = { type: 'stt.dropped', code: 'silent' };

/** From a state in which the recogniser is open: how it is lost sight of, and found again. */
const AWAY: { type: string }[][] = [
  [],
  [drop],
  [fallSilent],
  [drop, { type: 'xstate.after.hearingPatience.call.live.hearing.interrupted' }],
];
const BACK: { type: string; lostMs?: number; code?: string }[] = [
  { type: 'stt.opened' },
  { type: 'stt.reopened', lostMs: 0 },
  { type: 'stt.reopened', lostMs: 500 },
];

/** A state value without what the recogniser does while it is not lost. */
export const others = (snapshot: CallSnapshot): string => statesOf(snapshot.value);

/** Every state and step of a call's chart, and what was found on the way. */
function walked() {
  const taken = new Set<string>();
  const astray: string[] = [];
  let steps = 0;
  const note = (step: CallStep) => {
    steps++;
    for (const transition of step.taken) taken.add(nameOf(transition));
    const there = step.from._nodes.flatMap((node) => node.invoke.map(({ id }) => id));
    for (const { to, event } of step.told) if (!there.includes(to)) astray.push(`${event.type} to ${to}`);
  };
  const snapshots = walkCall(note);
  const open = new Map(
    snapshots.filter(({ value }) => lineOf(value).includes('hearing(open)')).map((one) => [others(one), one]),
  );
  const away: CallStep[] = [];
  for (const snapshot of open.values())
    for (const events of AWAY) {
      let at = snapshot;
      for (const event of events)
        for (const step of stepsOf(at, event)) {
          note(step);
          away.push(step);
          at = step.to;
        }
      const back = BACK.flatMap((event) => stepsOf(at, event));
      away.push(...back);
      const further = [{ type: 'stt.lost' }, { type: 'line.opened', at: 0 }].flatMap((event) => stepsOf(at, event));
      for (const step of [...back, ...further]) note(step);
    }
  return { snapshots, open, away, taken, astray, steps };
}

export type WalkedCall = ReturnType<typeof walked>;

let kept: WalkedCall | undefined;

/** The walk takes seconds, so tests share it. */
export function walkedCall(): WalkedCall {
  kept ??= walked();
  return kept;
}
