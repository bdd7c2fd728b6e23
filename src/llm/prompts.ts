import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import type { Cause, Change, Escalation, Identity, Topic } from '../../machines/ports/conversation.ts';

/** The texts that a conversation designer edits, read once. `{{names}}` in them are filled in later. */
export interface Prompts {
  persona: string;
  facts: string;
  moments: Moments;
}

interface Moments {
  topic: Record<Topic, string>;
  identity: Record<Identity, string>;
  change: Record<Change, string>;
  escalation: Record<Escalation, string>;
  cause: Record<Cause, string>;
}

const text = z.string();
// Every state is named, so that a new state of the conversation without a text is an error here and not a silent gap.
const momentsSchema: z.ZodType<Moments> = z.strictObject({
  topic: z.strictObject({
    opening: text,
    'new-customer': text,
    booking: text,
    rescheduling: text,
    cancelling: text,
    enquiry: text,
    reminder: text,
    'follow-up': text,
    closing: text,
  }),
  identity: z.strictObject({ unknown: text, recognised: text, verified: text, locked: text }),
  change: z.strictObject({
    none: text,
    proposed: text,
    'read-back': text,
    'awaiting-answer': text,
    allowed: text,
    refused: text,
  }),
  escalation: z.strictObject({
    none: text,
    'to-offer': text,
    offered: text,
    due: text,
    stuck: text,
    arranged: text,
  }),
  cause: z.strictObject({
    request: text,
    anger: text,
    complaint: text,
    warranty: text,
    verification: text,
    'look-ups': text,
    'no-progress': text,
  }),
});

const PERSONA_NAMES = ['shop', 'hours', 'place', 'services'];
const FACT_NAMES = [
  'now',
  'zone',
  'days',
  'caller',
  'number',
  'language',
  'customer_id',
  'vehicle_ids',
  'appointment_ids',
  'identity',
  'change',
  'topic',
  'due',
  'guidance',
];

/**
 * Reads and checks the prompt texts; by default those beside this module, in source and in a build alike.
 * @throws one line that names the file and what is wrong with it
 */
export function loadPrompts(folder: URL = new URL('./prompts/', import.meta.url)): Prompts {
  const persona = template(folder, 'persona.md', PERSONA_NAMES);
  const facts = template(folder, 'facts.md', FACT_NAMES);
  const moments = momentsSchema.safeParse(parse(read(folder, 'moments.yaml')));
  if (!moments.success) {
    const issue = moments.error.issues[0];
    throw new Error(`moments.yaml: ${issue?.path.join('.') || 'file'}: ${issue?.message ?? 'is not valid'}`);
  }
  return { persona, facts, moments: moments.data };
}

/** Puts values in the places of their `{{names}}`. */
export function fill(templateText: string, values: Readonly<Record<string, string>>): string {
  return templateText.replace(NAME, (place, name: string) => values[name] ?? place);
}

const NAME = /\{\{\s*([a-z_]+)\s*\}\}/g;

function template(folder: URL, file: string, names: readonly string[]): string {
  const content = read(folder, file);
  if (content === '') throw new Error(`${file}: expected a text, got nothing`);
  for (const [, name] of content.matchAll(NAME))
    if (name !== undefined && !names.includes(name))
      throw new Error(`${file}: expected one of ${names.join(', ')} in {{ }}, got ${name}`);
  return content;
}

function read(folder: URL, file: string): string {
  return readFileSync(new URL(file, folder), 'utf8').trim();
}
