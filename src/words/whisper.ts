import { z } from 'zod';
import type { ConversationFacts } from '../../machines/ports/conversation.ts';
import type { TransferGist } from '../../machines/ports/line.ts';
import { readCheckedYaml } from '../checked-yaml.ts';
import { fill, words } from './text.ts';

/** The sentences of the word for a colleague; an empty one is not said. */
interface WhisperTexts {
  known: string;
  stranger: string;
  identity: Record<ConversationFacts['identity'], string>;
  topic: Record<ConversationFacts['topic'], string>;
  reason: string;
  unable: string;
  words: string;
}

const maybe = z.union([z.literal(''), words()]);

const schema: z.ZodType<WhisperTexts> = z.strictObject({
  known: words('name'),
  stranger: words(),
  identity: z.strictObject({ unknown: maybe, recognised: maybe, verified: maybe, locked: maybe }),
  topic: z.strictObject({
    opening: maybe,
    'new-customer': maybe,
    booking: maybe,
    rescheduling: maybe,
    cancelling: maybe,
    enquiry: maybe,
    reminder: maybe,
    'follow-up': maybe,
    closing: maybe,
  }),
  reason: words('reason'),
  unable: maybe,
  words: words('words'),
});

/** So much of what came from outside is said: the caller waits meanwhile. Characters; about fifteen are a second. */
const MOST_SAID = 160;

/**
 * Reads the texts once; makes the short spoken form of a transfer's briefing from then on.
 * @throws one line for each thing that is wrong with the file
 */
export function loadWhisper(file: URL = new URL('./whisper.yaml', import.meta.url)): (gist: TransferGist) => string {
  const texts = readCheckedYaml(file, schema, 'sentences');
  return ({ name, identity, topic, reason, lastWords }) => {
    const sentences = [
      name === null ? texts.stranger : fill(texts.known, { name }),
      texts.identity[identity],
      texts.topic[topic],
      reason === null ? texts.unable : fill(texts.reason, { reason: shortened(reason) }),
      lastWords === null ? '' : fill(texts.words, { words: shortened(lastWords) }),
    ];
    return sentences.filter((sentence) => sentence !== '').join(' ');
  };
}

/** Up to the last whole word that there is time for, without the point that the sentence has itself. */
function shortened(text: string): string {
  const plain = text.replace(/\s+/g, ' ').trim();
  const cut = plain.length <= MOST_SAID ? plain : plain.slice(0, MOST_SAID).replace(/\s+\S*$/, '');
  return cut.replace(/[.,;:]+$/, '');
}
