import { z } from 'zod';
import type { Phrases } from '../../machines/call/phrases.ts';
import { readCheckedYaml } from '../checked-yaml.ts';
import { words } from './text.ts';

const text = words('shop');

// Every phrase is named, so that one that the chart has and the file has not is an error at the start and not a silence in a call.
const schema: z.ZodType<Phrases> = z.strictObject({
  greeting: text,
  greetingByName: words('name', 'shop'),
  welcomeBack: text,
  stillThere: text,
  stillThereAgain: text,
  silentGoodbye: text,
  holding: text,
  lostThread: text,
  hardToHear: text,
  sayAgain: text,
  goodbye: text,
  tooLong: text,
  goingDown: text,
  transferring: text,
  nobodyAnswered: text,
  callBack: text,
  callBackNoted: text,
  offerPerson: text,
  voicemail: text,
  sorry: text,
});

/**
 * Reads and checks the fixed phrases; by default those beside this module, in source and in a build alike.
 * @throws one line for each thing that is wrong, naming the file and the phrase
 */
export function loadPhrases(file: URL = new URL('./phrases.yaml', import.meta.url)): Phrases {
  return readCheckedYaml(file, schema, 'phrases');
}

/** What a shop says in its own way. */
interface ShopWords {
  /** Instead of the product's own greeting of somebody we do not know; null: that one. */
  greeting: string | null;
  /** Said in every greeting, whoever called whom: that a machine speaks, that calls may be recorded. Null: nothing is. */
  disclosure: string | null;
}

/** The phrases of one call: a shop may have a greeting of its own, and a call that we placed some words of its own. */
export function phrasesFor(phrases: Phrases, { greeting, disclosure }: ShopWords, own?: Partial<Phrases>): Phrases {
  const said = { ...phrases, ...(greeting !== null && { greeting }), ...own };
  if (disclosure === null) return said;
  return {
    ...said,
    greeting: disclosing(said.greeting, disclosure),
    greetingByName: disclosing(said.greetingByName, disclosure),
  };
}

/** Before the last sentence, which asks for an answer: what follows the question would be talked over. */
function disclosing(greeting: string, disclosure: string): string {
  const [, before, last] = /^(.*[.!?])\s+(\S.*)$/s.exec(greeting.trim()) ?? [];
  return [before, disclosure, last ?? greeting].filter((text) => text !== undefined).join(' ');
}

/** What is said by these names is the same in every call, so its sound can be kept. */
export function keptPhrases(phrases: Phrases, shop: string): string[] {
  const { greetingByName: _, ...same } = phrases;
  return Object.values(same).map((phrase: string) => phrase.replaceAll('{shop}', shop));
}
