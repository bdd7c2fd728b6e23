import type { Topic } from '../ports/conversation.ts';
import { consistsOf, holdsOne, keptFor, oneOf, plain, without } from './listed.ts';
import { assess, isBackchannel } from './phrases.ts';
import { BETWEEN, COURTESY, DETAILS, NO_WISH, PATIENCE, SERVICES, WANTING, WISHES } from './topic-words.ts';

const ASKS_FOR_SERVICE = new RegExp(` ${oneOf(WANTING)} (?:${oneOf(BETWEEN)} ){0,4}${oneOf(SERVICES)} `);

/** What the caller says that it is about; null where their words do not tell. Pure. */
export const topicIn = keptFor((text): Topic | null => {
  const said = without(plain(text), NO_WISH);
  const wish = WISHES.find(([, phrases]) => holdsOne(said, phrases))?.[0] ?? null;
  if (wish !== null && wish !== 'closing') return wish;
  return ASKS_FOR_SERVICE.test(said) ? 'booking' : wish;
});

/** A service and no word of what is to be done with it: "an oil change, please". */
export function namesAService(text: string): boolean {
  return holdsOne(plain(text), SERVICES);
}

/** Everything that a turn tells: phrases of a wish, and words that are details, each once. Pure. */
export const detailsIn = keptFor((text): string[] => {
  const said = plain(text);
  const phrases = WISHES.flatMap(([, table]) => table).filter((phrase) => holdsOne(said, [phrase]));
  const words = said.split(' ').filter((word) => DETAILS.has(word) || /\d/.test(word) || /^[b-hj-z]$/.test(word));
  return [...new Set([...phrases, ...words])];
});

/** A yes, thanks, a greeting, or "hold on": nothing is asked of us with it. */
export function asksNothing(text: string): boolean {
  const said = plain(text);
  if (isBackchannel(text) || assess(text) === 'assent') return true;
  return holdsOne(said, PATIENCE) || consistsOf(said, [...COURTESY, 'thank you', 'thanks']);
}
