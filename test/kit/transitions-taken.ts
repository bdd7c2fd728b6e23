import type { AnyTransitionDefinition, InspectionEvent } from 'xstate';
import { nameOf } from './charts.ts';

/** The names of all transitions that actors took while `noteTransitions` watched them. */
export const taken = new Set<string>();

/** Given to an actor system's `inspect`: notes each transition that an actor takes. */
export function noteTransitions(seen: InspectionEvent): void {
  if (seen.type !== '@xstate.microstep') return;
  for (const transition of seen._transitions as AnyTransitionDefinition[]) taken.add(nameOf(transition));
}
