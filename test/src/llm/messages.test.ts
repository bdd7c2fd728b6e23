import { expect } from 'chai';
import type { HistoryItem, ToolCall } from '../../../machines/ports/history.ts';
import { historyMessages } from '../../../src/llm/messages.ts';
import { seeded } from '../../../src/simulators/openai/slices.ts';
import { validate } from '../../../src/simulators/openai/validator.ts';
import { assistant, result, spoken, user } from '../../kit/llm-inputs.ts';

const PLENTY = 100_000;

function call(id: string, args = '{}'): ToolCall {
  return { id, name: 'lookup_customer', arguments: args };
}

/** Whether the simulated provider would take these messages. */
function refusal(history: readonly HistoryItem[], budget = PLENTY): string | null {
  const messages = [{ role: 'system', content: 'x' }, ...historyMessages(history, budget)];
  return validate({ model: 'm', stream: true, messages })?.body.error.message ?? null;
}

describe('the history as messages', () => {
  it('joins what the caller said in pieces', () => {
    expect(historyMessages([user('I need '), user('an oil change')], PLENTY)).to.deep.equal([
      { role: 'user', content: 'I need an oil change' },
    ]);
  });

  it('holds what was heard: whole, cut with a dash, still to come; and leaves out what nobody heard', () => {
    const history = [
      assistant([
        spoken('Hello there.', 'Hello there.'),
        spoken('I have nine or ten.', 'I have nine'),
        spoken('Which?', ''),
      ]),
      user('nine'),
      assistant([spoken('Good.')]),
    ];
    expect(historyMessages(history, PLENTY)).to.deep.equal([
      { role: 'assistant', content: 'Hello there. I have nine —' },
      { role: 'user', content: 'nine' },
      { role: 'assistant', content: 'Good.' },
    ]);
  });

  it('leaves out a reply that was neither heard nor did anything, and joins what it stood between', () => {
    const history = [user('I need brakes'), assistant([spoken('Sure.', '')]), user('for my car')];
    expect(historyMessages(history, PLENTY)).to.deep.equal([{ role: 'user', content: 'I need brakes for my car' }]);
  });

  it('puts the results right after their calls, in the order of the calls, and a note after them', () => {
    const history: HistoryItem[] = [
      assistant([spoken('Let me look.', '')], [call('a'), call('b', '{"x":1}')]),
      { role: 'note', text: 'The line was silent.', at: 0 },
      result('b', { success: true }),
      result('a', { success: false }),
    ];
    expect(historyMessages(history, PLENTY)).to.deep.equal([
      {
        role: 'assistant',
        content: null,
        tool_calls: [
          { id: 'a', type: 'function', function: { name: 'lookup_customer', arguments: '{}' } },
          { id: 'b', type: 'function', function: { name: 'lookup_customer', arguments: '{"x":1}' } },
        ],
      },
      { role: 'tool', tool_call_id: 'a', content: '{"success":false}' },
      { role: 'tool', tool_call_id: 'b', content: '{"success":true}' },
      { role: 'system', content: 'The line was silent.' },
    ]);
  });

  it('answers a call of which no result is known, and drops a result without a call', () => {
    const history = [assistant([], [call('a')]), user('hello?'), result('z', { success: true })];
    expect(historyMessages(history, PLENTY).slice(1)).to.deep.equal([
      {
        role: 'tool',
        tool_call_id: 'a',
        content:
          '{"success":false,"message":"No result of this call is known. It may or may not have been done.","error":"unavailable"}',
      },
      { role: 'user', content: 'hello?' },
    ]);
    expect(refusal(history)).to.equal(null);
  });

  it('gives each of two calls with one id its own result', () => {
    const history = [
      assistant([], [call('call_0')]),
      result('call_0', 1),
      assistant([], [call('call_0')]),
      result('call_0', 2),
    ];
    const contents = (items: HistoryItem[]) =>
      historyMessages(items, PLENTY).map((message) => (message.role === 'tool' ? message.content.slice(0, 3) : null));
    expect(contents(history)).to.deep.equal([null, '1', null, '2']);
    expect(contents(history.toSpliced(1, 1))).to.deep.equal([null, '{"s', null, '2']);
  });

  it('sends on no arguments that are not JSON and no name that a server would refuse', () => {
    const history = [
      assistant([], [{ id: 'a', name: 'look up!', arguments: '{"x":' }]),
      result('a', { success: false }),
    ];
    expect(historyMessages(history, PLENTY)[0]).to.deep.equal({
      role: 'assistant',
      content: null,
      tool_calls: [{ id: 'a', type: 'function', function: { name: 'look_up_', arguments: '{}' } }],
    });
    expect(refusal(history)).to.equal(null);
  });

  it('leaves out the oldest first, never a part of a call with its results, and keeps the newest whatever its size', () => {
    const history = [
      user('old words'),
      assistant([], [call('a')]),
      result('a', { text: 'x'.repeat(300) }),
      assistant([spoken('Yes.', 'Yes.')]),
      user('new'),
    ];
    const kept = (budget: number) => historyMessages(history, budget).map((message) => message.role);
    expect(kept(2_000)).to.deep.equal(['user', 'assistant', 'tool', 'assistant', 'user']);
    expect(kept(600)).to.deep.equal(['assistant', 'tool', 'assistant', 'user']);
    expect(kept(300)).to.deep.equal(['assistant', 'user']);
    expect(kept(1)).to.deep.equal(['user']);
  });

  it('is accepted by the provider whatever the history and the budget', () => {
    const random = seeded(7);
    const pick = <T>(of: readonly T[]): T => of[Math.floor(random() * of.length)] as T;
    for (let round = 0; round < 300; round++) {
      const history = Array.from({ length: 12 }, (): HistoryItem => {
        const id = pick(['a', 'b', 'c']);
        return pick<HistoryItem>([
          user(pick(['', 'hi', 'yes'])),
          assistant([spoken('Hello you.', pick(['', 'Hello', 'Hello you.']))]),
          assistant(pick([[], [spoken('Wait.')]]), pick([[call(id)], [call('a'), call('b')], [call('c', 'nonsense')]])),
          result(id, { success: true }),
          { role: 'note', text: 'silence', at: 0 },
        ]);
      });
      expect(refusal(history, pick([200, 500, PLENTY])), JSON.stringify(history)).to.equal(null);
    }
  });
});
