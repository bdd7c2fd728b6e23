import {
  type AnyMachineSnapshot,
  type AnyStateMachine,
  createActor,
  createEmptyActor,
  type EventObject,
  type StateValue,
} from 'xstate';

/** The events that only the machine itself makes, in the states it is in: its timers. */
export function timersOf(snapshot: AnyMachineSnapshot): EventObject[] {
  return snapshot._nodes.flatMap((node) =>
    node.ownEvents.filter((type) => type.startsWith('xstate.after.')).map((type) => ({ type })),
  );
}

export interface Step {
  from: AnyMachineSnapshot;
  event: EventObject;
  to: AnyMachineSnapshot;
  /** What the step told other actors. */
  told: EventObject[];
}

export interface Walk {
  snapshots: AnyMachineSnapshot[];
  steps: Step[];
}

interface WalkOptions {
  events: readonly EventObject[];
  /** Tells states apart: the state value and what of the context guards look at, capped. */
  key: (snapshot: AnyMachineSnapshot) => string;
  input: unknown;
  most?: number;
}

/**
 * Walks every state that can be reached by `events` and the machine's own timers. Pure: no child runs and nothing is
 * executed. (The walk of `xstate/graph` gives an actor no parent, and a chart that tells its parent something fails there.)
 */
export function walk(machine: AnyStateMachine, { events, key, input, most = 30_000 }: WalkOptions): Walk {
  const self = createEmptyActor() as ReturnType<typeof createEmptyActor> & { _parent?: unknown };
  self._parent = createEmptyActor();
  let told: EventObject[] = [];
  const scope = {
    self,
    system: self.system,
    id: 'walk',
    sessionId: 'walk',
    logger: () => undefined,
    defer: () => undefined,
    stopChild: () => undefined,
    emit: () => undefined,
    actionExecutor: (action: { params?: { event?: EventObject } }) => {
      if (action.params?.event) told.push(action.params.event);
    },
  } as never;
  // Started and stopped at once only for its first snapshot.
  const first = createActor(machine, { input, parent: self } as never).getSnapshot() as AnyMachineSnapshot;
  const seen = new Map([[key(first), first]]);
  const steps: Step[] = [];
  for (const from of seen.values()) {
    if (from.status !== 'active') continue;
    for (const event of [...events, ...timersOf(from)]) {
      told = [];
      const to = machine.transition(from as never, event as never, scope) as AnyMachineSnapshot;
      if (to.status === 'error') throw to.error;
      steps.push({ from, event, to, told });
      const name = key(to);
      if (!seen.has(name)) seen.set(name, to);
      if (seen.size > most) throw new Error(`expected at most ${most} states, got more: cap what the key tells apart`);
    }
  }
  return { snapshots: [...seen.values()], steps };
}

/** A state value as one line: `a(b c(d))`. */
export function lineOf(value: StateValue): string {
  if (typeof value === 'string') return value;
  return Object.entries(value)
    .map(([name, inner]) => (inner === undefined || lineOf(inner) === '' ? name : `${name}(${lineOf(inner)})`))
    .join(' ');
}
