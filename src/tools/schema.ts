import { z } from 'zod';
import type { ToolName } from '../../machines/ports/tools.ts';
import type { Tool } from './define.ts';

type JsonSchema = Record<string, unknown>;

/** A tool as OpenAI's `tools` wants it. */
export interface ToolSchema {
  type: 'function';
  function: { name: ToolName; description: string; parameters: JsonSchema; strict: true };
}

/** The schema that the model is given, made from the definition. */
export function schemaOf({ name, description, schema }: Tool): ToolSchema {
  const parameters = strict(z.toJSONSchema(schema, { io: 'input' }));
  return { type: 'function', function: { name, description, parameters, strict: true } };
}

/**
 * Strict mode knows few keywords and refuses a schema with any other (minLength, minimum …); what they said is checked here when the call comes.
 * Every property is required: an optional one is nullable.
 */
function strict(node: JsonSchema): JsonSchema {
  const kept: JsonSchema = {};
  for (const keyword of ['type', 'description', 'enum']) if (keyword in node) kept[keyword] = node[keyword];
  if (Array.isArray(node.anyOf)) Object.assign(kept, nullable(node.anyOf.filter(isSchema).map(strict)));
  if (isSchema(node.items)) kept.items = strict(node.items);
  if (!isSchema(node.properties)) return kept;
  const properties = Object.entries(node.properties).filter((entry): entry is [string, JsonSchema] =>
    isSchema(entry[1]),
  );
  kept.properties = Object.fromEntries(properties.map(([key, property]) => [key, strict(property)]));
  kept.required = properties.map(([key]) => key);
  kept.additionalProperties = false;
  return kept;
}

/** `anyOf` of something and null, in the shorter form that every server of the protocol understands. */
function nullable(choices: JsonSchema[]): JsonSchema {
  const [some, none] = choices;
  if (choices.length !== 2 || typeof some?.type !== 'string' || none?.type !== 'null') return { anyOf: choices };
  const nullToo = Array.isArray(some.enum) ? { enum: [...some.enum, null] } : {};
  return { ...some, type: [some.type, 'null'], ...nullToo };
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
