import type { AnyMachineSnapshot, EventObject, SnapshotFrom } from 'xstate';
import type { callMachine } from '../../machines/call/machine.ts';
import type { CallContext } from '../../machines/call/types.ts';
import type { Escalation } from '../../machines/ports/conversation.ts';
import type { CheckedCall, Grant, Learned } from '../../machines/ports/tools.ts';
import { MARIA, READ_BACK } from './a-call.ts';
import { timersOf } from './reachable.ts';

export type CallSnapshot = SnapshotFrom<typeof callMachine>;

interface Fact extends EventObject {
  [field: string]: unknown;
}

/** Media-clock times: the substance of a read-back is heard at 1,000. */
const EARLY = 0;
const SUBSTANCE_AT = 1_000;
const LATE = 2_000;

const saying = (text: string, startedAt: number): Fact => ({
  type: 'caller.isSaying',
  text,
  startedAt,
  endedAt: startedAt,
});
const said = (text: string, startedAt: number): Fact => ({ type: 'caller.said', text, startedAt, endedAt: startedAt });

/**
 * What a caller can say, as far as the chart can tell: it takes the turn or not, and is more than a goodbye or not.
 * ("Go ahead" does not take the turn from a read-back that has just begun; from anything else it does.)
 */
const CALLER: Fact[] = [
  { type: 'caller.startedTalking', at: 0 },
  { type: 'caller.madeNoise', at: 0 },
  saying('I need new brakes', LATE),
  saying('yes', EARLY),
  said('I need new brakes', LATE),
  said('go ahead', EARLY),
  said('bye', LATE),
  said('yes', EARLY),
];

/** Of the recogniser, what the rest of the call notices: a word of apology on its way, or that it is lost. */
const EARS: Fact[] = [
  { type: 'stt.dropped', code: 'silent' },
  { type: 'stt.reopened', lostMs: 500 },
  { type: 'stt.lost', code: 'refused' },
];

const LINE: Fact[] = [
  { type: 'line.opened', at: 0 },
  { type: 'line.colleagueAway' },
  { type: 'line.mustEnd', why: 'draining' },
  { type: 'line.metMachine', ready: true },
  { type: 'line.metMachine', ready: false },
];

/** What has the same effect on the state whatever the call remembers. */
const WHATEVER_IS_REMEMBERED: Fact[] = [
  { type: 'line.closed', how: 'stopped' },
  { type: 'line.closed', how: 'dropped' },
  { type: 'line.hungUp' },
  { type: 'line.mustEnd', why: 'too-long' },
  { type: 'tts.lost', code: 'refused' },
  { type: 'change.withdrawn', changeKey: 'k' },
  { type: 'change.discussed', changeKey: 'k' },
  { type: 'consent.heard', customerId: MARIA.customerId, consents: [{ matter: 'texts', given: true }] },
  { type: 'stt.opened' },
  { type: 'stt.dropped', code: 'closed' },
  { type: 'stt.reopened', lostMs: 0 },
  ...['stt', 'tts', 'tools', 'line', 'conversation'].map(broken),
];

function broken(child: string): Fact {
  return { type: `xstate.error.actor.${child}`, actorId: child, error: new Error('broken') };
}

const RECORDS: Fact[] = [
  { type: 'records.recognised', customer: MARIA },
  { type: 'records.knowsNobody' },
  { type: 'records.unavailable', code: 'timeout' },
  broken('records'),
];

const usage = { prompt: 0, completion: 0, cached: 0, counted: true };
const calls = ['t1', 't2'].map((id) => ({ id, name: 'end_call', arguments: '{}' }));

const MODEL: Fact[] = [
  { type: 'llm.saidSentence', text: 'Of course.' },
  ...[0, 1, 2].map((howMany) => ({ type: 'llm.finished', text: '', calls: calls.slice(0, howMany), usage })),
  { type: 'llm.finished', text: 'Shall I put you through to a colleague?', calls: [], usage },
  { type: 'llm.failed', code: 'stalled' },
  broken('llm'),
];

