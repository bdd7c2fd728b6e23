/** Lower case, no punctuation but the colon of a time; `a.m.` is `am`, `9.30` is `9:30`, `o'clock` is `oclock`. */
function plain(text: string): string {
  return text
    .toLowerCase()
    .replace(/[’']/g, '')
    .replace(/\b([ap])\.?\s?m\b\.?/g, '$1m')
    .replace(/\bo clock\b/g, 'oclock')
    .replace(/\b(\d{1,2})\.(\d{2})\b/g, '$1:$2')
    .replace(/(\d),(\d)/g, '$1$2')
    .replace(/[^\p{L}\d:]+/gu, ' ')
    .replace(/(?<!\d):|:(?!\d)/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

export function wordsOf(text: string): string[] {
  return plain(text).split(' ').filter(Boolean);
}

/** Whether a heard word may well be the meant one: one letter off in a longer word, two in a long one. */
export function near(heard: string, meant: string): boolean {
  if (heard === meant) return true;
  const allowed = meant.length >= 8 ? 2 : meant.length >= 5 ? 1 : 0;
  // Recognisers rarely get the beginning of a word wrong, and words that differ there are other words (`book`, `look`).
  return allowed > 0 && heard.charAt(0) === meant.charAt(0) && distance(heard, meant) <= allowed;
}

export function hasNear(words: readonly string[], meant: string): boolean {
  return words.some((word) => near(word, meant));
}

/** Edit distance (Levenshtein). */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replace = (row[j - 1] ?? 0) + (a.charAt(i - 1) === b.charAt(j - 1) ? 0 : 1);
      next.push(Math.min(replace, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

export function titleCase(text: string): string {
  return text.replace(/(^|[\s-])(\p{L})/gu, (_, before: string, letter: string) => before + letter.toUpperCase());
}
