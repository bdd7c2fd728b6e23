/** Letters that a voice speaks in a second (Aura: about 15), for speech whose length is not known yet. */
export const LETTERS_PER_SECOND = 15;

/**
 * The words of `text` that lie whole within its first `fraction` (0 to 1). Synthesisers give no times of words, so text
 * is taken to run evenly with its sound. Always a prefix of `text`.
 */
export function heardText(text: string, fraction: number): string {
  if (fraction >= 1) return text;
  // Tolerates the rounding of fractions such as 0.3 × 10.
  const letters = Math.floor(text.length * fraction + 1e-6);
  const wholeWord = /\s/.test(text.charAt(letters));
  const end = wholeWord ? letters : text.slice(0, letters).search(/\S*$/);
  return text.slice(0, end).trimEnd();
}
