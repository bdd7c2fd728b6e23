import type { ToolName } from '../ports/tools.ts';
import { ASSENT, ASSENT_BY_NAME, POLITE } from './words/assent.ts';
import { BACKCHANNEL, FAREWELL, YES_FIRST } from './words/nods.ts';
import { ASKING, NO, REFUSAL, REFUSAL_BY_NAME } from './words/refusal.ts';

export type Answer = 'assent' | 'refusal' | 'unclear';

/** What recognisers write without an apostrophe. */
const BARE_NOT = /\b(do|does|did|is|are|was|would|could|should|has|have)nt\b/g;

/** Lower case, contractions opened, no punctuation. */
export function wordsOf(text: string): string[] {
  const plain = text
    .toLowerCase()
    .replace(/[’`]/g, "'")
    .replace(/\bcan'?t\b/g, 'cannot')
    .replace(/\bwon'?t\b/g, 'will not')
    .replace(/\blet'?s\b/g, 'let us')
    .replace(BARE_NOT, '$1 not')
    .replace(/n't\b/g, ' not')
    .replace(/\b(that|it|what|here|there|he|she)'s\b/g, '$1 is')
    .replace(/\b(that|what)s\b/g, '$1 is')
    .replace(/'ll\b/g, ' will')
    .replace(/'d\b/g, ' would')
    .replace(/%/g, ' percent')
    .replace(/[^a-z0-9 ]+/g, ' ');
  return plain.split(' ').filter(Boolean);
}

const holds = (words: readonly string[], phrases: readonly string[]): boolean =>
  phrases.some((phrase) => ` ${words.join(' ')} `.includes(` ${phrase} `));
const begins = (words: readonly string[], phrases: readonly string[]): boolean =>
  phrases.some((phrase) => `${words.join(' ')} `.startsWith(`${phrase} `));

/** The words that are part of no known phrase, in order: as few as the phrases can leave, however they overlap. */
function unknownIn(words: readonly string[], known: ReadonlySet<string>): string[] {
  // What is left over from each place in the sentence on.
  const rest: string[][] = [[]];
  for (let at = words.length - 1; at >= 0; at--) {
    const word = words[at] ?? '';
    let best = [word, ...(rest[0] ?? [])];
    for (let end = words.length; end > at; end--) {
      const left = rest[end - at - 1] ?? [];
      if (left.length < best.length && known.has(words.slice(at, end).join(' '))) best = left;
    }
    rest.unshift(best);
  }
  return rest[0] ?? [];
}

const consistsOf = (words: readonly string[], phrases: readonly string[]): boolean =>
  words.length > 0 && unknownIn(words, new Set(phrases)).length === 0;

/**
 * Whether an answer to the read-back of `change` agrees, refuses, or is neither. Pure. A refusal anywhere but in a question
 * wins; a question, or a word that is neither assent nor politeness, makes it unclear.
 */
export function assess(text: string, change?: ToolName): Answer {
  const assent: readonly string[] = [...ASSENT, ...((change && ASSENT_BY_NAME[change]) ?? [])];
  const refusal: readonly string[] = [...REFUSAL, ...((change && REFUSAL_BY_NAME[change]) ?? [])];
  const known = new Set([...assent, ...POLITE]);
  const sentences = text.replace(/\bwhy not\?/i, 'why not').split(/(?<=[.!?])\s/);
  let isClear = true;
  for (const sentence of sentences) {
    const rest = unknownIn(wordsOf(sentence), known);
    // Looked for before assent: "cancel it" inside a question agrees to nothing.
    const asks = sentence.includes('?') || begins(rest, ASKING);
    if (asks ? begins(rest, NO) : holds(rest, refusal)) return 'refusal';
    if (asks || rest.length > 0) isClear = false;
  }
  const said = wordsOf(text);
  return isClear && said.length > 0 && !consistsOf(said, POLITE) ? 'assent' : 'unclear';
}

/** Whether somebody who speaks over a read-back means to agree, as far as their first words tell. Allows nothing. */
export function seemsToAgree(text: string): boolean {
  const words = wordsOf(text);
  const rest = unknownIn(words, new Set<string>(YES_FIRST));
  return begins(words, YES_FIRST) && !text.includes('?') && !begins(rest, ASKING) && assess(text) !== 'refusal';
}

/** "Uh-huh", "right", "okay": the caller listens and means us to go on. */
export function isBackchannel(text: string): boolean {
  return !text.includes('?') && consistsOf(wordsOf(text), BACKCHANNEL);
}

/** Only words of goodbye and thanks: they do not keep the line open while we say ours. */
export function isFarewell(text: string): boolean {
  return consistsOf(wordsOf(text), [...FAREWELL, ...BACKCHANNEL]);
}
