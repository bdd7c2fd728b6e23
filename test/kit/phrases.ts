import { loadPhrases } from '../../src/words/phrases.ts';

/** The phrases that the product speaks. */
export const PHRASES = loadPhrases();
