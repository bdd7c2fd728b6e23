/**
 * What carriers send for a withheld number as if it were one: words spelled on a keypad.
 * Words themselves (anonymous, Restricted, unknown, unavailable, private, blocked), `client:…` and `sip:…` are no E.164.
 */
const KEYPAD_WORDS: ReadonlySet<string> = new Set([
  '+266696687', // ANONYMOUS
  '+86282452253', // UNAVAILABLE
  '+8656696', // UNKNOWN
  '+2562533', // BLOCKED
  '+7378742833', // RESTRICTED
]);

const E164 = /^\+[1-9]\d{6,14}$/;

/** The number that a call comes from, E.164; null where it is withheld or no number. Nobody is known by a null. */
export function callerNumber(from: string | undefined): string | null {
  const number = from?.trim() ?? '';
  return E164.test(number) && !KEYPAD_WORDS.has(number) ? number : null;
}
