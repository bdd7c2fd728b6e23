import { z } from 'zod';

const ms = z.number().min(0);
const row = z.record(z.string(), z.unknown());
const texts = z.preprocess((given) => (typeof given === 'string' ? [given] : given), z.array(z.string()));

/** What is to be so when the call is over. Rows are compared by the columns that are named. */
export const Expectations = z.strictObject({
  /** As the log of calls has it. */
  outcome: z.string().optional(),
  /** Why the carrier ended the call. */
  ended: z
    .enum([
      'caller-hung-up',
      'hangup-verb',
      'no-more-verbs',
      'rest-completed',
      'rejected',
      'application-error',
      'not-answered',
    ])
    .optional(),
  /** All appointments of the people of this flow, in order of their start. */
  appointments: z.array(row).optional(),
  /** All customers of the number that was called from. */
  customers: z.array(row).optional(),
  /** All that is left for staff to do about this call's customer or number. */
  staff_tasks: z.array(row).optional(),
  /** Turns of the stored transcript, in this order, others between them: their words contain these. */
  transcript: z.array(z.strictObject({ caller: z.string().optional(), sophie: z.string().optional() })).optional(),
  /** Every use of a tool, in order, as `name code`. */
  tools: z.array(z.string()).optional(),
  /** What was heard at some time of the call, and what never was. */
  hears: texts.optional(),
  does_not_hear: texts.optional(),
  /** What the carrier's own voice said; the number that it dialed. */
  carrier_says: z.string().optional(),
  dials: z.string().optional(),
  /** Entries of the carrier's diary, in this order, others between them. */
  diary: z.array(z.string()).optional(),
  /** Old sound after an interruption, at most. */
  stale_ms: ms.default(40),
  /** After their words, and when the line opens, the caller hears something within this. */
  answered_within_ms: ms.default(3_000),
  /** What the model's server refused, part of the message; nothing where absent. */
  model_complaint: z.string().optional(),
});

export type Expected = z.output<typeof Expectations>;
