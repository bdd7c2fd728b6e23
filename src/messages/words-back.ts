/** What somebody who writes to us wants of our texts. */
export type Wish = 'stop' | 'start' | 'help';

// https://help.twilio.com/articles/223134027: the words that carriers know; they stand alone in the message.
const WISHES: ReadonlyMap<string, Wish> = new Map([
  ...['stop', 'stopall', 'stop all', 'unsubscribe', 'cancel', 'end', 'quit', 'revoke', 'optout', 'opt out'].map(
    (word) => [word, 'stop'] as const,
  ),
  ...['start', 'yes', 'unstop'].map((word) => [word, 'start'] as const),
  ...['help', 'info'].map((word) => [word, 'help'] as const),
]);

/** The wish in a text, or null for anything else that is written. */
export function wishOf(text: string): Wish | null {
  const words = text
    .toLowerCase()
    .replace(/[^a-z\s]/g, '')
    .trim()
    .replace(/\s+/g, ' ');
  return WISHES.get(words) ?? null;
}
