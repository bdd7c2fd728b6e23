import { expect } from 'chai';
import type { LlmFact } from '../../../machines/ports/llm.ts';
import { createLlm } from '../../../src/llm/openai-llm.ts';
import { loadPrompts } from '../../../src/llm/prompts.ts';
import { silentLog } from '../../../src/log.ts';
import { createMetrics } from '../../../src/metrics.ts';
import { rules } from '../../../src/simulators/openai/rules/brain.ts';
import { startOpenAiSimulator } from '../../../src/simulators/openai/server.ts';
import { toolSchemas } from '../../../src/tools/all.ts';
import { handClock } from '../../kit/llm-clock.ts';
import { inputOf, SHOP, user } from '../../kit/llm-inputs.ts';

describe('the adapter and the rule-following model, over the wire', () => {
  it('say a sentence and call a tool, with the real tools offered', async () => {
    const clock = handClock();
    const simulator = await startOpenAiSimulator({ clock, brain: rules });
    const prompts = loadPrompts();
    const llm = createLlm({
      baseUrl: simulator.url,
      model: 'rules',
      clock,
      log: silentLog,
      metrics: createMetrics(),
      tools: toolSchemas(),
      prompts,
      shop: SHOP,
    });
    const facts = await new Promise<LlmFact[]>((resolve) => {
      const told: LlmFact[] = [];
      llm.reply(inputOf([user('I need an oil change tomorrow.')]), (fact) => {
        told.push(fact);
        if (fact.type === 'llm.finished' || fact.type === 'llm.failed') resolve(told);
      });
    });
    llm.close();
    await simulator.close();
    expect(simulator.complaints).to.deep.equal([]);
    expect(facts.slice(0, 2)).to.deep.equal([
      { type: 'llm.startedAnswering' },
      { type: 'llm.saidSentence', text: 'Let me see what we have on Wednesday.' },
    ]);
    const last = facts.at(-1);
    expect(last?.type === 'llm.finished' && last.calls).to.deep.equal([
      {
        id: 'call_1_0',
        name: 'get_available_slots',
        arguments: '{"date":"2026-12-02","service_type":"oil_change"}',
      },
    ]);
  });
});
