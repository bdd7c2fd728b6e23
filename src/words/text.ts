import { z } from 'zod';

const PLACE = /\{([^{}]*)\}|[{}]/g;

/** Words for the ear, with these places in them and no others. */
export function words(...places: string[]) {
  return z
    .string({ error: ({ input }) => `expected a text, got ${input === undefined ? 'nothing' : JSON.stringify(input)}` })
    .superRefine((text, context) => {
      if (text.trim() === '') context.addIssue('expected a text, got nothing');
      for (const [place, name] of text.matchAll(PLACE))
        if (name === undefined || !places.includes(name)) context.addIssue(`expected ${allowed(places)}, got ${place}`);
    });
}

function allowed(places: readonly string[]): string {
  return places.length > 0 ? `no place but ${places.map((one) => `{${one}}`).join(' and ')}` : 'no places';
}

/** Puts values in the places of a text. What stands in a value is no place. */
export function fill(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(PLACE, (place, name: string | undefined) => values[name ?? ''] ?? place);
}
