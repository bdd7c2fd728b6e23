import type { Reply } from '../types.ts';
import { callKey, type Frame } from './frame.ts';

/** What a reply may do: only the tools that the request offers. */
export interface Means {
  offered: ReadonlySet<string>;
}

export type Step = (frame: Frame, means: Means) => Reply;

export const SERVICE_WORDS: Record<string, string> = {
  oil_change: 'an oil change',
  tire_rotation: 'a tire rotation',
  inspection: 'an inspection',
  brake_service: 'brake service',
  engine_diagnostics: 'engine diagnostics',
  general_maintenance: 'general maintenance',
};

export function say(text: string): Reply {
  return { text };
}

/** Calls a tool, unless it is not offered or has just been tried in vain: then it is time for a person. */
export function call(frame: Frame, means: Means, name: string, args: Record<string, unknown>, text?: string): Reply {
  if (!means.offered.has(name)) return say("I'm sorry, I can't do that from here. Shall I put you through to someone?");
  if (frame.tried.includes(callKey(name, args)))
    return say("I'm sorry, that isn't working right now. Shall I put you through to someone?");
  const isFirst = frame.tried.length === 0;
  return { ...(text !== undefined && isFirst ? { text } : {}), calls: [{ name, arguments: args }] };
}
