import { CONSENT_MATTERS, type Consent, type ConsentMatter } from '../ports/consents.ts';
import { holdsOne, list, plain } from './listed.ts';
import { assess } from './phrases.ts';

/** How we ask for leave. Without one of these a question of ours is about something else: "did you get our text?" */
const ASKS_LEAVE = list(
  `may I, may we, can I, can we, could I, could we, shall I, shall we, should I, should we, would you like, would you want,
  do you want, is it okay if, is it all right if, would it be okay if, would it be all right if`,
).map((phrase) => phrase.toLowerCase());

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

/** Whether words of ours ask the caller for leave, and for what. Pure. */
export function consentAskedIn(text: string): ConsentMatter[] {
  const question = text.split(/(?<=[.!?])\s/).findLast((sentence) => sentence.trim() !== '') ?? '';
  const words = plain(question);
  if (!question.trimEnd().endsWith('?') || !holdsOne(words, ASKS_LEAVE)) return [];
  return CONSENT_MATTERS.filter((matter) => holdsOne(words, MATTERS[matter]));
}

/** What an answer to that gives. Only a clear yes gives anything; a no leaves things as they are. Pure. */
export const consentsAnswered = (answer: string, asked: readonly ConsentMatter[]): Consent[] =>
  assess(answer) === 'assent' ? asked.map((matter) => ({ matter, given: true })) : [];
