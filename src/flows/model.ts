import { rules } from '../simulators/openai/rules/brain.ts';
import type { ChatRequest, Reply } from '../simulators/openai/types.ts';
import type { Flow } from './format.ts';
import type { ScriptedReply } from './model-format.ts';
import { type Filters, fill, type Values } from './template.ts';
import { plainWords } from './words.ts';

/** What the model answers in one call of a flow. */
export interface FlowModel {
  /** Where the script has nothing for a request, the server fails and it is complained of. */
  answer(request: ChatRequest): Reply;
  /** What went wrong between the script and what was asked. */
  readonly complaints: readonly string[];
  /** Replies of the script that nobody asked for, and that had to be. */
  left(): string[];
  requests(): number;
}

/** Faults that come instead of an answer: the reply of the script stays for the request after it. */
const INSTEAD = new Set([
  'bad-request',
  'unauthorized',
  'not-found',
  'rate-limit',
  'insufficient-quota',
  'server-error',
  'overloaded',
  'hang',
]);

export function createModel(flow: Pick<Flow, 'model' | 'faults'>, values: Values, filters: Filters): FlowModel {
  const replies: ScriptedReply[] = flow.model === 'rules' ? [] : [...flow.model];
  const complaints: string[] = [];
  let requests = 0;

  function scripted(request: ChatRequest): Reply {
    const said = saidSince(request);
    const at = replies.findIndex(({ when }) => when === undefined || new RegExp(when, 'i').test(said));
    const [next] = at < 0 ? [] : replies.splice(at, 1);
    if (!next)
      throw new Error(
        `request ${requests}: expected a reply of the script for "${said}", got ${replies.length === 0 ? 'none left' : `only ${replies.map(({ when }) => when).join(', ')}`}`,
      );
    const {
      when: _,
      optional: __,
      first_token_ms,
      per_token_ms,
      ...reply
    } = fill(next, { ...values, ...answersIn(request) }, filters);
    return {
      ...reply,
      ...(first_token_ms !== undefined && { firstTokenMs: first_token_ms }),
      ...(per_token_ms !== undefined && { perTokenMs: per_token_ms }),
    } as Reply;
  }

  return {
    complaints,
    requests: () => requests,
    answer(request) {
      requests += 1;
      const fault = flow.faults.llm.find((one) => one.request === requests)?.fault;
      if (fault && INSTEAD.has(fault.kind)) return { fault };
      try {
        const reply = flow.model === 'rules' ? rules(request, { callId: '' }) : scripted(request);
        return fault ? { ...reply, fault } : reply;
      } catch (error) {
        complaints.push(error instanceof Error ? error.message : String(error));
        return { fault: { kind: 'server-error' } };
      }
    },
    left: () =>
      replies
        .filter(({ optional }) => !optional)
        .map(({ text, calls, when }) => text ?? calls?.[0]?.name ?? when ?? 'empty'),
  };
}

/** What the caller said since the model last spoke or called a tool, in plain words. */
function saidSince({ messages }: ChatRequest): string {
  const after = messages.slice(messages.findLastIndex(({ role }) => role === 'assistant') + 1);
  return after.flatMap(({ role, content }) => (role === 'user' ? plainWords(content ?? '') : [])).join(' ');
}

/** The tools' answers as templates name them: `slots.0`, `appointment`, `results.verify_caller.verified`. */
function answersIn({ messages }: ChatRequest): Values {
  const names = new Map(
    messages.flatMap(({ tool_calls = [] }) => tool_calls.map(({ id, function: { name } }) => [id, name])),
  );
  const results: Record<string, Record<string, unknown>> = {};
  for (const { role, tool_call_id = '', content } of messages) {
    if (role !== 'tool') continue;
    const { data } = JSON.parse(content ?? '{}') as { data?: Record<string, unknown> };
    if (data) results[names.get(tool_call_id) ?? ''] = data;
  }
  return valuesOf(results);
}

/** Templates' names for the newest data of each tool. */
export function valuesOf(results: Readonly<Record<string, Record<string, unknown>>>): Values {
  const slots = (results.get_available_slots?.slots ?? []) as { start_time: string }[];
  const ids = Object.values(results).flatMap(({ appointment_id }) =>
    appointment_id === undefined ? [] : [appointment_id],
  );
  return {
    results,
    ...(slots.length > 0 && { slots: slots.map(({ start_time }) => start_time) }),
    ...(ids.length > 0 && { appointment: ids.at(-1) }),
  };
}
