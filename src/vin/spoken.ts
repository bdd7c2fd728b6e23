import { characterOf, isBareName, twoDigitsOf } from './alphabet.ts';
import { normalizeVin } from './format.ts';

/** Words around what is spelled. */
const FILLERS = new Set(
  "the it its it's that that's my vin number plate tag license letter capital um uh okay ok so and then dash hyphen space ends ending in with please".split(
    ' ',
  ),
);
const COUNTED = new Set(['characters', 'character', 'digits', 'digit', 'letters', 'numbers', 'of']);
/** Verbs before the first character, letters after it. */
const LEADS = new Set(['is', 'are', 'was', 'were']);
const TIMES: Readonly<Record<string, number>> = { double: 2, triple: 3 };

/** One or more characters, and how many words they took. */
interface Taken {
  characters: string;
  words: number;
}

/**
 * The letters and digits that were spelled, in order: `B as in boy, double five, Hotel, oh` is `B55HO`. What is written as a group (`1HGCM8`, `ABC`)
 * stands for itself. Null where a word is neither a character nor one that people put around them: better asked again than guessed.
 */
export function readSpelled(text: string): string | null {
  const words = wordsOf(text);
  let read = '';
  for (let i = 0; i < words.length; ) {
    const lead = leadIn(words, i, read);
    if (lead > 0) {
      i += lead;
      continue;
    }
    const taken = explainedLetter(words, i) ?? repeated(words, i) ?? number(words, i) ?? single(words[i] ?? '');
    if (!taken) return null;
    read += taken.characters;
    i += taken.words;
  }
  return read;
}

/** The ways to take a text that may be written or spelled: as it is written first. A plate `SEE 12` is one, and so is `C12`. */
export function readingsOf(text: string): [written: string, spelled: string] {
  const written = text.toUpperCase().replace(/[^A-Z0-9]/g, '');
  return [written, readSpelled(text) || written];
}

/**
 * A VIN, or the end of one, as it was said or written. Os and Is are the digits 0 and 1, which a VIN has instead of them. A Q stays: there is none in a
 * VIN either, and what was said for it is not sure. Null where it cannot be read.
 */
export function readVin(text: string): string | null {
  const [written, spelled] = [normalizeVin(text), readSpelled(text)];
  // Groups may happen to be words (`SEE`): then only what is written has the length of a VIN.
  const isWritten = spelled?.length !== 17 && /^(?=.*\d)[A-Z0-9]{17}$/.test(written);
  return (isWritten ? written : spelled || null)?.replace(/O/g, '0').replace(/I/g, '1') ?? null;
}

function wordsOf(text: string): string[] {
  const joined = text
    .replace(/\bdouble[\s-]*(?:u|you|yu|yew)\b/gi, 'doubleu')
    .replace(/\bx[\s-]+ray\b/gi, 'xray')
    .replace(/\bfox[\s-]+trot\b/gi, 'foxtrot');
  return joined.match(/[\p{L}\p{N}'’]+/gu)?.map((word) => word.replace('’', "'")) ?? [];
}

const lower = (word: string | undefined): string => (word ?? '').toLowerCase();

/** How many words here are no characters: fillers, and `the last eight characters of the VIN are`. */
function leadIn(words: readonly string[], at: number, read: string): number {
  const word = lower(words[at]);
  if (word === 'last' && read === '') {
    const counted = /^\d+$|^(?:three|four|five|six|seven|eight)$/.test(lower(words[at + 1])) ? 2 : 1;
    let end = at + counted;
    while (COUNTED.has(lower(words[end]))) end += 1;
    return end - at;
  }
  return FILLERS.has(word) || (read === '' && LEADS.has(word)) ? 1 : 0;
}

/** `B as in boy`, `M for Mary`, `D like dog`. Where letter and word disagree it is the word that was heard right: it is the longer one. */
function explainedLetter(words: readonly string[], at: number): Taken | null {
  if (!/^[A-Z]$/.test(characterOf(lower(words[at])) ?? '')) return null;
  const [first, second] = [lower(words[at + 1]), lower(words[at + 2])];
  const link = (first === 'as' || first === 'is') && second === 'in' ? 2 : first === 'for' || first === 'like' ? 1 : 0;
  const word = lower(words[at + link + 1]);
  // `B for five` is B, four, five.
  if (link === 0 || !/^\p{L}{2,}$/u.test(word) || isBareName(word) || twoDigitsOf(word)) return null;
  return { characters: word.charAt(0).toUpperCase(), words: link + 2 };
}

/** `double five`, `triple seven` */
function repeated(words: readonly string[], at: number): Taken | null {
  const times = TIMES[lower(words[at])];
  const character = characterOf(lower(words[at + 1]));
  return times && character ? { characters: character.repeat(times), words: 2 } : null;
}

/** `fifteen`, `sixty three` */
function number(words: readonly string[], at: number): Taken | null {
  const two = twoDigitsOf(lower(words[at]));
  if (two === undefined) return null;
  const next = characterOf(lower(words[at + 1])) ?? '';
  const isWhole = Number(two) < 20 || !/^[1-9]$/.test(next);
  return isWhole ? { characters: two, words: 1 } : { characters: two.charAt(0) + next, words: 2 };
}

function single(word: string): Taken | null {
  const character = characterOf(lower(word));
  if (character) return { characters: character, words: 1 };
  const isGroup = /^[A-Za-z0-9]+$/.test(word) && (/\d/.test(word) || word === word.toUpperCase() || isNoWord(word));
  return isGroup ? { characters: word.toUpperCase(), words: 1 } : null;
}

/** Too short for a word that is not known here, or not to be spoken. */
function isNoWord(word: string): boolean {
  return word.length <= 3 || !/[aeiouy]/i.test(word);
}
