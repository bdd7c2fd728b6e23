import { birthDateIn, type Day, dayIn } from './days.ts';
import { digitsIn, ordinalAt, spelledIn, vinIn, yearIn } from './numbers.ts';
import { type PartOfDay, partOfDayIn, type SpokenTime, timeIn } from './times.ts';
import { hasNear, wordsOf } from './words.ts';

export type Wish =
  | 'book'
  | 'cancel'
  | 'reschedule'
  | 'list'
  | 'confirm'
  | 'history'
  | 'hours'
  | 'place'
  | 'price'
  | 'person'
  | 'bye';

/** Everything that may be meant by what was heard. Which of it counts is for the place in the dialog to say. */
export interface Heard {
  text: string;
  words: string[];
  wish: Wish | null;
  service: string | null;
  day: Day | null;
  /** `as soon as possible`, `any day`. */
  anyDay: boolean;
  time: SpokenTime | null;
  part: PartOfDay | null;
  /** Which of the things offered: 1 is the first, -1 the last. */
  choice: number | null;
  answer: 'yes' | 'no' | null;
  digits: string;
  spelled: string;
  vin: string | null;
  year: number | null;
  birthDate: Day | null;
}

/** Patterns over plain words. What a small recogniser makes of each is in the pattern beside what was said. */
const SERVICES: [string, RegExp][] = [
  [
    'engine_diagnostics',
    /check engine|engine (?:light|noise)|warning light|diagnos|misfir|wont start|overheat|strange (?:noise|sound)|\bengine\b/,
  ],
  ['oil_change', /\boil\b|\b(?:all|old|oi|oral|well|our|oils) (?:change|chain|changed|exchange)\b|\blube\b/],
  ['brake_service', /\bbrak\w*|\bbreaks?\b(?! down)|squeal|grinding/],
  ['tire_rotation', /\b(?:tires?|tyres?|rotat\w*)\b|\b(?:tie|tired|higher|tyre) rotation/],
  ['inspection', /\binspect\w*|emissions?\b|\bin spection/],
  [
    'general_maintenance',
    /maintenance|tune ?up|check ?up|air condition|\bfluids?\b|\bwipers?\b|\bcoolant\b|\bbattery\b|service (?:on |for )?(?:it|my|the|our)|\d+ (?:thousand )?miles?\b|general service|regular service/,
  ],
];

const WISHES: [Wish, RegExp][] = [
  [
    'person',
    /\b(?:human|representative|operator|manager|real person|agent|supervisor)\b|(?:speak|talk|talking|speaking) (?:to|with) (?:a |an |some|the )/,
  ],
  [
    'reschedule',
    /re ?schedul|postpone|(?:move|change|push|shift|switch) (?:my|the|an|that|our) (?:\w+ ){0,3}?(?:appointment|booking|service)|\bmove (?:it|that|this)\b|(?:different|another|new) (?:day|time) for my/,
  ],
  ['cancel', /\bcan ?cel\w*|\b(?:council|counsel|cancer) (?:my|the|an)\b/],
  ['confirm', /confirm (?:my|the|an|that) appointment|(?:calling|like|want) to confirm/],
  [
    'history',
    /service history|\bhistory\b|last (?:service|oil change|time i)|what (?:was|did|have) (?:you )?(?:done|do|you do)/,
  ],
  [
    'list',
    /(?:when|what time|what day|do i have|which).{0,20}\b(?:my|an|any) (?:next |upcoming )?appointments?\b|upcoming appointments?|remind me when/,
  ],
  ['price', /how much|\bprices?\b|\bcosts?\b|\bcharge\b|expensive/],
  [
    'hours',
    /what time do you|when (?:do|are) you (?:open|close)|\bhours\b|are you (?:guys )?open|how late|(?:open|close) on (?:saturday|sunday)/,
  ],
  [
    'place',
    /where (?:are|is) (?:you|your|the shop|it)\b|your address|the address|\bdirections\b|how (?:do|can) i (?:find|get to) you/,
  ],
  [
    'bye',
    /\b(?:good ?bye|bye|good night|thats (?:all|it|everything)|that is (?:all|it|everything)|that will be all|thatll be all|nothing else|im (?:all )?(?:good|set|done)|have a (?:good|great|nice))\b/,
  ],
];

const NO = /\b(?:no|nope|nah|not|dont|doesnt|wont|cant|wrong|incorrect|never ?mind|neither|none)\b/;
const NO_THAT_IS_NONE = /\b(?:no problem|no worries|not a problem|why not|dont mind|doesnt matter)\b/;
const YES =
  /\b(?:yes|yeah|yep|yup|yah|ya|yea|yet|sure|correct|right|exactly|absolutely|definitely|perfect|great|fine|ok|okay|works|good|go ahead|please do|of course|book it|do it|lets do|confirm|that one|agreed|certainly|sounds)\b/;

/** Reads what was heard. `today` is the day of the call, for `tomorrow` and the weekdays. */
export function hear(text: string, today: Day): Heard {
  const words = wordsOf(text);
  const line = words.join(' ');
  const service = SERVICES.find(([, pattern]) => pattern.test(line))?.[0] ?? null;
  const year = yearIn(words);
  return {
    text,
    words,
    wish: wishIn(words, line, service),
    service,
    day: dayIn(words, today),
    anyDay: /soon as|any ?(?:day|time)|whenever|earliest|first available|next available|soonest/.test(line),
    time: timeIn(words),
    part: partOfDayIn(words),
    choice: choiceIn(words, line),
    answer: answerIn(line),
    digits: digitsIn(words),
    spelled: spelledIn(words),
    vin: vinIn(words),
    year,
    birthDate: birthDateIn(words, year),
  };
}

function wishIn(words: readonly string[], line: string, service: string | null): Wish | null {
  const wish = WISHES.find(([, pattern]) => pattern.test(line))?.[0];
  if (wish) return wish;
  if (hasNear(words, 'reschedule')) return 'reschedule';
  if (hasNear(words, 'cancel')) return 'cancel';
  const isBooking = service !== null || /\b(?:book|bring (?:it|my|her|the)|come in|schedule|service)\b/.test(line);
  return isBooking || hasNear(words, 'appointment') || hasNear(words, 'schedule') ? 'book' : null;
}

function choiceIn(words: readonly string[], line: string): number | null {
  if (/\b(?:the last|latest|last one)\b/.test(line)) return -1;
  if (/\b(?:earliest|first available)\b/.test(line)) return 1;
  for (let i = 0; i < words.length; i++) {
    const nth = ordinalAt(words, i);
    const isChoice = nth && nth.value <= 3 && (words[i - 1] === 'the' || words[i + 1] === 'one' || words.length <= 3);
    if (isChoice) return nth.value;
  }
  const numbered = /\b(?:number|option) (one|two|three|1|2|3)\b/.exec(line)?.[1];
  return numbered ? ['one', 'two', 'three'].indexOf(numbered) + 1 || Number(numbered) : null;
}

function answerIn(line: string): 'yes' | 'no' | null {
  if (NO_THAT_IS_NONE.test(line)) return 'yes';
  if (NO.test(line)) return 'no';
  return YES.test(line) ? 'yes' : null;
}
