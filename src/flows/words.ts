/** Words as they are compared: lower case, letters and digits only. */
export function plainWords(text: string): string[] {
  return text
    .toLowerCase()
    .replace(/[’`]/g, "'")
    .split(/[^a-z0-9']+/)
    .filter((word) => word !== '');
}

/** Where `wanted` lies in `words`, from `from` on: the index after its last word, or -1. */
export function endOf(words: readonly string[], wanted: readonly string[], from = 0): number {
  for (let at = from; at + wanted.length <= words.length; at++)
    if (wanted.every((word, n) => words[at + n] === word)) return at + wanted.length;
  return -1;
}
