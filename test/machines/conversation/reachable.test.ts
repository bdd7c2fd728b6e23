import { expect } from 'chai';
import type { EventObject, StateValue } from 'xstate';
import { conversationMachine } from '../../../machines/conversation/machine.ts';
import type { ConversationContext, ConversationEvent } from '../../../machines/conversation/types.ts';
import { SCENARIOS } from '../../../machines/ports/placed.ts';
import type { CheckedCall, Learned, ToolName } from '../../../machines/ports/tools.ts';
import { MARIA, READ_BACK } from '../../kit/a-call.ts';
import { idsOf, nodesOf } from '../../kit/charts.ts';
import { expectKept } from '../../kit/kept.ts';
import { lineOf, walk } from '../../kit/reachable.ts';

const ask = (name: ToolName, more: Partial<CheckedCall> = {}): ConversationEvent => ({
  type: 'tool.asked',
  call: { id: 'c', name, args: {}, owned: {}, ...more },
});
const learn = (learned: Learned): ConversationEvent => ({ type: 'tool.learned', learned });
const OTHER = { ...MARIA, customerId: 'customer-new' };

const say = (text: string): ConversationEvent => ({ type: 'caller.said', text, startedAt: 2_000 });

/**
 * One event for each answer that a guard can give: a tool of each topic, a change that is this one or another, whatever a
 * tool can teach, and words that agree, refuse or do neither. Whether an answer began in time is told by `answerableFrom`
 * in the key: all begin after it.
 */
const EVENTS: ConversationEvent[] = [
  { type: 'records.recognised', customer: MARIA },
  { type: 'reply.began' },
  { type: 'change.failed' },
  { type: 'readBack.began' },
  { type: 'readBack.substanceHeard', at: 1_000 },
  { type: 'readBack.heard', at: 1_200 },
  { type: 'readBack.cut' },
  ...['yes', 'no', 'what?'].map(say),
  ask('book_appointment', { changeKey: 'A', confirmed: true }),
  ask('cancel_appointment', { changeKey: 'B', confirmed: true }),
  ask('reschedule_appointment', { changeKey: 'A', confirmed: true }),
  ask('register_customer'),
  ask('get_service_history'),
  ask('end_call'),
  ask('get_available_slots'),
  learn({ about: 'customer', customer: MARIA }),
  learn({ about: 'verified', customer: MARIA }),
  learn({ about: 'registered', customer: OTHER }),
  learn({ about: 'verification-failed', locked: true }),
  learn({ about: 'proposed', changeKey: 'A', tool: 'book_appointment', readBack: READ_BACK }),
  learn({ about: 'changed', changeKey: 'A', appointmentId: 'appointment-2' }),
];

const TOPICS = [
  'cancel my appointment',
  'move my appointment',
  'I am a new customer',
  'I want to book a service',
  'how much is it',
  'goodbye',
  'tires',
].map(say);

/** The same for whether the caller is helped: words that tell something, ask nothing, or neither; and that want a person, or none. */
const HELP: ConversationEvent[] = [
  { type: 'records.recognised', customer: MARIA },
  ...['tires', 'yes', 'well'].map(say),
  ...['a real person please', 'this is frustrating', 'I do not need a person'].map(say),
  { type: 'tool.helped' },
  { type: 'person.offered' },
  learn({ about: 'customer', customer: MARIA }),
  learn({ about: 'verified', customer: MARIA }),
  learn({ about: 'verification-failed', locked: false }),
  learn({ about: 'verification-failed', locked: true }),
  learn({ about: 'unverifiable' }),
  learn({ about: 'nothing-found' }),
  learn({ about: 'transfer', outcome: 'callback_recorded', number: null }),
];

/** What is done for the caller, and whether they are helped, have nothing to do with each other but for who they are: two walks. */
const DONE = ['identity', 'change', 'topic'];
const HELPED = ['identity', 'progress', 'escalation'];
const linesOf = (value: StateValue, regions: readonly string[]): string =>
  lineOf(Object.fromEntries(Object.entries(value).filter(([region]) => regions.includes(region))));

const PLACED = SCENARIOS.map((scenario) => ({ scenario, appointmentId: 'appointment-1', toNumberOnFile: true }));

describe('every state that a conversation can be in', function () {
  this.timeout(60_000);

  it('is one of those that were read and kept, and they make up the whole chart', () => {
    const done = [null, ...PLACED].map((placed) =>
      walk(conversationMachine, {
        events: [...EVENTS, ...TOPICS] as EventObject[],
        input: { from: '+12125550142', placed },
        key: ({ value, context }) => {
          const { customer, change } = context as ConversationContext;
          const known = [customer?.customerId, change !== null, change?.answerableFrom !== null];
          return [linesOf(value, DONE), ...known].join('|');
        },
      }),
    );
    const helped = walk(conversationMachine, {
      events: HELP as EventObject[],
      input: { from: '+12125550142' },
      key: ({ value, context }) => {
        const { failures, idle, missed, cause } = context as ConversationContext;
        const counted = [Math.min(failures, 2), Math.min(idle, 3), Math.min(missed.length, 2)];
        return [linesOf(value, HELPED), ...counted, cause === 'no-progress'].join('|');
      },
    });
    const snapshots = [...done, helped].flatMap((one) => one.snapshots);
    const seen = new Set(snapshots.flatMap(idsOf));
    const unseen = nodesOf(conversationMachine).filter(({ id, type }) => type !== 'history' && !seen.has(id));
    expect(unseen.map(({ id }) => id)).to.deep.equal([]);
    const lines = new Set([
      ...done.flatMap((one) => one.snapshots.map(({ value }) => linesOf(value, DONE))),
      ...helped.snapshots.map(({ value }) => linesOf(value, HELPED)),
    ]);
    expectKept(new URL('reachable.txt', import.meta.url), [...lines].sort());
  });
});
