import { normalise } from './phrases.ts';

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

/** What was said, as the tables have it: plain words between single spaces, one at both ends. */
export const plain = keptFor((text) =>
  normalise(OPENED.reduce((opened, [short, long]) => opened.replace(short, long), text)),
);

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
