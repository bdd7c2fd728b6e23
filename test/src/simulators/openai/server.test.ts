import { request } from 'node:http';
import { expect } from 'chai';
import { scripted } from '../../../../src/simulators/openai/scripted.ts';
import { type OpenAiSimulator, startOpenAiSimulator } from '../../../../src/simulators/openai/server.ts';
import type { Chunking } from '../../../../src/simulators/openai/stream.ts';
import type { Brain, ChatRequest, Reply } from '../../../../src/simulators/openai/types.ts';
import { handClock } from '../../../kit/llm-clock.ts';

const ASK: ChatRequest = {
  model: 'gpt-4o',
  stream: true,
  stream_options: { include_usage: true, include_obfuscation: false },
  messages: [{ role: 'user', content: 'Hi' }],
};

interface Response {
  status: number;
  headers: NodeJS.Dict<string | string[]>;
  /** As they came: how the writes were cut. */
  chunks: Buffer[];
  text: string;
  broken: boolean;
}

describe('the simulated provider', () => {
  const clock = handClock();
  let simulator: OpenAiSimulator;

  async function start(brain: Brain, options: { chunking?: Chunking; apiKey?: string } = {}): Promise<void> {
    simulator = await startOpenAiSimulator({ clock, brain, ...options });
  }
  afterEach(() => simulator.close());

  function post(body: unknown, headers: Record<string, string> = { authorization: 'Bearer k' }): Promise<Response> {
    return send('POST', '/v1/chat/completions', typeof body === 'string' ? body : JSON.stringify(body), headers);
  }
  function send(method: string, path: string, body: string, headers: Record<string, string>): Promise<Response> {
    return new Promise((resolve, reject) => {
      const sent = request({ port: simulator.port, host: '127.0.0.1', method, path, headers }, (answer) => {
        const chunks: Buffer[] = [];
        const end = (broken: boolean) =>
          resolve({
            status: answer.statusCode ?? 0,
            headers: answer.headers,
            chunks,
            text: Buffer.concat(chunks).toString('utf8'),
            broken,
          });
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('end', () => end(false));
        answer.on('error', () => end(true));
      });
      sent.on('error', reject);
      sent.end(body);
    });
  }
  const says =
    (reply: Reply): Brain =>
    () =>
      reply;
  const deltas = (text: string) =>
    text
      .split('\n\n')
      .filter((event) => event.startsWith('data: {'))
      .map((event) => JSON.parse(event.slice(6)));

  it('streams the role first, then words, the reason to finish, the count with no choices, and [DONE]', async () => {
    await start(says({ text: 'Hello there.' }));
    const { status, headers, text } = await post(ASK);
    expect([status, headers['content-type']]).to.deep.equal([200, 'text/event-stream; charset=utf-8']);
    const common = {
      id: 'chatcmpl-1',
      object: 'chat.completion.chunk',
      created: Math.floor(clock.now() / 1000),
      model: 'gpt-4o',
      service_tier: 'default',
      system_fingerprint: 'fp_simulated',
    };
    const chunk = (delta: unknown, finish_reason: string | null = null) => ({
      ...common,
      choices: [{ index: 0, delta, logprobs: null, finish_reason }],
      usage: null,
    });
    expect(deltas(text)).to.deep.equal([
      chunk({ role: 'assistant', content: '', refusal: null }),
      chunk({ content: 'Hello' }),
      chunk({ content: ' there.' }),
      chunk({}, 'stop'),
      {
        ...common,
        choices: [],
        usage: {
          prompt_tokens: 8,
          completion_tokens: 2,
          total_tokens: 10,
          prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 },
          completion_tokens_details: {
            reasoning_tokens: 0,
            audio_tokens: 0,
            accepted_prediction_tokens: 0,
            rejected_prediction_tokens: 0,
          },
        },
      },
    ]);
    expect(text.endsWith('data: [DONE]\n\n')).to.equal(true);
  });

  it('writes down when each token was written, and the end', async () => {
    await start(says({ text: 'Hello there.', firstTokenMs: 40, perTokenMs: 7 }));
    const asked = clock.now();
    const [first, second] = [clock.timerOf(40), clock.timerOf(7)];
    const answered = post(ASK);
    await first;
    clock.advance(40);
    await second;
    clock.advance(7);
    await answered;
    const [record] = simulator.requests;
    expect([record?.at, record?.writtenAt]).to.deep.equal([asked, [asked + 40, asked + 47, asked + 47]]);
  });

  it('leaves out the count where nobody asked for it, and pads chunks unless told not to', async () => {
    await start(says({ text: 'Hi' }));
    const { text } = await post({ ...ASK, stream_options: undefined });
    expect(deltas(text).filter((chunk) => 'usage' in chunk)).to.deep.equal([]);
    expect(deltas(text).every((chunk) => typeof chunk.obfuscation === 'string')).to.equal(true);
  });

  it('sends id, type and name of a call once, then fragments by index, in turns when asked to', async () => {
    const calls = [
      { name: 'a', arguments: { one: 'x'.repeat(40) } },
      { name: 'b', arguments: { two: 'y'.repeat(40) } },
    ];
    await start(says({ calls }), { chunking: { interleave: true } });
    const { text } = await post(ASK);
    const fragments = deltas(text).flatMap((chunk) => chunk.choices[0]?.delta.tool_calls ?? []);
    expect(deltas(text)[0].choices[0].delta.content).to.equal(null);
    expect(fragments.slice(0, 2)).to.deep.equal([
      { index: 0, id: 'call_1_0', type: 'function', function: { name: 'a', arguments: '' } },
      { index: 1, id: 'call_1_1', type: 'function', function: { name: 'b', arguments: '' } },
    ]);
    expect(fragments.slice(2, 6).map((fragment) => fragment.index)).to.deep.equal([0, 1, 0, 1]);
    const whole = (index: number) =>
      fragments
        .filter((fragment) => fragment.index === index)
        .map((fragment) => fragment.function.arguments)
        .join('');
    expect([whole(0), whole(1)]).to.deep.equal(calls.map((call) => JSON.stringify(call.arguments)));
  });

  it('cuts its writes inside of lines and letters, alike for the same seed', async () => {
    await start(says({ text: 'Ñandú — ✓ señor.' }), { chunking: { mostBytes: 7, pings: true, seed: 5 } });
    const { chunks, text } = await post(ASK);
    const isSplit = (chunk: Buffer) => chunk.toString('utf8').includes('\ufffd');
    expect(Math.max(...chunks.map((chunk) => chunk.length))).to.be.at.most(7);
    expect(chunks.some(isSplit)).to.equal(true);
    expect(text).to.contain('\n\n: ping\n\n');
    expect(
      deltas(text)
        .map((chunk) => chunk.choices[0]?.delta.content ?? '')
        .join(''),
    ).to.equal('Ñandú — ✓ señor.');
  });

  it('cuts what comes last when the length is reached', async () => {
    await start(says({ calls: [{ name: 'a', arguments: '{"key":"value"}' }], finish: 'length' }));
    const { text } = await post(ASK);
    const fragments = deltas(text).flatMap((chunk) => chunk.choices[0]?.delta.tool_calls ?? []);
    expect(fragments.map((fragment) => fragment.function.arguments).join('')).to.equal('{"key":');
    expect(deltas(text).at(-2).choices[0].finish_reason).to.equal('length');
  });

  it('waits on its clock before the first and between the other tokens', async () => {
    await start(says({ text: 'One two', firstTokenMs: 300, perTokenMs: 40 }));
    const first = clock.timerOf(300);
    const second = clock.timerOf(40);
    const answer = post(ASK);
    await first;
    clock.advance(300);
    await second;
    clock.advance(40);
    expect((await answer).status).to.equal(200);
  });

  const REFUSALS: [Reply['fault'], number, string, string | null, Record<string, string>][] = [
    [{ kind: 'unauthorized' }, 401, 'invalid_request_error', 'invalid_api_key', {}],
    [{ kind: 'rate-limit', retryAfterMs: 2_000 }, 429, 'tokens', 'rate_limit_exceeded', { 'retry-after': '2' }],
    [{ kind: 'rate-limit', retryAfterMs: 250 }, 429, 'tokens', 'rate_limit_exceeded', { 'retry-after-ms': '250' }],
    [{ kind: 'insufficient-quota' }, 429, 'insufficient_quota', 'insufficient_quota', {}],
    [{ kind: 'server-error' }, 500, 'server_error', null, {}],
    [{ kind: 'overloaded' }, 503, 'server_error', null, {}],
  ];
  for (const [fault, status, type, code, expected] of REFUSALS)
    it(`refuses with ${status} ${fault?.kind} ${JSON.stringify(expected)}`, async () => {
      await start(says({ ...(fault ? { fault } : {}) }));
      const answer = await post(ASK);
      const { error } = JSON.parse(answer.text);
      expect([answer.status, error.type, error.code]).to.deep.equal([status, type, code]);
      for (const [name, value] of Object.entries(expected)) expect(answer.headers[name]).to.equal(value);
    });

  it('breaks off as it is told: an error event, an end without [DONE], a reset', async () => {
    const script = [
      { text: 'One two', fault: { kind: 'error-event', afterTokens: 1 } },
      { text: 'One two', fault: { kind: 'no-done' } },
      { text: 'One two', fault: { kind: 'reset', afterTokens: 1 } },
    ] as const;
    await start(scripted(script));
    const failed = await post(ASK);
    expect(failed.text).to.match(/"One".*\n\nevent: error\ndata: \{"error":\{.*\}\}\n\n$/s);
    const short = await post(ASK);
    expect([short.text.includes('"finish_reason":"stop"'), short.text.includes('[DONE]')]).to.deep.equal([true, false]);
    expect((await post(ASK)).broken).to.equal(true);
    expect(await Promise.all(simulator.requests.map((record) => record.ended))).to.deep.equal([
      'broken',
      'answered',
      'broken',
    ]);
  });

  it('refuses a request without a key or with a wrong one, an unknown path, and what is not JSON', async () => {
    await start(says({ text: 'Hi' }), { apiKey: 'right' });
    const right = { authorization: 'Bearer right' };
    const statuses = [
      (await post(ASK, {})).status,
      (await post(ASK, { authorization: 'Bearer wrong' })).status,
      (await post(ASK, right)).status,
      (await send('POST', '/v1/chat', '{}', right)).status,
      (await post('{"model":', right)).status,
      (await send('GET', '/v1/models', '', right)).status,
    ];
    expect(statuses).to.deep.equal([401, 401, 200, 404, 400, 200]);
  });

  it('gives each call the script from its beginning, by what the caller said, and complains when it runs out', async () => {
    const brain = scripted([{ text: 'First.' }, { when: 'oil', text: 'Oil.' }, { when: /brake/, text: 'Brakes.' }]);
    await start(brain);
    const ask = async (callId: string, content: string) => {
      const headers = { authorization: 'Bearer k', 'x-client-request-id': `${callId}/1` };
      const { status, text } = await post({ ...ASK, messages: [{ role: 'user', content }] }, headers);
      return status === 200
        ? deltas(text)
            .map((chunk) => chunk.choices[0]?.delta.content ?? '')
            .join('')
        : status;
    };
    expect([
      await ask('a', 'hi'),
      await ask('b', 'hi'),
      await ask('a', 'my Brakes'),
      await ask('a', 'my brakes'),
    ]).to.deep.equal(['First.', 'First.', 'Brakes.', 500]);
    expect([brain.left('a'), brain.left('b'), brain.left('c')]).to.deep.equal([1, 2, 3]);
    expect(await ask('a', 'some oil')).to.equal('Oil.');
    expect(await ask('a', 'more')).to.equal(500);
    const complaints = [
      'expected the caller to say oil, got "my brakes"',
      'the script has 3 replies, and request 4 came',
    ];
    expect([brain.complaints, simulator.complaints]).to.deep.equal([complaints, complaints]);
  });
});
