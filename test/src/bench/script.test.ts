import { expect } from 'chai';
import {
  brainFor,
  callOf,
  farewellOf,
  keyIn,
  keyOf,
  soundOf,
  tokenAfterSentence,
  wordsOf,
} from '../../../src/bench/script.ts';
import { heardText } from '../../../src/simulators/deepgram/index.ts';
import type { ChatMessage, ChatRequest } from '../../../src/simulators/openai/types.ts';

const TOOLS: NonNullable<ChatRequest['tools']> = [{ type: 'function', function: { name: 'get_available_slots' } }];
const brain = brainFor('2026-03-02');
const answer = (messages: ChatMessage[], tools?: ChatRequest['tools']) =>
  brain({ model: 'm', messages, ...(tools && { tools }) }, { callId: '' });

describe('the script of a bench', () => {
  it('marks everything that is said in a turn with call and turn', () => {
    expect([keyOf(17, 2), callOf('c17t2'), keyIn('Sure c17t1. Go on, c17t2!'), keyIn('Sure.')]).to.deep.equal([
      'c17t2',
      17,
      'c17t2',
      null,
    ]);
  });

  it('gives the caller a sound that carries the words, and the frame after which the turn is over', () => {
    const { sound, lastFrame } = soundOf(wordsOf(3, 0));
    expect([heardText(sound), sound.length / 8, lastFrame.length / 8]).to.deep.equal([
      'Please tell me more c3t0',
      1_680,
      20,
    ]);
  });

  it('has the model answer with the key, look for times first when asked for them, and end the call on a goodbye', () => {
    const user = (content: string): ChatMessage => ({ role: 'user', content });
    const text = (key: string) => `Let me see ${key}. That should be no problem at all.`;
    const slots = { name: 'get_available_slots', arguments: { date: '2026-03-02', service_type: 'oil_change' } };
    const result: ChatMessage = { role: 'tool', content: '{}', tool_call_id: 'x' };
    expect([
      answer([user(wordsOf(3, 0))], TOOLS),
      answer([user(wordsOf(3, 1))], TOOLS),
      answer([user(wordsOf(3, 1)), result], TOOLS),
      answer([user(wordsOf(3, 1))]),
      answer([user(farewellOf(3, 2))], TOOLS).calls,
      answer([user(farewellOf(3, 2))]).calls,
    ]).to.deep.equal([
      { text: text('c3t0') },
      { calls: [slots] },
      { text: text('c3t1') },
      { text: text('c3t1') },
      [{ name: 'end_call', arguments: {} }],
      undefined,
    ]);
  });

  it('knows the token by which the end of the first sentence shows', () => {
    expect(['Sure c1t0. Go on.', 'Sure.', 'no end', ''].map(tokenAfterSentence)).to.deep.equal([2, 1, null, null]);
  });
});
