/** Longer pieces make the caller wait for the first sound. */
const LONGEST = 220;

const ABBREVIATIONS = /\b(?:Mr|Mrs|Ms|Dr|St|Ave|Rd|vs|approx|a\.m|p\.m|[A-Z])\.$/;

/** A text in the pieces in which it is synthesized: sentences, and of very long ones the clauses. */
export function sentencesOf(text: string): string[] {
  const sentences: string[] = [];
  let current = '';
  for (const piece of text.split(/(?<=[.!?…]["'”’)]?)\s+/)) {
    current = current === '' ? piece : `${current} ${piece}`;
    if (ABBREVIATIONS.test(current)) continue;
    sentences.push(...clausesOf(current));
    current = '';
  }
  return [...sentences, ...clausesOf(current)].filter((sentence) => /[\p{L}\p{N}]/u.test(sentence));
}

function clausesOf(sentence: string): string[] {
  const clauses: string[] = [];
  let rest = sentence.trim();
  while (rest.length > LONGEST) {
    const head = rest.slice(0, LONGEST);
    const comma = Math.max(head.lastIndexOf(', '), head.lastIndexOf('; '));
    const cut = comma > 0 ? comma + 1 : head.lastIndexOf(' ') > 0 ? head.lastIndexOf(' ') : LONGEST;
    clauses.push(rest.slice(0, cut));
    rest = rest.slice(cut).trim();
  }
  return rest === '' ? clauses : [...clauses, rest];
}

/** What the synthesizer, which knows ASCII and dictionary words, would read wrongly. It does numbers, prices and times by itself. */
export function spokenForm(sentence: string): string {
  return sentence
    .replace(/[‘’]/g, "'")
    .replace(/[“”"*_`#]/g, '')
    .replace(/\s*[–—…;]\s*/g, ', ')
    .replace(/(\d)\s*([ap])\.?\s?m\b\.?/gi, (_, digit: string, half: string) => `${digit} ${half.toLowerCase()} m`)
    .replace(/\s*&\s*/g, ' and ')
    .replace(/(\d)\s*%/g, '$1 percent')
    .normalize('NFD')
    .replace(/[^\x20-\x7e]/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}
