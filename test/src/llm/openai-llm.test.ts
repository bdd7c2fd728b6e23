import { expect } from 'chai';
import type { LlmFact } from '../../../machines/ports/llm.ts';
import type { ScriptedReply } from '../../../src/simulators/openai/scripted.ts';
import type { Fault } from '../../../src/simulators/openai/types.ts';
import { assistant, inputOf, result, spoken, user } from '../../kit/llm-inputs.ts';
import { aLine, type LlmLine } from '../../kit/llm-line.ts';

/** Facts without the count of tokens, which is looked at on its own. */
function gist(facts: readonly LlmFact[]): unknown[] {
  return facts.map((fact) => {
    if (fact.type !== 'llm.finished') return fact;
    const { usage: _, ...rest } = fact;
    return rest;
  });
}

const GOOD: ScriptedReply = { text: 'Good.' };
const GOOD_FACTS = [
  { type: 'llm.startedAnswering' },
  { type: 'llm.saidSentence', text: 'Good.' },
  { type: 'llm.finished', text: 'Good.', calls: [] },
];

describe('the model adapter', () => {
  let line: LlmLine;
  async function answered(replies: ScriptedReply[], options: Parameters<typeof aLine>[1] = {}): Promise<unknown[]> {
    line = await aLine(replies, options);
    return gist(await line.ask().over);
  }
  async function errors(): Promise<Record<string, number>> {
    const { values } = await line.metrics.providerErrors.get();
    return Object.fromEntries(values.map(({ labels, value }) => [`${labels.provider} ${labels.code}`, value]));
  }
  afterEach(() => line.close());

  describe('streaming', () => {
    it('tells each sentence as it closes, then the whole', async () => {
      expect(await answered([{ text: 'Sure, **Maria**. What day works?\n\nTell me.' }])).to.deep.equal([
        { type: 'llm.startedAnswering' },
        { type: 'llm.saidSentence', text: 'Sure, Maria.' },
        { type: 'llm.saidSentence', text: 'What day works?' },
        { type: 'llm.saidSentence', text: 'Tell me.' },
        { type: 'llm.finished', text: 'Sure, Maria. What day works? Tell me.', calls: [] },
      ]);
    });

    it('puts together calls that come in turns, cut anywhere, with comments between', async () => {
      const calls = [
        { name: 'lookup_customer', arguments: { phone_number: '+12125550142', note: 'Muñoz — ✓' } },
        { name: 'get_available_slots', arguments: { date: '2026-12-02', service_type: 'oil_change' } },
        { name: 'end_call', arguments: '' },
      ];
      const expected = calls.map(({ name, arguments: args }, i) => ({
        id: `call_1_${i}`,
        name,
        arguments: typeof args === 'string' ? args : JSON.stringify(args),
      }));
      const chunking = { mostBytes: 5, interleave: true, pings: true, seed: 3 };
      expect(await answered([{ text: 'Voilà, señor.', calls }], { chunking })).to.deep.equal([
        { type: 'llm.startedAnswering' },
        { type: 'llm.saidSentence', text: 'Voilà, señor.' },
        { type: 'llm.finished', text: 'Voilà, señor.', calls: expected },
      ]);
    });

    it('says what stands before a call without waiting for the call to be whole', async () => {
      const reply: ScriptedReply = {
        text: 'Let me look.',
        calls: [{ name: 'lookup_customer', arguments: { phone_number: '+12125550142' } }],
        fault: { kind: 'stall', afterTokens: 4 },
      };
      line = await aLine([reply]);
      const talk = line.ask();
      await talk.first('llm.saidSentence');
      expect(gist(talk.facts)).to.deep.equal([
        { type: 'llm.startedAnswering' },
        { type: 'llm.saidSentence', text: 'Let me look.' },
      ]);
    });

    it('hands on arguments and names that make no sense as they came: the tools will answer them', async () => {
      const calls = [{ name: 'wash_car', arguments: '{"how":' }];
      expect(await answered([{ calls }])).to.deep.equal([
        { type: 'llm.startedAnswering' },
        { type: 'llm.finished', text: '', calls: [{ id: 'call_1_0', name: 'wash_car', arguments: '{"how":' }] },
      ]);
    });

    it('gives a call a new id where its own stands in the history already', async () => {
      line = await aLine([{ calls: [{ name: 'end_call', arguments: {} }] }]);
      const history = [
        assistant([spoken('Hi.')], [{ id: 'call_1_0', name: 'lookup_customer', arguments: '{}' }]),
        result('call_1_0', { success: true }),
        user('Bye'),
      ];
      const last = (await line.ask({ history, reply: 2 }).over).at(-1);
      expect(last?.type === 'llm.finished' && last.calls).to.deep.equal([
        { id: 'call_2_0', name: 'end_call', arguments: '{}' },
      ]);
    });

    it('asks over one connection as long as nothing is broken off', async () => {
      line = await aLine([GOOD, GOOD, GOOD], { opensAhead: true });
      await line.llm.warm();
      for (const _ of [1, 2, 3]) await line.ask().over;
      expect(new Set(line.simulator.requests.map((request) => request.remotePort)).size).to.equal(1);
    });

    it('names the call and the reply to the provider', async () => {
      await answered([GOOD]);
      expect(line.simulator.requests.map((request) => request.headers['x-client-request-id'])).to.deep.equal([
        'call-1/1',
      ]);
    });
  });

  describe('the count of tokens', () => {
    it('is the provider’s, from the chunk after the end', async () => {
      line = await aLine([GOOD]);
      const last = (await line.ask().over).at(-1);
      const usage = last?.type === 'llm.finished' ? last.usage : null;
      const prompt = Math.ceil(JSON.stringify(line.simulator.requests[0]?.body.messages).length / 4);
      expect(usage).to.deep.equal({ prompt, completion: 1, cached: Math.floor(prompt / 128) * 128, counted: true });
    });

    it('is estimated where none comes', async () => {
      line = await aLine([{ ...GOOD, fault: { kind: 'no-usage' } }]);
      const last = (await line.ask().over).at(-1);
      const body = line.simulator.requests[0]?.body;
      const prompt = Math.ceil(JSON.stringify([body?.messages, body?.tools]).length / 4);
      expect(last?.type === 'llm.finished' && last.usage).to.deep.equal({
        prompt,
        completion: 2,
        cached: 0,
        counted: false,
      });
    });
  });

  describe('when the caller interrupts', () => {
    it('tells nothing more and leaves the provider', async () => {
      line = await aLine([{ text: 'One two. Three four. Five.', fault: { kind: 'stall', afterTokens: 3 } }]);
      const talk = line.ask();
      await talk.first('llm.saidSentence');
      const told = talk.facts.length;
      talk.abort();
      expect(await line.simulator.requests[0]?.ended).to.equal('aborted');
      line.clock.advance(60_000);
      expect(talk.facts).to.have.length(told);
      const { values } = await line.metrics.tokensTotal.get();
      const completion = values.find((value) => value.labels.kind === 'completion')?.value;
      expect(completion).to.equal(Math.ceil('One two. Three'.length / 4));
    });

    it('tells nothing when nothing had come', async () => {
      line = await aLine([{ fault: { kind: 'hang' } }]);
      const talk = line.ask();
      await line.asked(1);
      talk.abort();
      expect(await line.simulator.requests[0]?.ended).to.equal('aborted');
      line.clock.advance(60_000);
      expect(talk.facts).to.deep.equal([]);
      expect(line.simulator.requests).to.have.length(1);
    });

    it('tells nothing of a chunk that had already come', async () => {
      line = await aLine([{ text: `${'x'.repeat(700)} y.`, fault: { kind: 'stall', afterTokens: 1 } }]);
      const facts: string[] = [];
      const request = line.llm.reply(inputOf([user('x')]), (fact) => {
        facts.push(fact.type);
        request.abort();
      });
      await line.asked(1);
      expect(await line.simulator.requests[0]?.ended).to.equal('aborted');
      expect(facts).to.deep.equal(['llm.startedAnswering']);
    });

    it('tells nothing when a fact made them interrupt', async () => {
      line = await aLine([{ text: 'One. Two. Three. Four.', fault: { kind: 'stall', afterTokens: 4 } }]);
      const facts: string[] = [];
      const request = line.llm.reply(inputOf([user('x')]), (fact) => {
        facts.push(fact.type);
        if (fact.type === 'llm.saidSentence') request.abort();
      });
      await line.asked(1);
      expect(await line.simulator.requests[0]?.ended).to.equal('aborted');
      expect(facts).to.deep.equal(['llm.startedAnswering', 'llm.saidSentence']);
    });
  });

  describe('when the provider fails before the first token', () => {
    const RETRIED: [string, Fault, string][] = [
      ['a server error', { kind: 'server-error' }, 'server_error'],
      ['an overloaded server', { kind: 'overloaded' }, 'server_error'],
      ['a rate limit', { kind: 'rate-limit' }, 'rate_limited'],
      ['a rate limit that is soon over', { kind: 'rate-limit', retryAfterMs: 1_000 }, 'rate_limited'],
      ['a connection that is reset', { kind: 'reset' }, 'connection'],
      ['a stream that ends with nothing', { kind: 'cut', afterTokens: 0 }, 'stream_cut'],
      ['an error event', { kind: 'error-event', afterTokens: 0 }, 'stream_error'],
      ['an error instead of a chunk', { kind: 'error-data', afterTokens: 0 }, 'stream_error'],
    ];
    const PAUSES: Record<string, number> = { server_error: 200, rate_limited: 200 };

    for (const [what, fault, code] of RETRIED) {
      const pause = fault.retryAfterMs ?? PAUSES[code] ?? 0;
      it(`asks once more after ${what}`, async () => {
        line = await aLine([{ text: 'Never said.', fault }, GOOD]);
        const paused = line.clock.timerOf(pause);
        const talk = line.ask();
        if (pause > 0) await paused;
        line.clock.advance(pause);
        expect(gist(await talk.over)).to.deep.equal(GOOD_FACTS);
        expect(await errors()).to.deep.equal({ [`llm ${code}`]: 1 });
      });

      it(`gives up after ${what} twice`, async () => {
        line = await aLine([{ text: 'Never said.', fault }, { text: 'Never said.', fault }, GOOD]);
        const paused = line.clock.timerOf(pause);
        const talk = line.ask();
        if (pause > 0) await paused;
        line.clock.advance(pause);
        expect(await talk.over).to.deep.equal([{ type: 'llm.failed', code }]);
        expect(line.simulator.requests).to.have.length(2);
      });
    }

    it('asks once more when nothing has come for four seconds, and gives up after four more', async () => {
      line = await aLine([{ fault: { kind: 'hang' } }, { fault: { kind: 'hang' } }, GOOD]);
      const talk = line.ask();
      await line.asked(1);
      line.clock.advance(3_999);
      expect(line.simulator.requests).to.have.length(1);
      line.clock.advance(1);
      await line.asked(2);
      expect(await line.simulator.requests[0]?.ended).to.equal('aborted');
      line.clock.advance(4_000);
      expect(await talk.over).to.deep.equal([{ type: 'llm.failed', code: 'first_token_timeout' }]);
    });

    it('asks once more when a stream has begun but brings no token', async () => {
      line = await aLine([{ text: 'Never', fault: { kind: 'stall', afterTokens: 0 } }, GOOD]);
      const talk = line.ask();
      await line.asked(1);
      line.clock.advance(4_000);
      expect(gist(await talk.over)).to.deep.equal(GOOD_FACTS);
    });

    const FINAL: [string, Fault, string][] = [
      ['a used up quota', { kind: 'insufficient-quota' }, 'insufficient_quota'],
      ['a wrong key', { kind: 'unauthorized' }, 'unauthorized'],
      ['a model that does not exist', { kind: 'not-found' }, 'not_found'],
      ['a request that is not valid', { kind: 'bad-request' }, 'bad_request'],
      ['a rate limit of more than a second', { kind: 'rate-limit', retryAfterMs: 2_000 }, 'rate_limited'],
    ];
    for (const [what, fault, code] of FINAL)
      it(`does not ask again after ${what}`, async () => {
        expect(await answered([{ fault }, GOOD])).to.deep.equal([{ type: 'llm.failed', code }]);
        expect(line.simulator.requests).to.have.length(1);
      });

    it('asks once more after a reply without words and calls', async () => {
      expect(await answered([{ text: '' }, GOOD])).to.deep.equal(GOOD_FACTS);
    });

    it('fails when nobody listens', async () => {
      line = await aLine([], { opensAhead: true });
      await line.simulator.close();
      expect(await line.ask().over).to.deep.equal([{ type: 'llm.failed', code: 'connection' }]);
      await line.llm.warm();
    });
  });

  describe('when the provider fails in the middle', () => {
    const SAID = [{ type: 'llm.startedAnswering' }, { type: 'llm.saidSentence', text: 'One two.' }];
    const BREAKS: [string, Fault['kind'], string][] = [
      ['an error event', 'error-event', 'stream_error'],
      ['an error instead of a chunk', 'error-data', 'stream_error'],
      ['the stream ends early', 'cut', 'stream_cut'],
      ['the connection is reset', 'reset', 'stream_cut'],
    ];
    for (const [what, kind, code] of BREAKS)
      it(`fails without asking again: ${what}; what was said stays said`, async () => {
        const reply: ScriptedReply = { text: 'One two. Three four.', fault: { kind, afterTokens: 3 } };
        expect(await answered([reply, GOOD])).to.deep.equal([...SAID, { type: 'llm.failed', code }]);
        expect(line.simulator.requests).to.have.length(1);
      });

    it('fails when nothing has come for four seconds', async () => {
      line = await aLine([{ text: 'One two. Three four.', fault: { kind: 'stall', afterTokens: 3 } }, GOOD]);
      const talk = line.ask();
      await talk.first('llm.saidSentence');
      line.clock.advance(4_000);
      expect(await talk.over).to.deep.equal([...SAID, { type: 'llm.failed', code: 'stalled' }]);
      expect(await line.simulator.requests[0]?.ended).to.equal('aborted');
    });

    it('never hands on calls of a reply that was cut for length', async () => {
      const calls = [
        { name: 'end_call', arguments: {} },
        { name: 'book_appointment', arguments: { customer_id: 'cus-1', confirmed: true } },
      ];
      expect(await answered([{ text: 'Good.', calls, finish: 'length' }])).to.deep.equal(GOOD_FACTS);
      await line.close();
      expect(await answered([{ calls, finish: 'length' }])).to.deep.equal([
        { type: 'llm.startedAnswering' },
        { type: 'llm.failed', code: 'length' },
      ]);
    });

    it('fails when the provider filters or refuses', async () => {
      expect((await answered([{ text: 'One', finish: 'content_filter' }])).at(-1)).to.deep.equal({
        type: 'llm.failed',
        code: 'content_filter',
      });
      await line.close();
      expect(await answered([{ refusal: "I can't help with that." }])).to.deep.equal([
        { type: 'llm.failed', code: 'refusal' },
      ]);
    });

    it('is content when all has come but the last line', async () => {
      expect(await answered([{ ...GOOD, fault: { kind: 'no-done' } }])).to.deep.equal(GOOD_FACTS);
    });
  });
});
