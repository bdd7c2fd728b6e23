import { expect } from 'chai';
import type { EventObject } from 'xstate';
import { DELAYS } from '../../../machines/call/delays.ts';
import { type CallSnapshot, JUDGING, STANDING } from '../../kit/call-facts.ts';
import { type CallStep, keyOf, stepsOf } from '../../kit/call-walk.ts';
import { lineOf, timersOf } from '../../kit/reachable.ts';
import { walkedCall } from '../../kit/walked-call.ts';

interface Edge {
  event: EventObject;
  ms: number;
}

const delayOf = (timer: EventObject): number => DELAYS[timer.type.split('.')[2] as keyof typeof DELAYS];

/** A guarded timer fires once only and may then do nothing, so that nothing can be built on it. */
const isCertain = (snapshot: CallSnapshot, timer: EventObject): boolean =>
  snapshot._nodes.some((node) => node.transitions.get(timer.type)?.some(({ guard }) => guard === undefined));

/** What goes on by itself: timers, and the conversation, which answers at once. */
function edgesOf(snapshot: CallSnapshot): Edge[] {
  const replying = (state: string | object) =>
    snapshot.matches({ live: { dialogue: { 'on-the-line': { turn: { replying: state } } } } } as never);
  if (replying('briefing')) return [{ event: STANDING, ms: 0 }];
  if (replying({ 'tool-executing': 'judging' })) return JUDGING.map((event) => ({ event, ms: 0 }));
  const certain = timersOf(snapshot).filter((timer) => isCertain(snapshot, timer));
  return certain.map((event) => ({ event, ms: delayOf(event) }));
}

const isHeardOf = ({ to, told }: CallStep): boolean =>
  to.status === 'done' || told.some(({ to: child, event }) => child === 'tts' && event.type === 'say');

/**
 * The longest time, in milliseconds, until something is said or the call is over, in whatever order the timers fire.
 * Throws when a state can be reached in silence that nothing leads on from, or that leads back to itself.
 */
function longestSilence(known: Map<string, number>, snapshot: CallSnapshot, way: readonly string[] = []): number {
  const key = `${lineOf(snapshot.value)}|${keyOf(snapshot)}`;
  const before = known.get(key);
  if (before !== undefined) return before;
  const edges = edgesOf(snapshot);
  if (edges.length === 0) throw new Error(`expected a timer that leads on, got none in ${key}`);
  if (way.includes(key)) throw new Error(`expected time to lead on, got back to ${key}`);
  const silences = edges.flatMap(({ event, ms }) =>
    stepsOf(snapshot, event).map((step) => (isHeardOf(step) ? ms : ms + longestSilence(known, step.to, [...way, key]))),
  );
  const longest = Math.max(...silences);
  known.set(key, longest);
  return longest;
}

describe('a call to which nothing more is told', function () {
  this.timeout(120_000);

  it('says something or is over within a bounded time, from every state it can be in', () => {
    const { snapshots, away } = walkedCall();
    const known = new Map<string, number>();
    const live = [...snapshots, ...away.map(({ to }) => to)].filter(({ status }) => status === 'active');
    const longest = Math.max(...live.map((snapshot) => longestSilence(known, snapshot)));
    // Everything outside has died: two tool calls are not answered while the caller begins to talk over us, the end of
    // their words does not come, the end of ours is not heard of, and then nobody speaks.
    const { toolOverdue, finalOverdue, bargeInGrace, speechOverdue, silence } = DELAYS;
    expect(longest).to.equal(2 * toolOverdue + 2 * finalOverdue + bargeInGrace + speechOverdue + silence);
  });
});
