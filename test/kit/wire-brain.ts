import type { Brain, ChatRequest } from '../../src/simulators/openai/types.ts';
import { REPLY } from './wire.ts';

/** A model that does what it is told: looks for a free day, ends the call, transfers it; anything else it answers with the hours. */
export const obedient: Brain = (request) => {
  const last = request.messages.at(-1);
  if (last?.role === 'tool') return { text: `The answer is ${codeOf(last.content)}.` };
  const words = lastWords(request);
  if (/goodbye/i.test(words)) return { text: 'Goodbye then.', calls: [{ name: 'end_call', arguments: {} }] };
  const [, message] = /person that (.+)/i.exec(words) ?? [];
  if (/person/i.test(words))
    return { calls: [{ name: 'transfer_to_human', arguments: { reason: message ?? 'asked' } }] };
  const [, date] = /free on (\d{4}-\d\d-\d\d)/.exec(words) ?? [];
  if (date) return { calls: [{ name: 'get_available_slots', arguments: { date, service_type: 'oil_change' } }] };
  return { text: REPLY };
};

export function lastWords({ messages }: ChatRequest): string {
  return messages.findLast(({ role }) => role === 'user')?.content ?? '';
}

function codeOf(content: string | null | undefined): string {
  const result = JSON.parse(content ?? '{}') as { success?: boolean; error?: string };
  return result.success ? 'fine' : (result.error ?? 'failed');
}
