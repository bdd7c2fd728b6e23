import { expect } from 'chai';
import type { EventObject } from 'xstate';
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
  ...['yes', 'no', 'what?'].map((text): ConversationEvent => ({ type: 'caller.said', text, startedAt: 2_000 })),
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

const PLACED = SCENARIOS.map((scenario) => ({ scenario, appointmentId: 'appointment-1', toNumberOnFile: true }));

describe('every state that a conversation can be in', function () {
  this.timeout(20_000);

  it('is one of those that were read and kept, and they make up the whole chart', () => {
    const walks = [null, ...PLACED].map((placed) =>
      walk(conversationMachine, {
        events: EVENTS as EventObject[],
        input: { from: '+12125550142', placed },
        key: ({ value, context }) => {
          const { customer, change } = context as ConversationContext;
          return [lineOf(value), customer?.customerId, change !== null, change?.answerableFrom !== null].join('|');
        },
      }),
    );
    const snapshots = walks.flatMap((one) => one.snapshots);
    const seen = new Set(snapshots.flatMap(idsOf));
    const unseen = nodesOf(conversationMachine).filter(({ id }) => !seen.has(id));
    expect(unseen).to.deep.equal([]);
    const lines = new Set(
      snapshots.map(({ value }) => lineOf(value).replace('ruling(judging) ', '').replace(' consent(listening)', '')),
    );
    expectKept(new URL('reachable.txt', import.meta.url), [...lines].sort());
  });
});
