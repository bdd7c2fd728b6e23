import { z } from 'zod';
import { ModelFault } from './fault-format.ts';

const ms = z.number().min(0);

const ScriptedReply = z.strictObject({
  /** A pattern: given only when what the caller has said since the last words of the model fits (lower case, no punctuation). */
  when: z.string().optional(),
  text: z.string().optional(),
  /** Arguments given as text go out as they are, JSON or not. */
  calls: z
    .array(
      z.strictObject({
        name: z.string(),
        arguments: z.union([z.string(), z.record(z.string(), z.unknown())]).default({}),
      }),
    )
    .optional(),
  first_token_ms: ms.optional(),
  per_token_ms: ms.optional(),
  finish: z.enum(['stop', 'tool_calls', 'length', 'content_filter']).optional(),
  refusal: z.string().optional(),
  fault: ModelFault.optional(),
  /** Not asked for: no failure. */
  optional: z.boolean().default(false),
});

export type ScriptedReply = z.output<typeof ScriptedReply>;

/** What the model answers: replies, each given once in order of the list; or the simulated model that follows rules. */
export const Model = z.union([z.literal('rules'), z.array(ScriptedReply)], 'expected `rules` or a list of replies');
