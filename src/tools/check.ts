import type { z } from 'zod';
import type { ToolCall } from '../../machines/ports/history.ts';
import type { CheckedCall, ToolResult } from '../../machines/ports/tools.ts';
import type { CheckContext, Tool } from './define.ts';

export type Checked = { checked: CheckedCall } | { answered: ToolResult };

/**
 * What the model wrote, as a call that can be judged; or the answer that says what was expected and what came, so that it can write it again.
 * Pure. An absent optional argument is null; a wrong type is an error. No value is repeated: it may be personal.
 */
export function check(tools: ReadonlyMap<string, Tool>, call: ToolCall, context: CheckContext): Checked {
  const tool = tools.get(call.name);
  if (!tool) {
    const message = 'There is no tool of this name. Use only the tools that are offered.';
    return { answered: { success: false, error: 'unknown_tool', message } };
  }
  const given = readObject(call.arguments);
  if (typeof given === 'string') return invalid(tool, given);
  const filled = fill(tool, given);
  const parsed = tool.schema.safeParse(filled);
  if (!parsed.success) return invalid(tool, problems(tool, parsed.error.issues, filled, context).join('; '));
  const about = tool.about(parsed.data, context);
  if (typeof about === 'string') return invalid(tool, about);
  const { owned = {}, ...rest } = about;
  return { checked: { id: call.id, name: tool.name, args: parsed.data, owned, ...rest } };
}

function invalid(tool: Tool, problem: string): Checked {
  const message = `The arguments of ${tool.name} cannot be used: ${problem}.`;
  return { answered: { success: false, error: 'invalid_arguments', message } };
}

/** The object in the text, or what is wrong with the text. No text at all is an empty object: some servers write it so. */
function readObject(text: string): Record<string, unknown> | string {
  if (text.trim() === '') return {};
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return 'expected a JSON object, got text that is not JSON';
  }
  return isObject(value) ? value : `expected a JSON object, got ${kindOf(value)}`;
}

/** Absent arguments: null where the schema takes it, else the tool's own default. */
function fill(tool: Tool, given: Record<string, unknown>): Record<string, unknown> {
  const filled = fillNulls(tool.schema, given);
  for (const [key, value] of Object.entries(tool.defaults)) filled[key] ??= value;
  return filled;
}

function fillNulls(schema: z.ZodObject, given: Record<string, unknown>): Record<string, unknown> {
  const filled = { ...given };
  for (const [key, field] of Object.entries(schema.shape)) {
    const value = filled[key];
    if (value === undefined && field.safeParse(null).success) filled[key] = null;
    if (isObject(value) && isObjectSchema(field)) filled[key] = fillNulls(field, value);
  }
  return filled;
}

function problems(tool: Tool, issues: z.core.$ZodIssue[], given: unknown, { shopTime, now }: CheckContext): string[] {
  const told = issues.map((issue) => describe(tool, issue, given));
  const isReckoned = issues.some((issue) => issue.code === 'custom' && issue.params?.tellToday);
  return isReckoned ? [...told, shopTime.today(now)] : told;
}

function describe(tool: Tool, issue: z.core.$ZodIssue, given: unknown): string {
  const where = issue.path.length > 0 ? `${issue.path.join('.')}: ` : '';
  const value = issue.path.reduce<unknown>((at, key) => (isObject(at) ? at[String(key)] : undefined), given);
  switch (issue.code) {
    case 'invalid_type':
      return `${where}expected ${withArticle(issue.expected)}, got ${kindOf(value)}`;
    case 'invalid_value':
      return `${where}expected one of ${issue.values.join(', ')}, got ${typeof value === 'string' ? 'another word' : kindOf(value)}`;
    case 'unrecognized_keys':
      return `${where}expected ${fieldsOf(tool, issue.path)}, got ${issue.keys.length} of other names`;
    default:
      return `${where}${issue.message}`;
  }
}

/** The names that there are: whoever has used others sees which were meant. */
function fieldsOf(tool: Tool, path: readonly PropertyKey[]): string {
  const within = path.reduce<unknown>((at, key) => (isObjectSchema(at) ? at.shape[String(key)] : at), tool.schema);
  const names = isObjectSchema(within) ? Object.keys(within.shape) : [];
  return names.length > 0 ? `only the fields ${names.join(', ')}` : 'no fields';
}

const ARTICLES: Readonly<Record<string, string>> = {
  string: 'a string',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'an object',
};

function withArticle(expected: string): string {
  return ARTICLES[expected] ?? expected;
}

function kindOf(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'boolean' ? 'a boolean' : (ARTICLES[typeof value] ?? typeof value);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isObjectSchema(field: unknown): field is z.ZodObject {
  return isObject(field) && 'shape' in field && isObject(field.shape);
}
