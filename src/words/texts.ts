import { z } from 'zod';
import type { MessageKind } from '../../entities/vocabulary.ts';
import { readCheckedYaml } from '../checked-yaml.ts';
import { words } from './text.ts';

/** The texts that customers get, and the answer to who asks for help. */
export type TextWords = Record<MessageKind | 'help', string>;

/** Carriers and the law want every recipient to know how to get no more. */
const stoppable = (...places: string[]) =>
  words(...places).refine((text) => /\bSTOP\b/.test(text), 'expected the word STOP in it, got none');
const ofAppointment = stoppable('shop', 'what', 'when');

const schema: z.ZodType<TextWords> = z.strictObject({
  booked: ofAppointment,
  moved: ofAppointment,
  cancelled: ofAppointment,
  help: stoppable('shop'),
});

/**
 * Reads and checks the texts; by default those beside this module.
 * @throws one line for each thing that is wrong, naming the file and the text
 */
export function loadTextWords(file: URL = new URL('./texts.yaml', import.meta.url)): TextWords {
  return readCheckedYaml(file, schema, 'phrases');
}

/** A text with its places filled in. */
export function filled(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\{([a-z_]+)\}/g, (place, name: string) => values[name] ?? place);
}
