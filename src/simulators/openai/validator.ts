import { type Refusal, refuse } from './refusals.ts';
import { schemaProblem } from './schemas.ts';
import type { ChatMessage, ChatRequest } from './types.ts';

const ROLES = ['system', 'developer', 'user', 'assistant', 'tool'];

const KNOWN_FIELDS = new Set(
  (
    'model messages stream stream_options tools tool_choice parallel_tool_calls temperature top_p n stop seed user store ' +
    'max_tokens max_completion_tokens prompt_cache_key prompt_cache_retention safety_identifier service_tier metadata ' +
    'presence_penalty frequency_penalty logit_bias logprobs top_logprobs response_format reasoning_effort verbosity modalities'
  ).split(' '),
);

/** The refusal that a request earns, or null for one that may be answered. The first thing that is wrong is named. */
export function validate(body: unknown): Refusal | null {
  if (!isRecord(body)) return refuse(400, 'We could not parse the JSON body of your request.');
  const unknown = Object.keys(body).find((field) => !KNOWN_FIELDS.has(field));
  if (unknown !== undefined) return refuse(400, `Unrecognized request argument supplied: ${unknown}`);
  if (typeof body.model !== 'string' || body.model === '') return refuse(400, 'you must provide a model parameter');
  if (!Array.isArray(body.messages)) return missing('messages');
  if (body.messages.length === 0)
    return refuse(400, "Invalid 'messages': empty array. Expected an array with minimum length 1.", {
      param: 'messages',
      code: 'empty_array',
    });
  const request = body as unknown as ChatRequest;
  return messagesProblem(request.messages) ?? toolsProblem(request) ?? streamProblem(request);
}

function messagesProblem(messages: readonly ChatMessage[]): Refusal | null {
  let waiting: string[] = [];
  for (const [i, message] of messages.entries()) {
    const at = `messages.[${i}]`;
    if (!isRecord(message) || !ROLES.includes(message.role))
      return refuse(400, `Invalid value: '${message?.role}'. Supported values are: ${ROLES.join(', ')}.`, {
        param: `${at}.role`,
        code: 'invalid_value',
      });
    if (message.role === 'tool') {
      const id = message.tool_call_id ?? '';
      if (!waiting.includes(id)) return orphan(at);
      waiting = waiting.filter((other) => other !== id);
      if (typeof message.content !== 'string') return wrongContent(at, message.content);
      continue;
    }
    if (waiting.length > 0) return unanswered(waiting, at);
    const problem = message.role === 'assistant' ? assistantProblem(message, at) : null;
    if (problem) return problem;
    if (message.role === 'assistant') waiting = (message.tool_calls ?? []).map((call) => call.id);
    else if (typeof message.content !== 'string') return wrongContent(at, message.content);
  }
  return waiting.length > 0 ? unanswered(waiting, 'messages') : null;
}

function assistantProblem(message: ChatMessage, at: string): Refusal | null {
  const calls = message.tool_calls;
  if (calls === undefined) return typeof message.content === 'string' ? null : wrongContent(at, message.content);
  if (calls.length === 0)
    return refuse(400, `Invalid '${at}.tool_calls': empty array. Expected an array with minimum length 1.`, {
      param: `${at}.tool_calls`,
      code: 'empty_array',
    });
  for (const [i, call] of calls.entries()) {
    const { name, arguments: args } = call.function;
    if (!/^[a-zA-Z0-9_-]{1,64}$/.test(name))
      return refuse(400, `Invalid '${at}.tool_calls[${i}].function.name': string does not match pattern.`, {
        param: `${at}.tool_calls[${i}].function.name`,
        code: 'invalid_value',
      });
    if (typeof args !== 'string') return refuse(400, `Invalid type for '${at}.tool_calls[${i}].function.arguments'.`);
  }
  return null;
}

function unanswered(ids: readonly string[], param: string): Refusal {
  return refuse(
    400,
    "An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. " +
      `The following tool_call_ids did not have response messages: ${ids.join(', ')}`,
    { param },
  );
}

function orphan(at: string): Refusal {
  return refuse(400, "messages with role 'tool' must be a response to a preceeding message with 'tool_calls'.", {
    param: `${at}.role`,
  });
}

function wrongContent(at: string, content: unknown): Refusal {
  const got = content === null || content === undefined ? 'null' : typeof content;
  return refuse(400, `Invalid value for 'content': expected a string, got ${got}.`, { param: `${at}.content` });
}

function toolsProblem({ tools, tool_choice: choice, ...rest }: ChatRequest): Refusal | null {
  if (tools === undefined) {
    for (const field of ['tool_choice', 'parallel_tool_calls'])
      if (field === 'tool_choice' ? choice !== undefined : field in rest)
        return refuse(400, `Invalid value for '${field}': '${field}' is only allowed when 'tools' are specified.`, {
          param: field,
        });
    return null;
  }
  if (tools.length === 0) return refuse(400, "Invalid 'tools': empty array. Expected an array with minimum length 1.");
  for (const [i, tool] of tools.entries()) {
    const problem = schemaProblem(tool.function);
    if (problem !== null)
      return refuse(400, `Invalid schema for function '${tool.function.name}': ${problem}`, {
        param: `tools[${i}].function.parameters`,
        code: 'invalid_function_parameters',
      });
  }
  if (typeof choice === 'string' && !['none', 'auto', 'required'].includes(choice))
    return refuse(400, `Invalid value: '${choice}'. Supported values are: 'none', 'auto', and 'required'.`, {
      param: 'tool_choice',
      code: 'invalid_value',
    });
  if (isRecord(choice) && !tools.some((tool) => tool.function.name === choice.function.name))
    return refuse(400, `Tool choice '${choice.function.name}' not found in 'tools' parameter.`, {
      param: 'tool_choice',
    });
  return null;
}

function streamProblem(request: ChatRequest): Refusal | null {
  if (request.stream !== true)
    return refuse(400, 'This simulator only streams: expected stream true.', { param: 'stream' });
  return null;
}

function missing(param: string): Refusal {
  return refuse(400, `Missing required parameter: '${param}'.`, { param, code: 'missing_required_parameter' });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
