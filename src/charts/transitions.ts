import type { AnyStateMachine, AnyStateNode, AnyTransitionDefinition } from 'xstate';

/** The transitions that a state owns, in the order in which they are tried. */
export const transitionsOf = (node: AnyStateNode): AnyTransitionDefinition[] => [
  ...[...node.transitions.values()].flat(),
  ...(node.always ?? []),
];

function guardText(guard: unknown): string {
  if (guard === undefined) return '';
  if (typeof guard === 'string') return `[${guard}]`;
  const { type, params = {} } = guard as { type: string; params?: Record<string, string> };
  return `[${[type, ...Object.values(params)].join(' ')}]`;
}

function eventText(eventType: string, machine: AnyStateMachine): string {
  const [, , name = '', child = ''] = eventType.split('.');
  if (eventType.startsWith('xstate.error.actor.')) return `${child} breaks`;
  if (!eventType.startsWith('xstate.after.')) return eventType;
  const ms = (machine.implementations.delays as Record<string, unknown>)[name];
  return typeof ms === 'number' ? `after ${name} (${ms} ms)` : `after ${name}`;
}

/** What makes a transition happen: an event, a time that has passed or a child that breaks, and on which condition. */
export function labelOf({ eventType, guard }: AnyTransitionDefinition, machine: AnyStateMachine): string {
  const parts = [eventText(eventType, machine), guardText(guard)].filter((part) => part !== '');
  return parts.join(' ') || 'at once';
}

/** The names of a transition's actions. */
export const actionsOf = ({ actions }: AnyTransitionDefinition): string[] =>
  actions.map((action) => (typeof action === 'string' ? action : String((action as { type: unknown }).type)));

/** Whether a state is inside another one, or is that one. */
export function isWithin(node: AnyStateNode, outer: AnyStateNode): boolean {
  for (let at: AnyStateNode | undefined = node; at; at = at.parent) if (at === outer) return true;
  return false;
}
