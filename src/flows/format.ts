import { basename } from 'node:path';
import { parse, YAMLParseError } from 'yaml';
import { z } from 'zod';
import { APPOINTMENT_STATUSES, SERVICE_TYPES } from '../../entities/vocabulary.ts';
import { SCENARIOS } from '../../machines/ports/placed.ts';
import { messageOf } from '../errors.ts';
import { Expectations } from './expectations.ts';
import { Faults } from './fault-format.ts';
import { Model } from './model-format.ts';
import { type Step, Steps } from './step-format.ts';

/** A flow file cannot be used. Its message is one line for each problem: file, path in it, what was expected, what came. */
export class FlowError extends Error {}

const Appointment = z.strictObject({
  /** The name under which templates know it: `{{oil.appointmentId}}`. */
  as: z.string().regex(/^[a-z]\w*$/i, 'expected a name of letters'),
  of: z.enum(['maria', 'james']),
  /** Which of their vehicles, counted from 0. */
  vehicle: z.int().min(0).default(0),
  service: z.enum(SERVICE_TYPES),
  /** Which of the flow's own open days, counted from 0. */
  day: z.int().min(0).max(3).default(0),
  /** A day in the past instead. */
  days_ago: z.int().min(1).optional(),
  /** The shop's wall time. */
  at: z.string().regex(/^\d{2}:\d{2}$/, 'expected a time such as "09:30"'),
  status: z.enum(APPOINTMENT_STATUSES).default('scheduled'),
});

/** A call that the shop places. */
const Placed = z.strictObject({
  scenario: z.enum(SCENARIOS),
  /** The appointment it is about, by its name in `seed`. */
  about: z.string(),
  answered_by: z.enum(['human', 'machine', 'busy', 'no-answer', 'failed']).default('human'),
  /** What the answering machine says before its beep. */
  greeting: z.string().optional(),
});

const Schema = z
  .strictObject({
    name: z.string().min(1),
    /** Whose telephone it is, that calls or is called: somebody on file, a number nobody knows, or none that is shown. */
    caller: z.enum(['maria', 'james', 'stranger', 'withheld']).default('stranger'),
    /** We call them: with it, the call has a server of its own. */
    placed: Placed.optional(),
    seed: z.strictObject({ appointments: z.array(Appointment).default([]) }).default({ appointments: [] }),
    /** Environment of the server for this call: it then has a server of its own. */
    env: z.record(z.string().regex(/^[A-Z_]+$/, 'expected the name of a variable'), z.string()).default({}),
    faults: Faults.default({ llm: [] }),
    model: Model,
    steps: Steps,
    expect: Expectations.prefault({}),
  })
  .refine(({ placed, caller }) => placed === undefined || caller !== 'withheld', {
    path: ['caller'],
    message: 'expected somebody whose number is known, since they are called, got "withheld"',
  })
  .refine(({ placed, seed }) => placed === undefined || seed.appointments.some(({ as }) => as === placed.about), {
    path: ['placed', 'about'],
    message: 'expected the name of an appointment of the seed',
  });

/** One scripted call: who calls, what the model answers, what the caller does and hears, and what is left of it all. */
export type Flow = z.output<typeof Schema> & { file: string };
export type { Step };

/**
 * Reads the text of a flow file.
 * @throws {FlowError}
 */
export function parseFlow(text: string, file: string): Flow {
  let raw: unknown;
  try {
    raw = parse(text);
  } catch (error) {
    throw new FlowError(
      `${file}: expected YAML, got: ${error instanceof YAMLParseError ? error.message.split('\n')[0] : messageOf(error)}`,
    );
  }
  const parsed = Schema.safeParse(raw);
  if (parsed.success) return { ...parsed.data, file: basename(file) };
  throw new FlowError(
    parsed.error.issues.map((issue) => `${file}: ${pathOf(issue.path)}: ${wordsOf(issue)}`).join('\n'),
  );
}

function pathOf(path: readonly PropertyKey[]): string {
  return path.length === 0 ? 'the file' : path.map(String).join('.');
}

function wordsOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'unrecognized_keys') return `expected only known keys, got ${issue.keys.join(', ')}`;
  return issue.message.replace(/^Invalid (?:input|option): /, '').replace(', received ', ', got ');
}
