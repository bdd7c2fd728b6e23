import { type Asked, CONSENT_MATTERS, type Consent, type ConsentMatter } from '../ports/consents.ts';
import { holdsOne, list, plain } from './listed.ts';
import { assess } from './phrases.ts';

/** How we ask for leave. Without one of these a question of ours is about something else: "did you get our text?" */
const ASKS_LEAVE = list(
  `may i, may we, can i, can we, could i, could we, shall i, shall we, should i, should we, would you like, would you want,
  do you want, is it okay if, is it all right if, would it be okay if, would it be all right if`,
);

/** What else a yes or a no of theirs may be to. */
const MORE = list(
  'anything else, something else, any other question, any other questions, more questions, help you with anything',
);

/** What we ask leave for, in our own words. */
const MATTERS: Record<ConsentMatter, readonly string[]> = {
  texts: list(
    `text you, send you a text, send you texts, send you a text message, send you text messages, send it by text, by text,
    by text message, a text, texts, a text message, text messages`,
  ),
  reminders: list(
    `remind you, a reminder, reminders, a reminder call, reminder calls, be reminded, call you the day before, a call the day
    before`,
  ),
};

/** What words of ours end by asking, where it is no change of an appointment. Pure. */
export function askedIn(text: string): Asked[] {
  const question = text.split(/(?<=[.!?])\s/).findLast((sentence) => sentence.trim() !== '') ?? '';
  if (!question.trimEnd().endsWith('?')) return [];
  const words = plain(question);
  if (holdsOne(words, MORE)) return ['more'];
  return holdsOne(words, ASKS_LEAVE) ? CONSENT_MATTERS.filter((matter) => holdsOne(words, MATTERS[matter])) : [];
}

/** What an answer to that gives. Only a clear yes gives anything; a no leaves things as they are. Pure. */
export const consentsAnswered = (answer: string, asked: readonly Asked[]): Consent[] =>
  assess(answer) === 'assent'
    ? CONSENT_MATTERS.filter((matter) => asked.includes(matter)).map((matter) => ({ matter, given: true }))
    : [];
