import type { LlmFact, LlmInput } from '../../machines/ports/llm.ts';
import { createLlm, type Llm } from '../../src/llm/openai-llm.ts';
import { loadPrompts } from '../../src/llm/prompts.ts';
import { silentLog } from '../../src/log.ts';
import { createMetrics, type Metrics } from '../../src/metrics.ts';
import { type ScriptedReply, scripted } from '../../src/simulators/openai/scripted.ts';
import { type OpenAiSimulator, startOpenAiSimulator } from '../../src/simulators/openai/server.ts';
import type { Chunking } from '../../src/simulators/openai/stream.ts';
import { type HandClock, handClock } from './llm-clock.ts';
import { inputOf, SHOP, TOOLS, user } from './llm-inputs.ts';

const prompts = loadPrompts();

interface Talk {
  facts: LlmFact[];
  abort(): void;
  /** Settles with all facts when the last one has been told. */
  over: Promise<LlmFact[]>;
  /** Settles at the first fact of this type. */
  first(type: LlmFact['type']): Promise<void>;
}

export interface LlmLine {
  llm: Llm;
  simulator: OpenAiSimulator;
  clock: HandClock;
  metrics: Metrics;
  /** Settles when the n-th request has reached the model. */
  asked(n: number): Promise<void>;
  ask(input?: Partial<LlmInput>): Talk;
  close(): Promise<void>;
}

/** The adapter and a simulated provider that answers by a script, on a clock that stands still until it is moved. */
export async function aLine(
  replies: ScriptedReply[],
  options: { chunking?: Chunking; opensAhead?: boolean } = {},
): Promise<LlmLine> {
  const clock = handClock();
  const metrics = createMetrics();
  const script = scripted(replies);
  const waiting: { n: number; resolve: () => void }[] = [];
  let count = 0;
  const brain: typeof script = Object.assign(
    (...args: Parameters<typeof script>) => {
      count += 1;
      for (const { n, resolve } of waiting) if (n === count) resolve();
      return script(...args);
    },
    { complaints: script.complaints, left: script.left },
  );
  const simulator = await startOpenAiSimulator({
    clock,
    brain,
    ...(options.chunking && { chunking: options.chunking }),
  });
  const llm = createLlm({
    opensAhead: options.opensAhead ?? false,
    baseUrl: simulator.url,
    model: 'gpt-4o',
    clock,
    log: silentLog,
    metrics,
    tools: TOOLS,
    prompts,
    shop: SHOP,
  });
  return {
    llm,
    simulator,
    clock,
    metrics,
    asked: (n) => (count >= n ? Promise.resolve() : new Promise((resolve) => waiting.push({ n, resolve }))),
    ask: (input = {}) => talk(llm, inputOf([user('Hello')], input)),
    async close() {
      llm.close();
      await simulator.close();
    },
  };
}

function talk(llm: Llm, input: LlmInput): Talk {
  const facts: LlmFact[] = [];
  const waiting: { type: LlmFact['type']; resolve: () => void }[] = [];
  let end: (all: LlmFact[]) => void = () => undefined;
  const over = new Promise<LlmFact[]>((resolve) => {
    end = resolve;
  });
  const request = llm.reply(input, (fact) => {
    facts.push(fact);
    for (const { type, resolve } of waiting) if (type === fact.type) resolve();
    if (fact.type === 'llm.finished' || fact.type === 'llm.failed') end(facts);
  });
  return {
    facts,
    over,
    abort: () => request.abort(),
    first: (type) => new Promise((resolve) => waiting.push({ type, resolve })),
  };
}
