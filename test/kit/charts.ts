import type { AnyMachineSnapshot, AnyStateMachine, AnyStateNode, AnyTransitionDefinition } from 'xstate';

/** Every state node of a chart, the outermost first. */
export function nodesOf(machine: AnyStateMachine): AnyStateNode[] {
  const within = (node: AnyStateNode): AnyStateNode[] => [node, ...Object.values(node.states).flatMap(within)];
  return within(machine.root);
}

const candidates = (node: AnyStateNode, eventType: string): AnyTransitionDefinition[] =>
  eventType === '' ? (node.always ?? []) : (node.transitions.get(eventType) ?? []);

/** A transition's name: its state, its event (`always` for none), and its place among that event's transitions. */
export function nameOf(transition: AnyTransitionDefinition): string {
  const { source, eventType } = transition;
  const event = eventType === '' ? 'always' : eventType.replace(`.${source.id}`, '');
  const all = candidates(source, eventType);
  return `${source.id} ${event}${all.length > 1 ? ` ${all.indexOf(transition) + 1}` : ''}`;
}

/** The names of all transitions of a chart. */
export function transitionsOf(machine: AnyStateMachine): string[] {
  return nodesOf(machine).flatMap((node) =>
    [...[...node.transitions.values()].flat(), ...(node.always ?? [])].map(nameOf),
  );
}

/** States in which nothing can rest: what leads on from them is an eventless transition without a guard. */
export const isPassing = (node: AnyStateNode): boolean => (node.always ?? []).some(({ guard }) => guard === undefined);

/** A state value as one line, as in `lineOf`, and the states it holds. */
export const idsOf = (snapshot: AnyMachineSnapshot): string[] => snapshot._nodes.map((node) => node.id);
