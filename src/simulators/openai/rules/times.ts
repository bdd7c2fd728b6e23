import { asNumberWord, numberAt } from './numbers.ts';

export interface SpokenTime {
  /** As said: 1 to 12, or 0 to 23 where a 24-hour time was said. */
  hour: number;
  minute: number;
  meridiem: 'am' | 'pm' | null;
  /** Only a number, which may be something else: for use where a time was asked for. */
  bare: boolean;
}

export type PartOfDay = 'morning' | 'afternoon';

/** The first time of day in what was said; one that is surely a time before one that is a mere number. */
export function timeIn(words: readonly string[]): SpokenTime | null {
  const heard = words.map((word, i) => (numberAt(words, i) ? word : mend(words, i)));
  const found = heard.map((_, i) => timeAt(heard, i)).filter((time) => time !== null);
  return found.find((time) => !time.bare) ?? found.at(-1) ?? null;
}

export function partOfDayIn(words: readonly string[]): PartOfDay | null {
  if (words.some((word) => word === 'morning' || word === 'mornings' || word === 'early')) return 'morning';
  if (words.some((word) => /^(?:afternoon|afternoons|evening|late|lunch)$/.test(word))) return 'afternoon';
  return null;
}

function timeAt(words: readonly string[], i: number): SpokenTime | null {
  const word = words[i] ?? '';
  if (words[i - 1] === 'past' || words[i - 1] === 'to' || words[i - 1] === 'till') {
    if (words[i - 2] === 'half' || words[i - 2] === 'quarter') return null; // told with the `half`
  }
  if (word === 'noon' || word === 'midday') return time(12, 0, 'pm');
  const clock = /^(\d{1,2}):(\d{2})$/.exec(word);
  if (clock) return checked(Number(clock[1]), Number(clock[2]), meridiemAt(words, i + 1));
  const joined = /^(\d{1,2})(am|pm)$/.exec(word);
  if (joined) return checked(Number(joined[1]), 0, joined[2] === 'am' ? 'am' : 'pm');
  const run = /^(\d{1,2})([0-5][05])$/.exec(word);
  if (run && Number(run[1]) <= 12) return checked(Number(run[1]), Number(run[2]), meridiemAt(words, i + 1));
  if (word === 'half' || word === 'quarter') return aroundTheHour(words, i);
  return hourAt(words, i);
}

function aroundTheHour(words: readonly string[], i: number): SpokenTime | null {
  const joint = words[i + 1] ?? '';
  const hour = numberAt(words, i + 2);
  if (!hour || hour.value < 1 || hour.value > 12) return null;
  const meridiem = meridiemAt(words, i + 3);
  if (joint === 'past' || joint === 'after') return time(hour.value, words[i] === 'half' ? 30 : 15, meridiem);
  if (words[i] === 'quarter' && /^(?:to|till|until|before|of)$/.test(joint))
    return time(hour.value === 1 ? 12 : hour.value - 1, 45, meridiem);
  return null;
}

/** `the second one`, `that one`. */
const NOT_THE_HOUR = /^(?:the|that|this|first|second|third|last|other|another|same|earlier|later|which|number|option)$/;

function hourAt(words: readonly string[], i: number): SpokenTime | null {
  const hour = numberAt(words, i);
  if (hour?.length !== 1 || hour.value < 1 || hour.value > 12) return null;
  if (isDigit(words[i - 1]) || words[i - 1] === 'thousand') return null; // in the middle of a longer number
  if (words[i] === 'one' && NOT_THE_HOUR.test(words[i - 1] ?? '')) return null;
  const next = words[i + 1] ?? '';
  if (next === 'oclock') return time(hour.value, 0, meridiemAt(words, i + 2));
  if (next === 'am' || next === 'pm') return time(hour.value, 0, next);
  const oh = next === 'oh' || next === 'o' ? 1 : 0;
  const minute = numberAt(words, i + 1 + oh);
  const isMinute =
    minute && (oh ? minute.value < 10 : minute.value >= 10) && minute.value < 60 && minute.value % 5 === 0;
  if (isMinute) {
    if (isDigit(words[i + 1 + oh + minute.length])) return null;
    return time(hour.value, minute.value, meridiemAt(words, i + 1 + oh + minute.length));
  }
  if (isDigit(next)) return null;
  const said =
    /^(?:at|around|about|by|before|after)$/.test(words[i - 1] ?? '') || partOfDayIn(words.slice(i + 1, i + 4)) !== null;
  return { ...time(hour.value, 0, partMeridiem(words, i)), bare: !said };
}

function isDigit(word: string | undefined): boolean {
  return word !== undefined && numberAt([word], 0) !== null;
}

function partMeridiem(words: readonly string[], i: number): 'am' | 'pm' | null {
  const part = partOfDayIn(words.slice(i + 1, i + 4));
  return part === null ? null : part === 'morning' ? 'am' : 'pm';
}

function meridiemAt(words: readonly string[], i: number): 'am' | 'pm' | null {
  const word = words[i];
  return word === 'am' || word === 'pm' ? word : partMeridiem(words, i - 1);
}

function time(hour: number, minute: number, meridiem: 'am' | 'pm' | null): SpokenTime {
  return { hour, minute, meridiem, bare: false };
}

function checked(hour: number, minute: number, meridiem: 'am' | 'pm' | null): SpokenTime | null {
  return hour < 24 && minute < 60 ? time(hour, minute, meridiem) : null;
}

// `to` and `for` are far more often themselves than numbers: only at the end or before a word that makes them a time.
function mend(words: readonly string[], i: number): string {
  const word = words[i] ?? '';
  const next = words[i + 1];
  const isBeforeTime = next === undefined || /^(?:oclock|am|pm|thirty|fifteen|please|works)$/.test(next);
  return isBeforeTime ? asNumberWord(word) : word;
}
