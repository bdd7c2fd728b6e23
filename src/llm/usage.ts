import type OpenAI from 'openai';
import type { Usage } from '../../machines/ports/llm.ts';
import type { Metrics } from '../metrics.ts';
import type { RequestBody } from './request.ts';

const CHARACTERS_A_TOKEN = 4; // of English, roughly: only for replies whose count never came

/** The tokens of a reply: as the provider counted them, or estimated where an interrupted stream brought no count. */
function usageOf(body: RequestBody, answered: string, counted: OpenAI.CompletionUsage | null): Usage {
  if (counted)
    return {
      prompt: counted.prompt_tokens,
      completion: counted.completion_tokens,
      cached: counted.prompt_tokens_details?.cached_tokens ?? 0,
      counted: true,
    };
  const prompt = JSON.stringify([body.messages, body.tools ?? []]).length;
  return { prompt: tokens(prompt), completion: tokens(answered.length), cached: 0, counted: false };
}

/** As `usageOf`, and adds them to the metrics. */
export function countTokens(
  metrics: Metrics,
  body: RequestBody,
  answered: string,
  counted: OpenAI.CompletionUsage | null,
): Usage {
  const usage = usageOf(body, answered, counted);
  metrics.tokensTotal.inc({ kind: 'prompt' }, usage.prompt);
  metrics.tokensTotal.inc({ kind: 'completion' }, usage.completion);
  metrics.tokensTotal.inc({ kind: 'cached' }, usage.cached);
  return usage;
}

function tokens(characters: number): number {
  return Math.ceil(characters / CHARACTERS_A_TOKEN);
}
