import type { AnyStateMachine, AnyStateNode } from 'xstate';
import { actionsOf, isWithin, labelOf, transitionsOf } from './transitions.ts';

export interface Picture {
  machine: AnyStateMachine;
  /** The id of the state whose inside is drawn; the whole chart when absent. */
  of?: string;
  /** Ids of states that are drawn as plain ones, without their inside. What leads out of them does so with its state's name. */
  folded?: readonly string[];
  /** Only the states. */
  withoutArrows?: boolean;
}

interface Arrow {
  from: AnyStateNode;
  to: AnyStateNode;
  labels: string[];
}

function topOf({ machine, of }: Picture): AnyStateNode {
  return of === undefined ? machine.root : machine.getStateNodeById(of);
}

const isOpen = (node: AnyStateNode, { folded = [] }: Picture): boolean =>
  Object.keys(node.states).length > 0 && !folded.includes(node.id);

const allWithin = (node: AnyStateNode): AnyStateNode[] => [node, ...Object.values(node.states).flatMap(allWithin)];

/** The states that are drawn, the outermost first. */
const drawnIn = (node: AnyStateNode, picture: Picture): AnyStateNode[] => [
  node,
  ...(isOpen(node, picture) ? Object.values(node.states).flatMap((child) => drawnIn(child, picture)) : []),
];

/** A state inside a folded one is not to be seen; the folded one is. */
function seenAs(node: AnyStateNode, drawn: readonly AnyStateNode[]): AnyStateNode {
  for (let at: AnyStateNode | undefined = node; at; at = at.parent) if (drawn.includes(at)) return at;
  return node;
}

/** Mermaid cannot draw an arrow from a state to one around it: it is drawn to where that one begins. */
function end(from: AnyStateNode, to: AnyStateNode): AnyStateNode {
  const [first] = to !== from && isWithin(from, to) ? (to.initial.target ?? []) : [];
  return first ? end(from, first) : to;
}

/** One arrow from a state to another, with everything that leads along it. */
function arrowsOf(picture: Picture, drawn: readonly AnyStateNode[]): Arrow[] {
  const arrows = new Map<string, Arrow>();
  for (const node of picture.withoutArrows ? [] : allWithin(topOf(picture)))
    for (const transition of transitionsOf(node))
      for (const target of transition.target ?? []) {
        const from = seenAs(node, drawn);
        const to = end(from, seenAs(target, drawn));
        // From a state to one inside it: `anywhereLines` says so.
        if (from !== to && isWithin(to, from)) continue;
        if (from === to && from !== node) continue;
        const key = `${from.id} ${to.id}`;
        const arrow = arrows.get(key) ?? { from, to, labels: [] };
        const label = labelOf(transition, picture.machine);
        arrow.labels.push(from === node ? label : `${node.key} – ${label}`);
        arrows.set(key, arrow);
      }
  return [...arrows.values()];
}

/** A chart, or the inside of one of its states, as a Mermaid `stateDiagram-v2`. Pure. */
export function mermaid(picture: Picture): string {
  const top = topOf(picture);
  const drawn = drawnIn(top, picture);
  const arrows = arrowsOf(picture, drawn);
  const idOf = (node: AnyStateNode): string => {
    const path =
      node === top ? [node.key] : drawn.includes(node) ? node.path.slice(top.path.length) : [...node.path, 'elsewhere'];
    return path.join('_').replaceAll('-', '_');
  };
  const line = ({ from, to, labels }: Arrow) => `${idOf(from)} --> ${idOf(to)} : ${labels.join('<br/>')}`;
  // An arrow is declared inside the state that holds both of its ends: declared deeper, an end would move there.
  const joins = ({ from, to }: Arrow, parent: AnyStateNode) => from.parent === parent && to.parent === parent;
  const inside = (node: AnyStateNode): string[] => {
    const children = Object.values(node.states);
    const states = children.map(shape);
    if (node.type === 'parallel') return states.flatMap((lines, index) => (index > 0 ? ['--', ...lines] : lines));
    const [first] = node.initial.target ?? [];
    return [
      ...states.flat(),
      ...(first ? [`[*] --> ${idOf(first)}`] : []),
      ...arrows.filter((arrow) => joins(arrow, node)).map(line),
      ...children.filter(({ type }) => type === 'final').map((child) => `${idOf(child)} --> [*]`),
    ];
  };
  const shape = (node: AnyStateNode): string[] => {
    const head = `state "${node.key}" as ${idOf(node)}`;
    if (!isOpen(node, picture)) return [head];
    return [`${head} {`, ...inside(node).map((text) => `  ${text}`), '}'];
  };
  const holders = drawn.filter((node) => isOpen(node, picture) && node.type !== 'parallel');
  const across = arrows.filter((arrow) => !holders.some((node) => joins(arrow, node)));
  const elsewhere = new Set(across.filter(({ from }) => from !== top).map(({ to }) => to));
  for (const node of drawn) elsewhere.delete(node);
  const lines = [
    ...(top.type === 'parallel' ? shape(top) : inside(top)),
    ...[...elsewhere].map((node) => `state "${node.key} (elsewhere)" as ${idOf(node)}`),
    ...across.filter(({ from }) => from !== top).map(line),
  ];
  return ['stateDiagram-v2', ...lines.map((text) => `  ${text}`)].join('\n');
}

/**
 * What a picture does not show, one line each: what leads from anywhere in a state to a place inside it or, for the whole
 * picture, out of it; and what is only done, in no other state than before.
 */
export function besides(picture: Picture): string[] {
  const top = topOf(picture);
  const drawn = drawnIn(top, picture);
  return drawn.flatMap((node) =>
    transitionsOf(node).flatMap((transition) => {
      const label = labelOf(transition, picture.machine);
      const actions = actionsOf(transition).join(', ');
      if (!transition.target) return [`${node.key}: ${label}: ${actions || 'ignored'}`];
      const away = transition.target.filter((to) => node === top || (to !== node && isWithin(to, node)));
      return away.map(({ key }) => `anywhere in ${node.key}: ${label} → ${key}`);
    }),
  );
}
