import { type AnyActorLogic, createActor, fromCallback } from 'xstate';
import { callMachine } from '../../machines/call/machine.ts';
import type { CallEvent, CallInput } from '../../machines/call/types.ts';
import { systemClock } from '../../src/clock.ts';

/** One event as it is kept of a call. */
export interface Recorded {
  type: string;
  payload: unknown;
}

const inert = fromCallback(() => undefined) as AnyActorLogic as never;
/** A clock that never fires: what was due is in the record. */
const stopped = { ...systemClock, setTimeout: () => 0, clearTimeout: () => undefined };

/** A fresh actor of the call's chart, with children that say nothing, told everything that was recorded of a call. */
export function replayed(events: readonly Recorded[]) {
  const [first, ...rest] = events;
  if (first?.type !== 'xstate.init')
    throw new Error(`expected a record that begins with xstate.init, got ${first?.type}`);
  const { input } = first.payload as { input: CallInput };
  const children = {
    stt: inert,
    tts: inert,
    tools: inert,
    line: inert,
    records: inert,
    llm: inert,
    conversation: inert,
  };
  const actor = createActor(callMachine.provide({ actors: children }), { input, clock: stopped });
  actor.start();
  for (const { type, payload } of rest) actor.send({ ...(payload as object), type } as CallEvent);
  return actor.getSnapshot();
}