/** What a tool's answer can mean to the call. */
const PROPOSED: Learned = { about: 'proposed', changeKey: 'k', tool: 'book_appointment', readBack: READ_BACK };
const FAREWELL: Learned = { about: 'farewell' };
const PUT_THROUGH: Learned = { about: 'transfer', outcome: 'transferred', number: '+12125550199' };
const CALL_BACK: Learned = { about: 'transfer', outcome: 'callback_recorded', number: null };

const answer = (id: string, ...learned: Learned[]): Fact => ({
  type: 'tools.answered',
  id,
  name: 'end_call',
  result: { success: true, message: '' },
  learned,
});
const answers = (id: string): Fact[] => [
  answer(id),
  ...[PROPOSED, FAREWELL, PUT_THROUGH, CALL_BACK].map((learned) => answer(id, learned)),
];

const call: CheckedCall = { id: 't1', name: 'end_call', args: {}, owned: {} };
const grant: Grant = { mode: 'read', customerId: null, verified: false };
const CHECKING: Fact[] = [{ type: 'tools.checked', call }];
export const JUDGING: Fact[] = [
  { type: 'ruling.granted', call, grant },
  { type: 'ruling.refused', call, code: 'not_yours' },
];
const HANDING_OVER: Fact[] = [answer('handover'), answer('handover', PUT_THROUGH), answer('handover', CALL_BACK)];
/** The conversation is asked how things stand, and for rulings, and always answers at once. */
/** How things stand, by whether a person is to go on; nothing else of it is looked at. */
export const standing = (escalation: Escalation) => ({
  type: 'conversation.stands' as const,
  facts: {
    identity: 'unknown',
    change: 'none',
    topic: 'opening',
    escalation,
    cause: null,
    customer: null,
    from: null,
  } as const,
  offered: [],
});
export const STANDING: Fact = standing('none');

/** The voice's facts are about what has been said and not been heard. */
function voiceFacts({ unheard }: CallContext): Fact[] {
  const cut = unheard.map(({ id }) => ({ id, heard: '' }));
  const ofIt = (type: string, id: string | undefined): Fact[] =>
    id === undefined ? [] : [{ type, id, at: SUBSTANCE_AT }];
  return [
    { type: 'voice.finished', at: SUBSTANCE_AT },
    { type: 'voice.stopped', at: SUBSTANCE_AT, cut },
    ...ofIt('voice.started', unheard[0]?.id),
    ...ofIt('voice.heard', unheard[0]?.id),
    ...ofIt('voice.substanceHeard', unheard.find(({ kind }) => kind === 'read-back')?.id),
  ];
}

/**
 * Every fact that may come at this moment: any at any time and in any order, but only from a child that is there, only
 * about what there is, an answer only from who was asked, and no caller's words once recognition is lost. `once` adds those that depend on the state value
 * alone.
 */
export function factsFor(snapshot: CallSnapshot, once: boolean): Fact[] {
  const { children, context } = snapshot;
  const deaf = snapshot.matches({ live: { hearing: 'lost' } });
  const ringing = snapshot.matches({ live: { dialogue: 'answering' } });
  const understood = new Set<string>(snapshot._nodes.flatMap((node) => node.ownEvents));
  const inHand = context.toolCalls[0]?.id;
  const possible: Fact[] = [
    ...(deaf || ringing ? [] : CALLER),
    ...(deaf ? [] : EARS),
    ...LINE,
    ...(children.records ? RECORDS : []),
    ...(children.llm ? MODEL : []),
    ...voiceFacts(context),
    ...(understood.has('ruling.granted') ? JUDGING : inHand ? [...answers(inHand), ...CHECKING] : []),
    ...HANDING_OVER,
    STANDING,
    ...(once ? [...WHATEVER_IS_REMEMBERED, ...context.running.map(({ id }) => answer(id))] : []),
    ...timersOf(snapshot as AnyMachineSnapshot),
  ];
  return possible.filter(({ type }) => understood.has(type));
}
