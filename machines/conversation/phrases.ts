import type { ToolName } from '../ports/tools.ts';

/**
 * How an answer to "shall I book it?" is understood, and which words do not take the turn. The tables are plain phrases,
 * lower case, without punctuation: a designer adds a line where a caller was misunderstood.
 */

/** Harmless phrases that hold a word of refusal. They are taken out before refusals are looked for. */
const HARMLESS = [
  'no problem',
  'no worries',
  'not a problem',
  'no trouble',
  'no rush',
  'why not',
  'do not mind',
  'cannot wait',
  'no doubt',
];

/** Anywhere in the answer, one of these makes it a refusal: nothing is changed on a doubtful yes. */
const REFUSAL = [
  'no',
  'nope',
  'nah',
  'not',
  'never',
  'wait',
  'hold on',
  'hang on',
  'stop',
  'cancel that',
  'forget it',
  'wrong',
  'incorrect',
  'instead',
  'rather',
  'different',
  'another',
  'change',
  'actually',
  'sorry but',
  'one second',
  'one moment',
  'let me think',
  'let me check',
  'something else',
  'some other',
];

/** Assent that stands even when a question follows it: "yes, and how long will it take?" */
const STRONG_ASSENT = [
  'yes',
  'yeah',
  'yep',
  'yup',
  'yes please',
  'please do',
  'go ahead',
  'correct',
  'that is correct',
  'that is right',
  'exactly',
  'absolutely',
  'definitely',
  'of course',
  'certainly',
  'sure',
  'sure thing',
  'book it',
  'do it',
  'go for it',
  'you bet',
  'let us do it',
  'let us do that',
  'i confirm',
  'confirmed',
  'confirm it',
  'please book it',
  'i do',
  'you got it',
];

/** Assent only when nothing else is asked in the same breath. */
const WEAK_ASSENT = [
  'ok',
  'okay',
  'alright',
  'all right',
  'right',
  'fine',
  'that is fine',
  'good',
  'sounds good',
  'sounds great',
  'great',
  'perfect',
  'that works',
  'works for me',
  'works',
  'that will work',
  'that will do',
  'wonderful',
  'lovely',
  'please',
  'cool',
  'excellent',
  'uh huh',
  'mm hmm',
  'mhm',
  'no problem',
  'no worries',
  'why not',
  'not a problem',
  'thank you',
  'thanks',
  'that is it',
];

/** "Yes, cancel it" agrees to a cancellation and to nothing else. */
const ASSENT_BY_NAME: Partial<Record<ToolName, readonly string[]>> = {
  cancel_appointment: ['cancel it', 'cancel that', 'please cancel', 'cancel the appointment', 'cancel my appointment'],
  reschedule_appointment: ['move it', 'change it', 'please change', 'reschedule it', 'switch it'],
};

const QUESTION = [
  'what',
  'when',
  'which',
  'who',
  'where',
  'why',
  'how',
  'pardon',
  'excuse me',
  'come again',
  'say that again',
  'repeat',
  'huh',
  'is it',
  'is that',
  'are you',
  'can you',
  'could you',
  'do you',
  'does',
  'did you',
  'will it',
];

/** Said while listening, not to take the turn. Only when nothing else is said. */
const BACKCHANNEL = [
  'uh huh',
  'mm hmm',
  'mhm',
  'mm',
  'hmm',
  'hm',
  'yeah',
  'yes',
  'yep',
  'right',
  'okay',
  'ok',
  'sure',
  'i see',
  'got it',
  'alright',
  'all right',
  'great',
  'good',
  'cool',
  'perfect',
  'go on',
  'ah',
  'oh',
  'uh',
  'um',
  'er',
  'wow',
  'nice',
  'fine',
  'of course',
  'thank you',
  'thanks',
  'sounds good',
];

const FAREWELL = [
  'bye',
  'goodbye',
  'good bye',
  'bye bye',
  'have a good day',
  'have a nice day',
  'you too',
  'thank you',
  'thanks',
  'that is all',
  'take care',
  'see you',
];

export type Answer = 'assent' | 'refusal' | 'unclear';

/** Lower case, contractions opened, no punctuation, single spaces, a space at both ends so that words match whole. */
function normalise(text: string): string {
  const plain = text
    .toLowerCase()
    .replace(/[’`]/g, "'")
    .replace(/\bcan't\b/g, 'cannot')
    .replace(/\bwon't\b/g, 'will not')
    .replace(/\blet's\b/g, 'let us')
    .replace(/n't\b/g, ' not')
    .replace(/\b(that|it|what|here|there|he|she)'s\b/g, '$1 is')
    .replace(/'ll\b/g, ' will')
    .replace(/[^a-z0-9' ]+/g, ' ');
  return ` ${plain.replace(/\s+/g, ' ').trim()} `;
}

const holds = (said: string, phrase: string): boolean => said.includes(` ${phrase} `);
const holdsOne = (said: string, phrases: readonly string[]): boolean => phrases.some((phrase) => holds(said, phrase));

function without(said: string, phrases: readonly string[]): string {
  let rest = said;
  for (const phrase of [...phrases].sort((a, b) => b.length - a.length))
    while (holds(rest, phrase)) rest = rest.replace(` ${phrase} `, ' ');
  return rest;
}

const consistsOf = (said: string, phrases: readonly string[]): boolean =>
  said.trim() !== '' && without(said, phrases).trim() === '';

/**
 * Whether an answer to the read-back of `change` agrees, refuses, or is neither. Pure; a refusal anywhere wins over assent.
 */
export function assess(text: string, change?: ToolName): Answer {
  const said = normalise(text);
  const named = (change && ASSENT_BY_NAME[change]) ?? [];
  const rest = without(said, [...HARMLESS, ...named]);
  if (holdsOne(rest, REFUSAL)) return 'refusal';
  const asks = text.includes('?') || holdsOne(without(said, BACKCHANNEL), QUESTION);
  const doubts = text.trim().endsWith('?') && rest.trim().split(' ').length <= 2;
  if (holdsOne(said, named) || (holdsOne(rest, STRONG_ASSENT) && !doubts)) return 'assent';
  return !asks && holdsOne(said, WEAK_ASSENT) ? 'assent' : 'unclear';
}

/** "Uh-huh", "right", "okay": the caller listens and means us to go on. */
export function isBackchannel(text: string): boolean {
  return !text.includes('?') && consistsOf(normalise(text), BACKCHANNEL);
}

/** Only words of goodbye and thanks: they do not keep the line open while we say ours. */
export function isFarewell(text: string): boolean {
  return consistsOf(normalise(text), [...FAREWELL, ...BACKCHANNEL]);
}

export { consistsOf, holdsOne, normalise, without };
