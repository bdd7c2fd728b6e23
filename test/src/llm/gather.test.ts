import { expect } from 'chai';
import type OpenAI from 'openai';
import { createGatherer } from '../../../src/llm/gather.ts';

type Chunk = OpenAI.ChatCompletionChunk;

const chunk = (fields: Record<string, unknown>): Chunk =>
  ({ id: 'c1', object: 'chat.completion.chunk', created: 1, model: 'any', ...fields }) as unknown as Chunk;
const words = (content: string, finish_reason: string | null = null) =>
  chunk({ choices: [{ index: 0, delta: { content }, finish_reason }] });
const USAGE = { prompt_tokens: 9, completion_tokens: 2, total_tokens: 11 };

describe('a reply that comes in chunks', () => {
  for (const [how, choices] of [
    ['an empty list of choices', { choices: [] }],
    ['null for choices', { choices: null }],
    ['no choices at all', {}],
  ] as const)
    it(`is whole, and its tokens are counted, when the last one has ${how}`, () => {
      const gatherer = createGatherer();
      const added = [words('Good '), words('day.', 'stop'), chunk({ ...choices, usage: USAGE })].map(gatherer.add);
      expect(added).to.deep.equal([
        { text: 'Good ', isCall: false },
        { text: 'day.', isCall: false },
        { text: '', isCall: false },
      ]);
      expect(gatherer.conclude(String)).to.deep.equal({ text: 'Good day.', usage: USAGE, calls: [], failure: null });
    });
});
