import { type AnyTransitionDefinition, createActor, type EventObject, type StateValue } from 'xstate';
import { callMachine } from '../../machines/call/machine.ts';
import type { CallContext, CallEvent } from '../../machines/call/types.ts';
import { type CallSnapshot, factsFor, standing } from './call-facts.ts';
import { PHRASES } from './phrases.ts';
import { lineOf } from './reachable.ts';

export interface CallStep {
  from: CallSnapshot;
  event: EventObject;
  to: CallSnapshot;
  /** What was sent, and to which child. */
  told: { to: string; event: EventObject }[];
  taken: AnyTransitionDefinition[];
}

/** Whether the recogniser is away is nothing that the rest of the call notices, so the walk does not tell it apart. */
const HEARING = /hearing\((open|interrupted|troubled)\)/;
export const statesOf = (value: StateValue): string => lineOf(value).replace(HEARING, 'hearing(not-lost)');

/** What is to be heard next, as far as guards can tell: a read-back before (r) or after (R) its substance, or anything else. */
function toBeHeard({ unheard: [next] }: CallContext): string {
  if (!next) return 'nothing';
  if (next.kind !== 'read-back') return 'o';
  return next.substanceHeardAt === null ? 'r' : 'R';
}

/**
 * What guards can tell apart of a call. The counters and the history are left out: wherever a guard looks at them, the
 * walk tries both answers (`PASTS`). Findings about a reply are looked at only while it is worked on.
 */
export function keyOf(snapshot: CallSnapshot): string {
  const { context } = snapshot;
  const value = statesOf(snapshot.value);
  if (!snapshot.matches({ live: { dialogue: 'on-the-line' } })) return value;
  const heard = toBeHeard(context);
  const { toolCalls, meanwhile, readBack, farewell, transferTo } = context;
  if (!snapshot.matches({ live: { dialogue: { 'on-the-line': { turn: 'replying' } } } }))
    return [value, heard, toolCalls.length > 0].join('|');
  const findings =
    toolCalls.length === 0
      ? []
      : [Math.min(toolCalls.length, 2), meanwhile.length > 0, readBack !== null, farewell, transferTo !== null];
  return [value, heard, context.saidThisTurn > 0, ...findings].join('|');
}

/** A call that was left while it ran. */
const running: CallContext['running'] = [{ id: 't0', name: 'book_appointment', mode: 'commit' }];
/** Nothing has gone wrong yet; or everything once too often, and a question is open; or a person is to be offered, or due. */
const PASTS: Partial<CallContext>[] = [
  { running, history: [], silences: 0, llmFailures: 0, rounds: 0, standing: standing('none') },
  { running, history: [{ role: 'note', text: 'Not replied to.' }], silences: 2, llmFailures: 2, rounds: 5 },
  { running, history: [], silences: 0, llmFailures: 0, rounds: 5, standing: standing('to-offer') },
  { running, history: [], silences: 0, llmFailures: 0, rounds: 0, standing: standing('due') },
];
/** Our question has been answered while it was asked. */
const ANSWERED: Partial<CallContext> = {
  history: [
    { role: 'assistant', spoken: [{ id: 'q', kind: 'sentence', text: 'Is Friday good?' }], calls: [] },
    { role: 'user', text: 'okay', startedAt: 0, endedAt: 0 },
  ],
};
const LOOKS_AT_THE_QUESTION = /voice\.(heard|finished)/;
const LOOKS_BACK =
  /silence|finalOverdue|replyOverdue|toolOverdue|caller\.madeNoise|llm\.f|actor\.llm|tools\.answered|ruling\.refused/;

const remembering = (snapshot: CallSnapshot, past: Partial<CallContext>): CallSnapshot =>
  ({ ...snapshot, context: { ...snapshot.context, ...past } }) as CallSnapshot;

/** Takes steps of the call's chart. Pure: nothing is executed; the children that a state invokes are made, never started. */
function stepper(): { first: CallSnapshot; step(from: CallSnapshot, event: EventObject): CallStep } {
  const input = { callId: 'call-1', from: null, shopName: 'Elm Motors', phrases: PHRASES };
  const self = createActor(callMachine, { input });
  let told: CallStep['told'] = [];
  let taken: AnyTransitionDefinition[] = [];
  self.system.inspect((seen) => {
    if (seen.type === '@xstate.microstep') taken.push(...(seen._transitions as AnyTransitionDefinition[]));
  });
  const scope = {
    self,
    system: self.system,
    id: 'walk',
    sessionId: 'walk',
    logger: () => undefined,
    defer: () => undefined,
    stopChild: () => undefined,
    emit: () => undefined,
    actionExecutor: ({ type, params }: { type: string; params?: { targetId?: string; event?: EventObject } }) => {
      if (type === 'xstate.sendTo' && params?.event) told.push({ to: params.targetId ?? '', event: params.event });
    },
  } as unknown as Parameters<typeof callMachine.transition>[2];
  return {
    first: self.getSnapshot(),
    step(from, event) {
      told = [];
      taken = [];
      const to = callMachine.transition(from, event as CallEvent, scope);
      if (to.status === 'error') throw to.error;
      return { from, event, to, told, taken };
    },
  };
}

const steps = stepper();

/** What an event does in a state, for every past that a guard may look at. Telling a child that is not there throws. */
export function stepsOf(from: CallSnapshot, event: EventObject): CallStep[] {
  const pasts = LOOKS_BACK.test(event.type) ? PASTS : PASTS.slice(0, 1);
  const asked = LOOKS_AT_THE_QUESTION.test(event.type) ? [ANSWERED] : [];
  return [...pasts, ...asked].map((past) => steps.step(remembering(from, past), event));
}

/** Walks every state that a call can be in and hands over each step. */
export function walkCall(onStep: (step: CallStep) => void, most = 10_000): CallSnapshot[] {
  const seen = new Map([[keyOf(steps.first), steps.first]]);
  const values = new Set<string>();
  for (const from of seen.values()) {
    if (from.status !== 'active') continue;
    const value = statesOf(from.value);
    const once = !values.has(value);
    values.add(value);
    for (const step of factsFor(from, once).flatMap((event) => stepsOf(from, event))) {
      onStep(step);
      const key = keyOf(step.to);
      if (!seen.has(key)) seen.set(key, step.to);
    }
    if (seen.size > most) throw new Error(`expected at most ${most} states, got more: the key tells too much apart`);
  }
  return [...seen.values()];
}
