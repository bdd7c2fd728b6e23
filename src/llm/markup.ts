const LINE_MARKER = /^\s*(?:[-*•+–]|\d{1,2}[.)]|#{1,6}|>)\s+/;

/**
 * Takes out of a sentence what a voice cannot say: emphasis, headings, bullets, code marks, links, tables, emoji. Empty
 * when nothing is left that could be spoken.
 * @param atLineStart whether the sentence begins a line, where a number or a dash is a list's marker
 */
export function clean(sentence: string, atLineStart = true): string {
  let text = sentence;
  while (atLineStart && LINE_MARKER.test(text)) text = text.replace(LINE_MARKER, '');
  text = text
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/(?<![\p{L}\d])_([^_]+)_(?![\p{L}\d])/gu, '$1')
    .replace(/\*+|`+|~~|__|^#{1,6}\s/g, '')
    .replace(/\|/g, ' ')
    .replace(/\p{Extended_Pictographic}|\u{fe0f}|\u{200d}/gu, '')
    .replace(/\s+/g, ' ')
    .replace(/\s([.,!?;:])(?=\s|$)/g, '$1')
    .trim();
  return /[\p{L}\d]/u.test(text) ? text : '';
}
