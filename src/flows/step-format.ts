import { z } from 'zod';
import { DatabaseFault, SpeechFaults } from './fault-format.ts';

const ms = z.number().min(0);
const WITHIN_MS = 15_000;

/** A text or a number alone stands for an object that has it under `key`, and `true` for an object with nothing in it. */
function short<S extends z.ZodObject>(key: string, schema: S) {
  const whole = (given: unknown) => {
    if (given === true) return {};
    return typeof given === 'string' || typeof given === 'number' ? { [key]: given } : given;
  };
  return z.preprocess(whole, schema);
}

const yes = z.literal(true, { error: 'expected true' });
const when = {
  /** So long after Sophie has begun to speak. */
  after_ms: ms.optional(),
  /** As soon as this word of hers has been heard. */
  at_word: z.string().optional(),
};
const speech = {
  /** How long it takes; by the number of words where absent. */
  ms: ms.optional(),
  /** What the recognizer takes it for until it is final. */
  interim: z.string().optional(),
  /** False: final without `speech_final`; UtteranceEnd tells the end. */
  speech_final: z.boolean().optional(),
  final_delay_ms: ms.optional(),
};
const text = z.string().min(1);

/** What the caller does, and what they are to notice at that moment. */
const STEPS = {
  /** Waits until it is their turn (Sophie has spoken and then been quiet), and speaks; or speaks at once. */
  says: short(
    'text',
    z.strictObject({
      text,
      at_once: z.boolean().default(false),
      after_quiet_ms: ms.default(500),
      /** Left out, or left unfinished, when the line is closed by then. */
      if_open: z.boolean().default(false),
      ...speech,
    }),
  ),
  /** Speaks while Sophie does. */
  interrupts: z.strictObject({ says: text, ...when, ...speech }),
  /** A sound without words. */
  coughs: short('ms', z.strictObject({ ms: ms.default(300), ...when })),
  presses: z.coerce.string().regex(/^[0-9*#A-D]$/, 'expected one key'),
  waits: ms,
  /** The line is lost for so long. */
  gap: ms,
  hangs_up: yes,
  /** The media connection breaks without a word. */
  drops: yes,
  /** The server or the carrier ends the call. */
  line_closes: short('within_ms', z.strictObject({ within_ms: ms.default(WITHIN_MS) })),
  /** From now on, recognition, synthesis or the database fails like this; without faults (`well`) it is healthy again. */
  breaks: z.strictObject({
    stt: SpeechFaults.optional(),
    tts: SpeechFaults.optional(),
    database: DatabaseFault.optional(),
  }),

  /** Words that the caller hears, taken from the sound. Each `hears` goes on after the words of the one before. */
  hears: short(
    'text',
    z.strictObject({
      text: text.optional(),
      /** Since the caller's last sound. Default 15 s. */
      within_ms: ms.default(WITHIN_MS),
    }),
  ),
  /** What has not been heard since the caller last spoke, and is not for so long. */
  does_not_hear: short('text', z.strictObject({ text, for_ms: ms.default(0) })),
  /** A tool was called and has answered; each `tool` goes on after the one before. */
  tool: z.strictObject({
    name: text,
    arguments: z.record(z.string(), z.unknown()).optional(),
    /** `ok`, or the error's code. */
    result: text.optional(),
    data: z.record(z.string(), z.unknown()).optional(),
    within_ms: ms.default(WITHIN_MS),
  }),
  /** What we are doing, in one word, or how the conversation stands at the newest reply. */
  state: short(
    'stance',
    z.strictObject({
      stance: z.enum(['listening', 'thinking', 'tool-executing', 'speaking', 'barge-in', 'ended']).optional(),
      identity: text.optional(),
      change: text.optional(),
      topic: text.optional(),
      escalation: text.optional(),
      within_ms: ms.default(WITHIN_MS),
    }),
  ),
} as const;

type StepName = keyof typeof STEPS;
type StepOf<N extends StepName> = { do: N; with: z.output<(typeof STEPS)[N]> };
export type Step = { [N in StepName]: StepOf<N> }[StepName];
export type ValueOf<N extends StepName> = StepOf<N>['with'];

const isStep = (name: string): name is StepName => Object.hasOwn(STEPS, name);

/** A list of steps, each an object with one key, which names the step. */
export const Steps = z.array(z.unknown()).transform((raw, context): Step[] =>
  raw.flatMap((given, index): Step[] => {
    const refuse = (message: string) => context.addIssue({ code: 'custom', path: [index], message });
    const keys = typeof given === 'object' && given !== null ? Object.keys(given) : [];
    const [name] = keys;
    if (name === undefined || keys.length !== 1 || !isStep(name)) {
      refuse(`expected one of ${Object.keys(STEPS).join(', ')}, got ${keys.join(' and ') || JSON.stringify(given)}`);
      return [];
    }
    const parsed = STEPS[name].safeParse((given as Record<string, unknown>)[name]);
    if (parsed.success) return [{ do: name, with: parsed.data } as Step];
    for (const issue of parsed.error.issues)
      context.issues.push({ ...issue, path: [index, name, ...issue.path], input: given } as never);
    return [];
  }),
);
