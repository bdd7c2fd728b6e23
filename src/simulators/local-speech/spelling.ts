/** The recognizer has read old books: it writes some words as nobody does any more, and nobody would look for them so. */
const MODERN: readonly [RegExp, string][] = [
  [/\b([Tt])o-(day|morrow|night)\b/g, '$1o$2'],
  [/\b([Gg])ood[- ]bye?\b/g, '$1oodbye'],
];

export function modernSpelling(text: string): string {
  return MODERN.reduce((result, [old, modern]) => result.replace(old, modern), text);
}
