/** Deepgram refuses more in one Speak message (close 1009 BIG-0001). */
export const LONGEST_PIECE = 2_000;

/** Markdown that a model writes though it was told not to → what is meant, as one line. */
export function cleanForSpeech(text: string): string {
  return text
    .replace(/```[^\n]*\n?/g, ' ')
    .replace(/`/g, '')
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/<\/?[a-z][^>]*>/gi, ' ')
    .replace(/^\s*(?:#{1,6}|>|[-*+•])\s+/gm, '')
    .replace(/^\s*\||\|\s*$/gm, ' ')
    .replace(/^\s*[-*_=|: ]{3,}\s*$/gm, ' ')
    .replace(/(\*{1,3}|~~)(?=\S)([^*~\n]*?\S)\1/g, '$2')
    .replace(/(^|[^\p{L}\p{N}_])(_{1,3})(?=\S)([^_\n]*?\S)\2(?![\p{L}\p{N}_])/gu, '$1$3')
    .replace(/\s*\|\s*/g, ', ')
    .replace(/\p{Extended_Pictographic}|\u{FE0F}|\u{200D}/gu, '')
    .replace(/\s+/g, ' ')
    .trim();
}

/** Whether there is anything to pronounce. Text without a letter or digit gives no sound at all. */
export function isSpeakable(text: string): boolean {
  return /[\p{L}\p{N}]/u.test(text);
}

/**
 * Text as Speak messages: none longer than `longest`, cut after a sentence where possible, else between words. Each ends in
 * a space, since the server joins them without one.
 */
export function speakPieces(text: string, longest = LONGEST_PIECE): string[] {
  const pieces: string[] = [];
  let rest = text.trim();
  while (rest !== '') {
    const cut = rest.length < longest ? rest.length : placeToCut(rest.slice(0, longest - 1));
    pieces.push(`${rest.slice(0, cut).trim()} `);
    rest = rest.slice(cut).trim();
  }
  return pieces;
}

function placeToCut(text: string): number {
  const sentence = text.search(/[.!?…]["')\]]*\s(?!.*[.!?…]["')\]]*\s)/s);
  if (sentence > 0) return sentence + 1;
  const word = text.lastIndexOf(' ');
  if (word > 0) return word;
  // Not between the halves of a surrogate pair.
  return /[\uD800-\uDBFF]$/.test(text) ? text.length - 1 : text.length;
}
