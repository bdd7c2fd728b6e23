import { readFileSync } from 'node:fs';
import { parse, YAMLParseError } from 'yaml';
import type { z } from 'zod';
import { messageOf } from './errors.ts';

/**
 * Reads a YAML file that people edit, and checks it.
 * @param things what the file holds, for its messages: `phrases`
 * @throws one line for each thing that is wrong, naming the file and the place in it
 */
export function readCheckedYaml<T>(file: URL, schema: z.ZodType<T>, things: string): T {
  const name = file.pathname.slice(file.pathname.lastIndexOf('/') + 1);
  const content = yamlIn(file, name);
  const parsed = schema.safeParse(content);
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.map((issue) => `${name}: ${described(issue, content, things)}`);
  throw new Error(lines.join('\n'));
}

function yamlIn(file: URL, name: string): unknown {
  const content = readFileSync(file, 'utf8');
  try {
    return parse(content);
  } catch (error) {
    const [what] = (error instanceof YAMLParseError ? error.message : messageOf(error)).split('\n');
    throw new Error(`${name}: expected YAML, got: ${what}`);
  }
}

function described(issue: z.core.$ZodIssue, content: unknown, things: string): string {
  const where = issue.path.length > 0 ? `${issue.path.join('.')}: ` : '';
  if (issue.code === 'unrecognized_keys')
    return `${where}expected only ${things} that there are, got ${issue.keys.join(', ')}`;
  if (issue.path.length === 0) return `the file: expected ${things}, got ${JSON.stringify(content)}`;
  return `${where}${issue.message}`;
}
