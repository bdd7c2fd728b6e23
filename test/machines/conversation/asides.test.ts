import { expect } from 'chai';
import type { EventObject } from 'xstate';
import { conversationMachine } from '../../../machines/conversation/machine.ts';
import type { ConversationContext, ConversationEvent } from '../../../machines/conversation/types.ts';
import { type CheckedCall, type Learned, TOOL_NAMES, type ToolName } from '../../../machines/ports/tools.ts';
import { MARIA, READ_BACK } from '../../kit/a-call.ts';
import { lineOf, walk } from '../../kit/reachable.ts';

const ask = (name: ToolName, more: Partial<CheckedCall> = {}): ConversationEvent => ({
  type: 'tool.asked',
  call: { id: 'c', name, args: {}, owned: {}, ...more },
});
const learn = (learned: Learned): ConversationEvent => ({ type: 'tool.learned', learned });
const say = (text: string): ConversationEvent => ({ type: 'caller.said', text, startedAt: 2_000 });

/** What leads to each state that a rule asks for, and every tool that may be asked for there. */
const RULED: ConversationEvent[] = [
  { type: 'records.recognised', customer: MARIA },
  { type: 'readBack.began' },
  { type: 'readBack.heard', at: 1_000 },
  say('yes'),
  say('no'),
  learn({ about: 'verified', customer: MARIA }),
  learn({ about: 'verification-failed', locked: true }),
  learn({ about: 'proposed', changeKey: 'A', tool: 'book_appointment', readBack: READ_BACK }),
  ...TOOL_NAMES.map((name) => ask(name)),
  ask('book_appointment', { changeKey: 'A', confirmed: true }),
  ask('cancel_appointment', { owned: { appointmentId: 'appointment-1' }, changeKey: 'B', confirmed: true }),
  ask('get_service_history', { owned: { vehicleId: 'somebody-elses' } }),
];

/** The regions that no rule may ask for, and what is said and learned to get into each of their states. */
const ASIDES: Record<string, ConversationEvent[]> = {
  topic: ['cancel my appointment', 'move my appointment', 'I am a new customer', 'how much is it', 'goodbye'].map(say),
  escalation: [
    ...['a real person please', 'this is frustrating', 'I do not need a person', 'well'].map(say),
    { type: 'person.offered' },
    learn({ about: 'nothing-found' }),
    learn({ about: 'transfer', outcome: 'callback_recorded', number: null }),
  ],
};

describe('what is allowed', function () {
  this.timeout(60_000);

  for (const [region, events] of Object.entries(ASIDES))
    it(`is the same in every state of ${region}`, () => {
      const ruled = (value: object, { customer, change, failures }: ConversationContext): string => {
        const { identity, change: state } = value as { identity: string; change: string };
        return JSON.stringify([identity, state, customer, change, failures]);
      };
      const { steps } = walk(conversationMachine, {
        events: [...RULED, ...events] as EventObject[],
        input: { from: '+12125550142' },
        key: ({ value, context }) => {
          const { missed, idle, ...rest } = context as ConversationContext;
          const aside = lineOf({ [region]: (value as Record<string, string>)[region] });
          return [
            aside,
            ruled(value as object, rest as ConversationContext),
            Math.min(missed.length, 2),
            Math.min(idle, 3),
          ].join('|');
        },
      });
      const answers = new Map<string, Set<string>>();
      const states = new Set<string>();
      for (const { from, event, told } of steps) {
        if (event.type !== 'tool.asked') continue;
        states.add(lineOf({ [region]: from.value[region as never] }));
        const place = `${ruled(from.value as object, from.context)} ${JSON.stringify(event)}`;
        answers.set(place, (answers.get(place) ?? new Set()).add(JSON.stringify(told)));
      }
      expect([...answers].filter(([, rulings]) => rulings.size !== 1)).to.deep.equal([]);
      expect(states.size).to.be.greaterThan(5);
    });
});
