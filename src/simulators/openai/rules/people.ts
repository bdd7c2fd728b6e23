import { titleCase } from './words.ts';

const SURE_INTRODUCTION = /\b(?:my name is|my names|this is)\s+(.+)$/;
const INTRODUCTION = /\b(?:my name is|my names|name is|names|this is|i am|im|its|it is|under)\s+(.+)$/;
const NOT_A_NAME = new Set(
  (
    'yes yeah sure ok okay um uh er well so and the a an my is it its name first last of course calling looking here need want ' +
    'wanted would like to have hi hello hey no not new customer interested trying'
  ).split(' '),
);

/** The name that was told, in plain words: two words at most. */
export function nameIn(words: readonly string[], wasAsked: boolean): string[] {
  const line = words.join(' ');
  const told = (wasAsked ? INTRODUCTION : SURE_INTRODUCTION).exec(line)?.[1];
  if (told === undefined && !wasAsked) return [];
  const name: string[] = [];
  for (const word of (told ?? line).split(' ')) {
    const isName = /^\p{L}+$/u.test(word) && !NOT_A_NAME.has(word);
    if (isName && name.length < 2) name.push(titleCase(word));
    else if (name.length > 0) break;
  }
  // Outside of the question `this is …` introduces many things; a name has two words there.
  return wasAsked || name.length === 2 ? name : [];
}

/** E.164 of the ten digits that were told, or null. */
export function phoneIn(digits: string): string | null {
  const ten = digits.length === 11 && digits.startsWith('1') ? digits.slice(1) : digits;
  return ten.length === 10 ? `+1${ten}` : null;
}
