/** What people say for letters and digits on the telephone. Every word is lower case and stands for one character unless told otherwise. */

const NATO =
  'alpha bravo charlie delta echo foxtrot golf hotel india juliet kilo lima mike november oscar papa quebec romeo sierra tango uniform victor whiskey xray yankee zulu';
/** The American police alphabet, as far as it differs. */
const POLICE =
  'adam boy charles david edward frank george henry ida john king lincoln mary nora ocean paul queen robert sam tom union victor william young zebra';
const OTHER_SPELLINGS = 'alfa juliett whisky';

const LETTER_NAMES: Readonly<Record<string, string>> = {
  A: 'ay',
  B: 'bee be',
  C: 'cee see sea',
  D: 'dee',
  E: 'ee',
  F: 'ef eff',
  G: 'gee',
  H: 'aitch haitch',
  I: 'eye',
  J: 'jay',
  K: 'kay',
  L: 'el ell',
  M: 'em',
  N: 'en',
  O: 'oh owe',
  P: 'pee pea',
  Q: 'cue queue',
  R: 'ar are',
  S: 'es ess',
  T: 'tee tea',
  U: 'you yu',
  V: 'vee',
  W: 'doubleu',
  X: 'ex',
  Y: 'why wye',
  Z: 'zee zed',
};

/** Recognizers write some digits as the words that sound like them. */
const DIGIT_NAMES: Readonly<Record<string, string>> = {
  '0': 'zero nought naught',
  '1': 'one won',
  '2': 'two to too',
  '3': 'three',
  '4': 'four for',
  '5': 'five',
  '6': 'six',
  '7': 'seven',
  '8': 'eight ate',
  '9': 'nine niner',
};

const TEENS = 'ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(' ');
const TENS = 'twenty thirty forty fifty sixty seventy eighty ninety'.split(' ');

const entries = (names: Readonly<Record<string, string>>): [string, string][] =>
  Object.entries(names).flatMap(([character, words]) =>
    words.split(' ').map((word): [string, string] => [word, character]),
  );

/** `hotel` → `H` */
const LETTER_WORDS: ReadonlyMap<string, string> = new Map(
  [NATO, POLICE, OTHER_SPELLINGS].flatMap((words) =>
    words.split(' ').map((word): [string, string] => [word, word.charAt(0).toUpperCase()]),
  ),
);

/** `aitch` → `H`, `five` → `5` */
const NAMES: ReadonlyMap<string, string> = new Map([...entries(LETTER_NAMES), ...entries(DIGIT_NAMES)]);

/** The character that a word names, alone or as one of an alphabet's words. */
export function characterOf(word: string): string | undefined {
  return /^[a-z0-9]$/.test(word) ? word.toUpperCase() : (NAMES.get(word) ?? LETTER_WORDS.get(word));
}

/** Whether a word names its character by sound (`bee`, `five`, `b`): such a word explains no letter, as `boy` and `bravo` do. */
export function isBareName(word: string): boolean {
  return word.length === 1 || NAMES.has(word);
}

/** 10–19, and the tens: `fifteen` → `15`, `sixty` → `60`. */
export function twoDigitsOf(word: string): string | undefined {
  const teen = TEENS.indexOf(word);
  if (teen >= 0) return String(10 + teen);
  const ten = TENS.indexOf(word);
  return ten >= 0 ? String(20 + ten * 10) : undefined;
}

/** A character as it is said so that it cannot be taken for another: `N as in November`, `the digit 5`. */
export function explained(character: string): string {
  const word = NATO.split(' ').find((each) => each.startsWith(character.toLowerCase()));
  if (word === undefined) return `the digit ${character}`;
  return `${character} as in ${word === 'xray' ? 'X-ray' : word.charAt(0).toUpperCase() + word.slice(1)}`;
}
