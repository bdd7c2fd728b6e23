import { readFileSync } from 'node:fs';
import { parse, YAMLParseError } from 'yaml';
import { z } from 'zod';
import type { Phrases } from '../../machines/call/phrases.ts';
import { messageOf } from '../errors.ts';

const PLACE = /\{([^{}]*)\}|[{}]/g;

/** Words for the ear, with these places in them and no others. */
export const words = (...places: string[]) =>
  z
    .string({ error: ({ input }) => `expected a text, got ${input === undefined ? 'nothing' : JSON.stringify(input)}` })
    .superRefine((text, context) => {
      if (text.trim() === '') context.addIssue('expected a text, got nothing');
      for (const [place, name] of text.matchAll(PLACE))
        if (name === undefined || !places.includes(name)) context.addIssue(`expected ${allowed(places)}, got ${place}`);
    });
const allowed = (places: readonly string[]) =>
  places.length === 0 ? 'no place' : `no place but ${places.map((one) => `{${one}}`).join(' and ')}`;
const text = words('shop');

// Every phrase is named, so that one that the chart has and the file has not is an error at the start and not a silence in a call.
const schema: z.ZodType<Phrases> = z.strictObject({
  greeting: text,
  greetingByName: words('name', 'shop'),
  welcomeBack: text,
  stillThere: text,
  stillThereAgain: text,
  silentGoodbye: text,
  holding: text,
  lostThread: text,
  hardToHear: text,
  sayAgain: text,
  goodbye: text,
  tooLong: text,
  goingDown: text,
  transferring: text,
  nobodyAnswered: text,
  callBack: text,
  voicemail: text,
  sorry: text,
});

/**
 * Reads and checks the fixed phrases; by default those beside this module, in source and in a build alike.
 * @throws one line for each thing that is wrong, naming the file and the phrase
 */
export function loadPhrases(file: URL = new URL('./phrases.yaml', import.meta.url)): Phrases {
  return loadWords(file, schema);
}

/**
 * Reads a file of words and checks it.
 * @throws one line for each thing that is wrong, naming the file and the phrase
 */
export function loadWords<T>(file: URL, schema: z.ZodType<T>): T {
  const name = file.pathname.slice(file.pathname.lastIndexOf('/') + 1);
  const content = yamlIn(file, name);
  const parsed = schema.safeParse(content);
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.map((issue) => `${name}: ${described(issue, content)}`);
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

function described(issue: z.core.$ZodIssue, content: unknown): string {
  if (issue.code === 'unrecognized_keys') {
    const at = issue.path.length > 0 ? `${issue.path.join('.')}: ` : '';
    return `${at}expected only phrases that there are, got ${issue.keys.join(', ')}`;
  }
  if (issue.path.length === 0) return `the file: expected phrases, got ${JSON.stringify(content)}`;
  return `${issue.path.join('.')}: ${issue.message}`;
}

/** The phrases of one call: a shop may have a greeting of its own, and a call that we placed some words of its own. */
export function phrasesFor(phrases: Phrases, greeting: string | null, own: Partial<Phrases> | undefined): Phrases {
  if (own) return { ...phrases, ...own };
  return greeting ? { ...phrases, greeting } : phrases;
}

/** What is said by these names is the same in every call, so its sound can be kept. */
export function keptPhrases(phrases: Phrases, shop: string): string[] {
  const { greetingByName: _, ...same } = phrases;
  return Object.values(same).map((phrase: string) => phrase.replaceAll('{shop}', shop));
}
