import type { Cause } from '../ports/conversation.ts';
import { consistsOf, holdsOne, keptFor, oneOf, plain, without } from './listed.ts';
import * as words from './person-words.ts';

/** What the caller's words say of a person: `transfer`, now; `offer`, if they like; `declined`, they want none. */
export type Wanted = { what: 'transfer' | 'offer'; cause: Cause } | { what: 'declined' };

const { ANYBODY, ASK, DECLINE, GIVE, MACHINES, NO_MACHINE, NOT_US, PERSONS, TALK, TRANSFER } = words;

const DECLINED = new RegExp(
  ` ${oneOf(DECLINE)} (?:${oneOf(TALK, GIVE)} )?(?:${oneOf(PERSONS)}|${oneOf(TRANSFER)}|(?<=${oneOf(TALK)} )${oneOf(ANYBODY)})(?= )`,
  'g',
);
const REQUESTS: readonly RegExp[] = [
  new RegExp(` ${oneOf(TALK)} ${oneOf(PERSONS, ANYBODY)} `),
  new RegExp(` ${oneOf(ASK)} ${oneOf(TALK)} (?!${oneOf(NOT_US, MACHINES)} )`),
  new RegExp(` ${oneOf(GIVE)} ${oneOf(PERSONS)} `),
  new RegExp(` ${oneOf(TRANSFER)} `),
  new RegExp(` ${oneOf(NO_MACHINE)} (?:\\S+ ){0,4}${oneOf(MACHINES)} `),
];

/** Fillers are left out of the phrases too: "waste of the time" and "waste of time" are the same. */
const bare = (said: string): string => {
  const rest = said
    .trim()
    .split(' ')
    .filter((word) => !words.FILLERS.includes(word));
  return ` ${rest.join(' ')} `;
};
const bared = (table: readonly string[]): readonly string[] => table.map((phrase) => bare(phrase).trim());

/** Whatever else is said, these decide, in this order. */
const SIGNS: readonly (readonly [readonly string[], Wanted])[] = [
  [bared(words.COMPLAINT), { what: 'transfer', cause: 'complaint' }],
  [bared(words.ANGER), { what: 'transfer', cause: 'anger' }],
  [bared(words.WARRANTY_CLAIM), { what: 'transfer', cause: 'warranty' }],
  [bared(words.DISPLEASED), { what: 'offer', cause: 'anger' }],
  [bared(words.WARRANTY), { what: 'offer', cause: 'warranty' }],
];
const HARMLESS = bared(words.HARMLESS);
const BY_ITSELF = [...PERSONS, ...bared(words.ACCEPTS), 'no', 'hello', 'hi'];

/**
 * Whether what was said asks for a person, or shows that one had better go on. Pure. A request wins over everything, also over
 * a refusal of something else in the same breath ("not a machine, a person"); who wants no person gets none, however angry.
 */
export const personWanted = keptFor((text): Wanted | null => {
  const said = bare(plain(text));
  const rest = said.replace(DECLINED, ' ');
  const isNamed = holdsOne(rest, PERSONS) && consistsOf(rest, BY_ITSELF);
  if (isNamed || REQUESTS.some((request) => request.test(rest))) return { what: 'transfer', cause: 'request' };
  if (rest !== said) return { what: 'declined' };
  const heard = without(said, HARMLESS);
  return SIGNS.find(([signs]) => holdsOne(heard, signs))?.[1] ?? null;
});

/** Nothing but a yes to the offer of a person. */
export function acceptsAPerson(text: string): boolean {
  return consistsOf(plain(text), [...words.ACCEPTS, 'please']);
}

/** Whether words of ours offer a person. */
export function offersAPerson(text: string): boolean {
  return holdsOne(plain(text), words.OFFERS);
}
