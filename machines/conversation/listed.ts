import { wordsOf } from './phrases.ts';

/** The phrases of a table, from a text that has them between commas. */
export const list = (text: string): readonly string[] =>
  text.split(',').map((phrase) => phrase.trim().replace(/\s+/g, ' '));

const OPENED: readonly (readonly [RegExp, string])[] = [
  [/[’`]/g, "'"],
  [/\bi'm\b/gi, 'I am'],
  [/'re\b/gi, ' are'],
  [/'ve\b/gi, ' have'],
  [/'d\b/gi, ' would'],
  [/\b(who|there)'s\b/gi, '$1 is'],
  [/\bwanna\b/gi, 'want to'],
];

const spaced = (words: readonly string[]): string => ` ${words.join(' ')} `;

/** What was said, as the tables have it: plain words between single spaces, one at both ends. */
export const plain = keptFor((text) =>
  spaced(wordsOf(OPENED.reduce((opened, [short, long]) => opened.replace(short, long), text))),
);

const holds = (said: string, phrase: string): boolean => said.includes(` ${phrase} `);

export const holdsOne = (said: string, phrases: readonly string[]): boolean =>
  phrases.some((phrase) => holds(said, phrase));

/** What is left of it without these phrases, longer ones taken out first. */
export function without(said: string, phrases: readonly string[]): string {
  let rest = said;
  for (const phrase of phrases.toSorted((a, b) => b.length - a.length))
    while (holds(rest, phrase)) rest = rest.replace(` ${phrase} `, ' ');
  return rest;
}

export const consistsOf = (said: string, phrases: readonly string[]): boolean =>
  said.trim() !== '' && without(said, phrases).trim() === '';

/** A pattern for one of these phrases; longer ones are tried first. */
export function oneOf(...tables: (readonly string[])[]): string {
  return `(?:${tables
    .flat()
    .toSorted((a, b) => b.length - a.length)
    .join('|')})`;
}

/** A pure function of a text that several guards ask of the same words in one breath: its newest answer is kept. */
export function keptFor<T>(answer: (text: string) => T): (text: string) => T {
  let newest: { text: string; answer: T } | null = null;
  return (text) => {
    if (newest?.text !== text) newest = { text, answer: answer(text) };
    return newest.answer;
  };
}
