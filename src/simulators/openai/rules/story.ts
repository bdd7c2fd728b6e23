import type { ChatRequest } from '../types.ts';

/** What the tools answer, as far as it is looked at. */
export interface Answer {
  success: boolean;
  error: string | null;
  data: Record<string, unknown>;
}

/** The call so far, as a list of what happened. */
export type Happening =
  | { kind: 'caller'; text: string; asked: Question | null }
  | { kind: 'tool'; name: string; args: Record<string, unknown>; answer: Answer }
  | { kind: 'note'; text: string };

/** What was asked last, told by our own words. A question that was cut off before its gist is not among them. */
export type Question =
  | 'else'
  | 'name'
  | 'last-name'
  | 'car'
  | 'phone'
  | 'zip'
  | 'fact'
  | 'vehicle'
  | 'appointment'
  | 'service'
  | 'day'
  | 'time'
  | 'person';

const QUESTIONS: [Question, RegExp][] = [
  ['else', /anything else|something else i can/i],
  ['last-name', /your last name/i],
  ['name', /first and last name|your (?:full )?name/i],
  ['car', /year, make,? and model/i],
  ['phone', /phone number|number to reach/i],
  ['zip', /zip code/i],
  ['fact', /date of birth|license plate|last six/i],
  ['person', /put you through(?: to someone)?\?|someone (?:to )?call you back\?/i],
  ['vehicle', /which (?:car|vehicle)/i],
  ['appointment', /which (?:appointment|one would you like to (?:move|cancel|confirm))/i],
  ['service', /what can we do|how (?:can|may) i help|what (?:service|kind of)/i],
  ['day', /(?:what|which|another) day/i],
  ['time', /which (?:time|one)|work for you|would that|i have (?!you)/i],
];

export function storyOf({ messages }: ChatRequest): Happening[] {
  const story: Happening[] = [];
  const calls = new Map<string, { name: string; args: Record<string, unknown> }>();
  let asked: Question | null = null;
  let begun = false;
  for (const message of messages) {
    if (message.role === 'assistant') {
      begun = true;
      // A filler or `Are you still there?` after a question does not make it unasked.
      if (message.content) asked = questionIn(message.content) ?? asked;
      for (const call of message.tool_calls ?? [])
        calls.set(call.id, { name: call.function.name, args: record(parse(call.function.arguments)) });
    } else if (message.role === 'tool') {
      const call = calls.get(message.tool_call_id ?? '');
      const answer = answerOf(message.content ?? '');
      if (call) story.push({ kind: 'tool', ...call, answer });
    } else if (message.role === 'user') {
      begun = true;
      story.push({ kind: 'caller', text: message.content ?? '', asked });
      asked = null;
    } else if (begun) story.push({ kind: 'note', text: message.content ?? '' });
  }
  return story;
}

function questionIn(text: string): Question | null {
  const found = QUESTIONS.map(([question, pattern]) => ({ question, at: lastMatch(text, pattern) })).filter(
    ({ at }) => at >= 0,
  );
  // The later question is the one that is answered; of two in one place the first in the table.
  return (
    found.reduce<(typeof found)[number] | null>((best, next) => (best && best.at >= next.at ? best : next), null)
      ?.question ?? null
  );
}

function lastMatch(text: string, pattern: RegExp): number {
  return Math.max(-1, ...[...text.matchAll(new RegExp(pattern, 'gi'))].map((match) => match.index));
}

function answerOf(content: string): Answer {
  const result = record(parse(content));
  return {
    success: result.success === true,
    error: typeof result.error === 'string' ? result.error : null,
    data: record(result.data),
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}

export function records(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.map(record) : [];
}

export function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
