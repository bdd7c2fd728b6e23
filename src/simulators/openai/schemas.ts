/** Keywords that strict mode refuses, as OpenAI's guide to structured outputs lists them. */
const REFUSED = [
  'allOf',
  'oneOf',
  'not',
  'dependentRequired',
  'dependentSchemas',
  'if',
  'then',
  'else',
  'patternProperties',
];

interface FunctionSchema {
  name: string;
  parameters?: unknown;
  strict?: boolean | null;
}

/** What is wrong with the definition of a function, in the words of the real service, or null. Strict ones only. */
export function schemaProblem(definition: FunctionSchema): string | null {
  if (!/^[a-zA-Z0-9_-]{1,64}$/.test(definition.name)) return 'the name does not match the pattern.';
  const { parameters } = definition;
  if (parameters === undefined) return null;
  if (!isRecord(parameters) || parameters.type !== 'object')
    return `schema must be a JSON Schema of 'type: "object"', got 'type: "${isRecord(parameters) ? parameters.type : typeof parameters}"'.`;
  return definition.strict ? walk(parameters, []) : null;
}

function walk(schema: unknown, path: readonly string[]): string | null {
  if (!isRecord(schema)) return null;
  const context = `In context=(${path.map((part) => `'${part}'`).join(', ')}), `;
  const refused = REFUSED.find((keyword) => keyword in schema);
  if (refused !== undefined) return `${context}'${refused}' is not permitted.`;
  if (isRecord(schema.properties)) {
    if (schema.additionalProperties !== false)
      return `${context}'additionalProperties' is required to be supplied and to be false.`;
    const required: unknown[] = Array.isArray(schema.required) ? schema.required : [];
    const missing = Object.keys(schema.properties).find((name) => !required.includes(name));
    if (missing !== undefined)
      return `${context}'required' is required to be supplied and to be an array including every key in properties. Missing '${missing}'.`;
    for (const [name, property] of Object.entries(schema.properties)) {
      const problem = walk(property, [...path, 'properties', name]);
      if (problem !== null) return problem;
    }
  } else if (schema.type === 'object')
    return `${context}'additionalProperties' is required to be supplied and to be false.`;
  for (const [i, option] of (Array.isArray(schema.anyOf) ? schema.anyOf : []).entries()) {
    const problem = walk(option, [...path, 'anyOf', String(i)]);
    if (problem !== null) return problem;
  }
  return walk(schema.items, [...path, 'items']);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
