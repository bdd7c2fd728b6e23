import type { Logger } from '../log.ts';

/** BCP 47. The words of the product, its recognition and its voice are made for these; another one needs all three. */
const SPOKEN: readonly string[] = ['en-US'];
const FALLBACK = 'en-US';

/** The language in which somebody who wants this one is spoken with. Pure. */
export function spokenFor(wanted: string): string {
  return SPOKEN.includes(wanted) ? wanted : FALLBACK;
}

/** Tells our log of each language that is wanted and not spoken, once. */
export function createLanguages(log: Logger): { spokenFor(wanted: string): string } {
  const told = new Set<string>();
  return {
    spokenFor(wanted) {
      const spoken = spokenFor(wanted);
      if (spoken !== wanted && !told.has(wanted)) {
        told.add(wanted);
        log.warn({ language: wanted, spoken }, 'language.notSpoken');
      }
      return spoken;
    },
  };
}
