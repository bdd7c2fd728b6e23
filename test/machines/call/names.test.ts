import { expect } from 'chai';
import { type AnyStateMachine, type AnyStateNode, createMachine } from 'xstate';
import { DELAYS } from '../../../machines/call/delays.ts';
import { callMachine } from '../../../machines/call/machine.ts';
import { connectionMachine } from '../../../machines/connection/machine.ts';
import { conversationMachine } from '../../../machines/conversation/machine.ts';
import { outboundMachine } from '../../../machines/outbound/machine.ts';
import { nodesOf, transitionsOf } from '../../kit/charts.ts';

type Kind = 'actions' | 'guards' | 'actors' | 'delays';

const named = (it: unknown): string[] => {
  if (it === undefined || it === null) return [];
  if (typeof it === 'string') return [it];
  if (Array.isArray(it)) return it.flatMap(named);
  const { type } = it as { type?: unknown };
  return typeof type === 'string' ? [type] : ['a nameless one'];
};

/** The names that a state node's own config uses. */
function usedBy(node: AnyStateNode): Record<Kind, string[]> {
  const transitions = [...[...node.transitions.values()].flat(), ...(node.always ?? [])];
  const { entry, exit, after } = node.config;
  return {
    actions: [...named(entry), ...named(exit), ...transitions.flatMap(({ actions }) => named(actions))].filter(
      (name) => !name.startsWith('xstate.'),
    ),
    guards: transitions.flatMap(({ guard }) => named(guard)),
    actors: node.invoke.map(({ src }) => String(src)),
    delays: Object.keys(after ?? {}),
  };
}

/** Guards that are made of other guards, by what they are made of. */
function partsOf(guard: unknown): string[] {
  if (typeof guard === 'string') return [guard];
  const { guards } = guard as { guards?: readonly unknown[] };
  return (guards ?? []).flatMap(partsOf);
}

function used(machine: AnyStateMachine, kind: Kind): string[] {
  const names = new Set(nodesOf(machine).flatMap((node) => usedBy(node)[kind]));
  const guards = machine.implementations.guards as Record<string, unknown>;
  if (kind === 'guards') for (const name of names) for (const part of partsOf(guards[name] ?? {})) names.add(part);
  return [...names].sort();
}

/** Every place in a config that holds a function: `JSON.stringify` leaves it out. */
function functionsIn(config: unknown, path = ''): string[] {
  if (typeof config === 'function') return [path];
  if (typeof config !== 'object' || config === null) return [];
  return Object.entries(config).flatMap(([key, inner]) => functionsIn(inner, path ? `${path}.${key}` : key));
}

/** What an export of the chart leaves out: where, and the function that stands there. */
const LEFT_OUT: Record<string, Record<string, string>> = {
  call: {
    context: 'startOfCall',
    output: 'whatRemains',
    'states.live.invoke.0.input': 'whoseConversation',
    'states.live.invoke.1.input': 'whichCall',
    'states.live.invoke.2.input': 'whichCall',
    'states.live.invoke.3.input': 'whichCall',
    'states.live.invoke.4.input': 'whichCall',
    'states.live.states.dialogue.states.answering.invoke.input': 'whoCalls',
    'states.live.states.dialogue.states.on-the-line.states.turn.states.replying.states.thinking.invoke.input':
      'replyInput',
  },
  conversation: { context: 'startOfConversation' },
  connection: { context: 'initialContext', output: 'lastCode', 'states.trying.invoke.input': 'socketInput' },
  outbound: { context: 'startOfOutbound', 'states.placing.invoke.input': 'whichOutbound' },
};

const at = (config: unknown, path: string): unknown =>
  path.split('.').reduce((inner, key) => (inner as Record<string, unknown>)[key], config);

for (const machine of [callMachine, conversationMachine, connectionMachine, outboundMachine] as AnyStateMachine[])
  describe(`the chart of a ${machine.id}`, () => {
    for (const kind of ['delays', 'guards', 'actions', 'actors'] as const)
      it(`names ${kind} that there are, and there are none that it does not name`, () => {
        expect(used(machine, kind)).to.deep.equal(Object.keys(machine.implementations[kind]).sort());
      });

    it('describes every state', () => {
      const silent = nodesOf(machine).filter(({ description, parent }) => !description && parent);
      expect(silent.map(({ id }) => id)).to.deep.equal([]);
    });

    it('hears of every child that breaks', () => {
      const deaf = nodesOf(machine).flatMap((node) =>
        node.invoke.filter(({ id }) => !node.transitions.has(`xstate.error.actor.${id}`)).map(({ id }) => id),
      );
      expect(deaf).to.deep.equal([]);
    });

    it('is plain data but for its inputs, outputs and contexts, which are named functions', () => {
      const found = functionsIn(machine.config).map((path) => [path, (at(machine.config, path) as () => void).name]);
      expect(Object.fromEntries(found)).to.deep.equal(LEFT_OUT[machine.id]);
    });

    it('opens again from what JSON keeps of it, with the same states and transitions', () => {
      const reopened = createMachine(JSON.parse(JSON.stringify(machine.config)));
      expect(transitionsOf(reopened)).to.deep.equal(transitionsOf(machine));
      expect(nodesOf(reopened).map(({ id }) => id)).to.deep.equal(nodesOf(machine).map(({ id }) => id));
    });
  });

describe('the delays of a call', () => {
  it('are those of the chart, in milliseconds', () => {
    expect(callMachine.implementations.delays).to.deep.equal(DELAYS);
  });
});
