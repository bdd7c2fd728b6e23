import { z } from 'zod';
import type { Scenario } from '../../machines/ports/placed.ts';
import { readCheckedYaml } from '../checked-yaml.ts';
import { words } from './text.ts';

/** What is said in the calls that we place for one reason, and what the model is told of it. */
export interface ScenarioWords {
  /** When the number on file answers. */
  greeting: string;
  /** When we cannot know whose telephone it is: nothing of the customer. */
  greetingToOther: string;
  /** For an answering machine, which anybody may listen to: who called and nothing of why. */
  voicemail: string;
  briefing: string;
}

export interface OutboundWords extends Record<Scenario, ScenarioWords> {
  briefingToOther: string;
  besides: string;
}

const scenario = z.strictObject({
  greeting: words('name', 'shop', 'service', 'when'),
  greetingToOther: words('shop'),
  voicemail: words('shop'),
  briefing: words('what', 'when', 'appointment_id', 'status', 'besides'),
});

const schema: z.ZodType<OutboundWords> = z.strictObject({
  reminder: scenario,
  'follow-up': scenario,
  briefingToOther: words(),
  besides: words('others'),
});

/**
 * Reads and checks the words of the calls that we place; by default those beside this module.
 * @throws one line for each thing that is wrong, naming the file and the words
 */
export function loadOutboundWords(file: URL = new URL('./outbound.yaml', import.meta.url)): OutboundWords {
  return readCheckedYaml(file, schema, 'phrases');
}
