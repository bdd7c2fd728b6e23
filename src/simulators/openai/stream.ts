import type { Reply } from './types.ts';

/** How the pieces of a stream are cut and mixed. The same seed cuts alike. */
export interface Chunking {
  seed?: number;
  /** Bytes of the largest write: it may end inside a line and inside a character. Whole events where absent. */
  mostBytes?: number;
  /** Fragments of parallel calls come in turns instead of one call after the other. */
  interleave?: boolean;
  /** Comment lines (`: ping`) between the events. */
  pings?: boolean;
}

export interface StreamIdentity {
  id: string;
  created: number;
  model: string;
  includeUsage: boolean;
  obfuscate: boolean;
  /** Makes the id of the n-th call of this reply. */
  callId: (n: number) => string;
  promptTokens: number;
  cachedTokens: number;
}

type Delta = Record<string, unknown>;

/** The events of a reply, each the text of one SSE event. */
export interface Script {
  opening: string;
  /** One for each token: words, then fragments of arguments. */
  tokens: string[];
  finish: string;
  usage: string | null;
  done: string;
}

const DONE = 'data: [DONE]\n\n';

/** Writes a reply the way the real service streams it: the role first, words, calls, the reason to finish, the count. */
export function scriptOf(reply: Reply, identity: StreamIdentity, random: () => number, chunking: Chunking): Script {
  const chunk = (delta: Delta, finish: string | null = null) => event(identity, [choice(delta, finish)], random);
  const calls = reply.calls ?? [];
  const isCut = reply.finish === 'length';
  const words = pieces(reply.text ?? '');
  const deltas: Delta[] = words.map((content) => ({ content }));
  if (reply.refusal !== undefined) deltas.push(...pieces(reply.refusal).map((refusal) => ({ refusal })));
  if (isCut && calls.length === 0) deltas.pop();
  deltas.push(...callDeltas(calls, identity.callId, random, { isCut, interleave: chunking.interleave ?? false }));
  const finish = reply.finish ?? (calls.length > 0 ? 'tool_calls' : 'stop');
  return {
    opening: chunk({ role: 'assistant', content: words.length > 0 || calls.length === 0 ? '' : null, refusal: null }),
    tokens: deltas.map((delta) => chunk(delta)),
    finish: chunk({}, finish),
    usage: identity.includeUsage ? usageEvent(identity, deltas.length, random) : null,
    done: DONE,
  };
}

/** Words with the blank before them: about what the real tokens are. */
function pieces(text: string): string[] {
  return text.match(/\s*\S+|\s+$/g) ?? [];
}

function callDeltas(
  calls: NonNullable<Reply['calls']>,
  callId: (n: number) => string,
  random: () => number,
  how: { isCut: boolean; interleave: boolean },
): Delta[] {
  const perCall = calls.map((call, index): Delta[] => {
    const whole = typeof call.arguments === 'string' ? call.arguments : JSON.stringify(call.arguments);
    const isLast = index === calls.length - 1;
    const text = how.isCut && isLast ? whole.slice(0, Math.max(1, Math.floor(whole.length / 2))) : whole;
    const first = { index, id: callId(index), type: 'function', function: { name: call.name, arguments: '' } };
    const rest = fragments(text, random).map((part) => ({ index, function: { arguments: part } }));
    return [first, ...rest].map((fragment) => ({ tool_calls: [fragment] }));
  });
  if (!how.interleave) return perCall.flat();
  const longest = Math.max(0, ...perCall.map((deltas) => deltas.length));
  return Array.from({ length: longest }, (_, i) => perCall.flatMap((deltas) => deltas.slice(i, i + 1))).flat();
}

function fragments(text: string, random: () => number): string[] {
  const parts: string[] = [];
  for (let i = 0; i < text.length; ) {
    const size = 1 + Math.floor(random() * 12);
    parts.push(text.slice(i, i + size));
    i += size;
  }
  return parts;
}

function choice(delta: Delta, finish: string | null): Record<string, unknown> {
  return { index: 0, delta, logprobs: null, finish_reason: finish };
}

function usageEvent(identity: StreamIdentity, completion: number, random: () => number): string {
  const { promptTokens: prompt, cachedTokens } = identity;
  return event(identity, [], random, {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: prompt + completion,
    prompt_tokens_details: { cached_tokens: cachedTokens, audio_tokens: 0 },
    completion_tokens_details: {
      reasoning_tokens: 0,
      audio_tokens: 0,
      accepted_prediction_tokens: 0,
      rejected_prediction_tokens: 0,
    },
  });
}

function event(identity: StreamIdentity, choices: unknown[], random: () => number, usage: unknown = null): string {
  const { id, created, model } = identity;
  const chunk = {
    id,
    object: 'chat.completion.chunk',
    created,
    model,
    service_tier: 'default',
    system_fingerprint: 'fp_simulated',
    choices,
    ...(identity.includeUsage ? { usage } : {}),
    ...(identity.obfuscate ? { obfuscation: 'x'.repeat(1 + Math.floor(random() * 12)) } : {}),
  };
  return `data: ${JSON.stringify(chunk)}\n\n`;
}
