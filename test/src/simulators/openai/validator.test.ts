import { expect } from 'chai';
import { validate } from '../../../../src/simulators/openai/validator.ts';

const user = { role: 'user', content: 'Hi' };
const call = (id: string) => ({ id, type: 'function', function: { name: 'look', arguments: '{}' } });
const calls = (...ids: string[]) => ({ role: 'assistant', content: null, tool_calls: ids.map(call) });
const result = (id: string) => ({ role: 'tool', tool_call_id: id, content: '{}' });

const UNANSWERED =
  "An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. " +
  'The following tool_call_ids did not have response messages: ';
const ORPHAN = "messages with role 'tool' must be a response to a preceeding message with 'tool_calls'.";

const HISTORIES: [title: string, messages: unknown[], refusal: string | null][] = [
  ['two calls and their results', [user, calls('a', 'b'), result('b'), result('a'), user], null],
  ['a call without a result, at the end', [user, calls('a')], `${UNANSWERED}a`],
  [
    'a call without a result, before the next words',
    [calls('a', 'b'), result('a'), user, result('b')],
    `${UNANSWERED}b`,
  ],
  [
    'a note between a call and its result',
    [calls('a'), { role: 'system', content: 'x' }, result('a')],
    `${UNANSWERED}a`,
  ],
  ['a result without a call', [user, result('a')], ORPHAN],
  ['a second result for one call', [calls('a'), result('a'), result('a')], ORPHAN],
  [
    'a reply without words and calls',
    [{ role: 'assistant', content: null }],
    "Invalid value for 'content': expected a string, got null.",
  ],
  [
    'an unknown role',
    [{ role: 'robot', content: 'x' }],
    "Invalid value: 'robot'. Supported values are: system, developer, user, assistant, tool.",
  ],
  ['no messages', [], "Invalid 'messages': empty array. Expected an array with minimum length 1."],
];

const strictTool = (parameters: unknown) => ({
  type: 'function',
  function: { name: 'look', strict: true, parameters },
});
const whole = { type: 'object', properties: { a: { type: 'string' } }, required: ['a'], additionalProperties: false };

const TOOLS: [title: string, body: Record<string, unknown>, refusal: string | null][] = [
  ['a strict schema that is whole', { tools: [strictTool(whole)], tool_choice: 'auto' }, null],
  [
    'a strict schema that lets others in',
    { tools: [strictTool({ ...whole, additionalProperties: undefined })] },
    "Invalid schema for function 'look': In context=(), 'additionalProperties' is required to be supplied and to be false.",
  ],
  [
    'a strict schema with an optional property, within another',
    { tools: [strictTool({ ...whole, properties: { a: { ...whole, required: [] } } })] },
    "Invalid schema for function 'look': In context=('properties', 'a'), 'required' is required to be supplied and to be an array " +
      "including every key in properties. Missing 'a'.",
  ],
  [
    'a strict schema with a keyword that is not permitted, in a list',
    { tools: [strictTool({ ...whole, properties: { a: { type: 'array', items: { oneOf: [] } } } })] },
    "Invalid schema for function 'look': In context=('properties', 'a', 'items'), 'oneOf' is not permitted.",
  ],
  [
    'the choice of a tool that is not there',
    { tools: [strictTool(whole)], tool_choice: { type: 'function', function: { name: 'leap' } } },
    "Tool choice 'leap' not found in 'tools' parameter.",
  ],
  [
    'a choice without tools',
    { tool_choice: 'none' },
    "Invalid value for 'tool_choice': 'tool_choice' is only allowed when 'tools' are specified.",
  ],
  [
    'parallel calls without tools',
    { parallel_tool_calls: true },
    "Invalid value for 'parallel_tool_calls': 'parallel_tool_calls' is only allowed when 'tools' are specified.",
  ],
  ['a field that does not exist', { tool_choices: 'auto' }, 'Unrecognized request argument supplied: tool_choices'],
  ['a reply at once instead of a stream', { stream: false }, 'This simulator only streams: expected stream true.'],
];

function refusalOf(body: Record<string, unknown>): string | null {
  const refusal = validate({ model: 'm', stream: true, messages: [user], ...body });
  if (refusal) expect([refusal.status, refusal.body.error.type]).to.deep.equal([400, 'invalid_request_error']);
  return refusal?.body.error.message ?? null;
}

describe('what the simulated provider accepts', () => {
  for (const [title, messages, refusal] of HISTORIES)
    it(`${refusal === null ? 'accepts' : 'refuses'} ${title}`, () => expect(refusalOf({ messages })).to.equal(refusal));
  for (const [title, body, refusal] of TOOLS)
    it(`${refusal === null ? 'accepts' : 'refuses'} ${title}`, () => expect(refusalOf(body)).to.equal(refusal));
});
