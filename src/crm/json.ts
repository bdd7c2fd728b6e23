// What JSON can say and `jsonb` refuses: the character NUL, and half of a surrogate pair.
const NUL = /(?<!\\)((?:\\\\)*)\\u0000/g;
const LONE = /(?<!\\)((?:\\\\)*)\\ud[89a-f][0-9a-f]{2}/g;

/**
 * A value as text that a `jsonb` column takes. What cannot be written (a cycle, a bigint) becomes a note of it; what the
 * column refuses becomes U+FFFD.
 */
export function jsonText(value: unknown): string {
  let text: string | undefined;
  try {
    text = JSON.stringify(value);
  } catch {
    return '{"unwritable":true}';
  }
  if (text === undefined) return 'null';
  // JSON.stringify writes a lone surrogate as an escape and a pair as itself, so every such escape is a lone one.
  return text.includes('\\u') ? text.replace(NUL, '$1\uFFFD').replace(LONE, '$1\uFFFD') : text;
}
