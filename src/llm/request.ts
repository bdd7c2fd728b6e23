import type OpenAI from 'openai';
import type { LlmInput } from '../../machines/ports/llm.ts';
import { factsText, personaText, type ShopFacts } from './facts.ts';
import { historyMessages } from './messages.ts';
import type { Prompts } from './prompts.ts';

/** A tool as Chat Completions is told of it. */
export interface ToolSchema {
  type: 'function';
  function: { name: string; description?: string; parameters?: Record<string, unknown>; strict?: boolean | null };
}

export type RequestBody = OpenAI.Chat.ChatCompletionCreateParamsStreaming;

export interface RequestOptions {
  baseUrl: string;
  model: string;
  prompts: Prompts;
  shop: ShopFacts;
  tools: readonly ToolSchema[];
  /** Characters of history that are sent; about four make a token. */
  budget?: number;
}

/** A spoken reply is a few sentences; a model that writes more than this has lost its way. */
const MOST_TOKENS = 1_000;
const BUDGET = 40_000;

/** Returns what makes the body of one request. `now` is milliseconds since the epoch. */
export function createRequestMaker(options: RequestOptions): (input: LlmInput, now: number) => RequestBody {
  const { model, prompts, shop, tools, budget = BUDGET } = options;
  const isOpenAi = new URL(options.baseUrl).hostname === 'api.openai.com';
  const persona = personaText(prompts, shop);
  return (input, now) => {
    // In the order of their definition, whatever the order of the offer: the prefix of the prompt stays the same.
    const offered = tools.filter((tool) => (input.offered as readonly string[]).includes(tool.function.name));
    return {
      model,
      stream: true,
      stream_options: { include_usage: true, ...(isOpenAi ? { include_obfuscation: false } : {}) },
      messages: [
        { role: 'system', content: persona },
        { role: 'system', content: factsText(prompts, shop, input.facts, now) },
        ...historyMessages(input.history, budget),
      ],
      ...(offered.length > 0 ? { tools: offered.map(functionTool), tool_choice: input.toolChoice } : {}),
      // Other servers refuse fields that they do not know.
      ...(isOpenAi ? { max_completion_tokens: MOST_TOKENS, prompt_cache_key: CACHE_KEY } : { max_tokens: MOST_TOKENS }),
      ...(isOpenAi && offered.length > 0 ? { parallel_tool_calls: true } : {}),
    };
  };
}

// One for all calls: what they share is the persona and the tools, and the facts of the call after them differ anyway.
const CACHE_KEY = 'callchart-desk';

function functionTool(tool: ToolSchema): OpenAI.Chat.ChatCompletionFunctionTool {
  return tool;
}
