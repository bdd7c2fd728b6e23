import { joined, scriptedSpeech, silence } from '../simulators/deepgram/index.ts';
import type { Brain, ChatRequest } from '../simulators/openai/types.ts';

/** Everybody else's latencies in a bench, in ms: fixed, and not counted. The recogniser's is its endpointing alone. */
export const LATENCIES = { endpointing: 300, llmFirstToken: 60, llmPerToken: 5, ttsFirstByte: 60 } as const;

/** Not a whole number of frames: however the recogniser's windows lie, the turn is over within the frame that ends at 1,700. */
const WORDS_MS = 1_385;
const TURN_MS = 1_700;
const FRAME_MS = 20;
const KEY = /\bc(\d+)t\d+\b/g;
const FAREWELL = 'Goodbye';
const QUESTION = 'What times are free';

/** A word that runs through all that is said in one turn, so that what each process sees of it can be put together. */
export const keyOf = (call: number, turn: number): string => `c${call}t${turn}`;

export const callOf = (key: string): number => Number(key.slice(1, key.indexOf('t')));

/** The last key in a text. */
export const keyIn = (text: string): string | null => text.match(KEY)?.at(-1) ?? null;

/** Every third turn needs a look into the database. */
export const wordsOf = (call: number, turn: number): string =>
  `${turn % 3 === 1 ? QUESTION : 'Please tell me more'} ${keyOf(call, turn)}`;

export const farewellOf = (call: number, turn: number): string => `${FAREWELL} ${keyOf(call, turn)}`;

/** The caller's sound, and after it the frame by which the recogniser knows that the turn is over. */
export const soundOf = (words: string): { sound: Buffer; lastFrame: Buffer } => ({
  sound: joined(scriptedSpeech(words, { ms: WORDS_MS }), silence(TURN_MS - WORDS_MS - FRAME_MS)),
  lastFrame: silence(FRAME_MS),
});

/** A model that answers every turn with two short sentences; for questions it looks for free times first, where it may. */
export function brainFor(openDay: string): Brain {
  return (request) => {
    const said = lastWordsIn(request);
    const key = keyIn(said) ?? 'nobody';
    const mayCall = request.tools !== undefined;
    if (said.startsWith(FAREWELL))
      return {
        text: `Goodbye ${key}. Thank you for calling us.`,
        ...(mayCall && { calls: [{ name: 'end_call', arguments: {} }] }),
      };
    const isAnswered = request.messages.at(-1)?.role === 'tool';
    if (said.startsWith(QUESTION) && mayCall && !isAnswered)
      return { calls: [{ name: 'get_available_slots', arguments: { date: openDay, service_type: 'oil_change' } }] };
    return { text: `Let me see ${key}. That should be no problem at all.` };
  };
}

function lastWordsIn(request: ChatRequest): string {
  return request.messages.findLast(({ role }) => role === 'user')?.content ?? '';
}

/** Which token of a reply shows that its first sentence is over: the one after it. Null where there is no first sentence. */
export function tokenAfterSentence(text: string): number | null {
  const tokens = text.match(/\s*\S+/g) ?? [];
  const last = tokens.findIndex((token) => /[.!?]$/.test(token));
  return last === -1 ? null : last + 1;
}
