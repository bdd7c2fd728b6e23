import { CONSENT_MATTERS, type Consent, type ConsentMatter } from '../ports/consents.ts';

/**
 * How it is understood that a caller wants texts or reminder calls, or wants no more of them. The tables are plain phrases, lower
 * case, without punctuation and with "don't" written "do not": a designer adds a line where a caller was misunderstood.
 */
interface Phrases {
  /** These want it. None counts beside a word of `DOUBT`. */
  given: readonly string[];
  /** These want no more of it, wherever they stand. */
  withdrawn: readonly string[];
  /** And these where nothing follows: "do not call me", but not "do not call me Jim". */
  withdrawnAtTheEnd: readonly string[];
}

const PHRASES: Record<ConsentMatter, Phrases> = {
  texts: {
    given: [
      'you can text',
      'you may text',
      'can you text me',
      'could you text me',
      'would you text me',
      'please text me',
      'text me please',
      'text me the',
      'text me a',
      'text me when',
      'text me if',
      'text me my',
      'just text me',
      'text me instead',
      'send me a text',
      'send me texts',
      'send me text messages',
      'send me the confirmation by text',
      'send it by text',
      'send me an sms',
      'send me a text message',
      'start texting me',
      'i would like texts',
      'i would like a text',
      'i would like to get texts',
      'i want texts',
      'texts are fine',
      'texts are okay',
      'texting is fine',
      'texting is okay',
      'a text is fine',
      'a text would be',
    ],
    withdrawn: [
      'stop texting',
      'stop the texts',
      'stop the text messages',
      'stop sending me texts',
      'stop sending me text messages',
      'stop sending texts',
      'quit texting',
      'do not text me',
      'never text me',
      'do not send me texts',
      'do not send me text messages',
      'do not send me any texts',
      'do not send me any more texts',
      'do not want texts',
      'do not want any texts',
      'do not want any more texts',
      'do not want to get texts',
      'do not want text messages',
      'no more texts',
      'no more text messages',
      'no texts please',
      'take me off your text',
    ],
    withdrawnAtTheEnd: ['no texts', 'no text messages'],
  },
  reminders: {
    given: [
      'please remind me',
      'remind me please',
      'you can remind me',
      'you may remind me',
      'can you remind me',
      'could you remind me',
      'remind me the day before',
      'remind me a day before',
      'give me a reminder',
      'i would like a reminder',
      'i would like reminders',
      'i would like to be reminded',
      'i want to be reminded',
      'i want reminders',
      'call me the day before',
      'call me a day before',
      'call me to remind me',
      'you can call me to remind me',
      'a reminder call would be',
      'a reminder call is fine',
      'reminders are fine',
      'reminder calls are fine',
    ],
    withdrawn: [
      'stop calling',
      'stop the calls',
      'stop the reminders',
      'stop the reminder calls',
      'stop reminding me',
      'quit calling',
      'do not call me again',
      'do not call me any more',
      'do not call me anymore',
      'do not call me ever',
      'do not call me to remind me',
      'do not call me with reminders',
      'never call me again',
      'do not ever call me',
      'do not remind me',
      'do not want reminders',
      'do not want any reminders',
      'do not want any more reminders',
      'do not want reminder calls',
      'do not want any more calls',
      'do not want any more reminder calls',
      'do not want to be reminded',
      'do not want to be called',
      'do not need reminders',
      'do not need any reminders',
      'no more calls',
      'no more reminders',
      'no more reminder calls',
      'no reminder calls',
      'take me off your call',
    ],
    withdrawnAtTheEnd: ['do not call me', 'do not call', 'no reminders', 'no calls'],
  },
};

/** These want no more of anything. */
const NOTHING_AT_ALL = [
  'do not contact me',
  'do not call or text me',
  'do not text or call me',
  'stop contacting me',
  'take me off your list',
  'take me off the list',
  'remove me from your list',
  'remove me from the list',
  'unsubscribe me',
];

/** Beside one of these nothing is given: it is asked, told or denied, not agreed to. */
const DOUBT = [
  'no',
  'not',
  'never',
  'stop',
  'without',
  'why',
  'did',
  'does',
  'if you text',
  'if you remind',
  'remind me what',
  'remind me when',
  'remind me which',
  'remind me where',
  'remind me who',
  'remind me how',
  'remind me why',
  'remind me of',
  'remind me about',
  'remind me again',
];

/** What stands between two things that are said in one breath, besides punctuation. */
const BETWEEN = /[.?!,;:]+|\b(?:but|and)\b/;

/**
 * What a caller has said of texts and reminder calls; nothing where they spoke of something else. Pure. Giving has to be
 * unmistakable; to take back, any of many words will do.
 */
export function consentsIn(text: string): Consent[] {
  const parts = text.toLowerCase().split(BETWEEN).map(normal);
  return CONSENT_MATTERS.flatMap((matter): Consent[] => {
    if (parts.some((part) => takesBack(part, PHRASES[matter]))) return [{ matter, given: false }];
    return parts.some((part) => gives(part, PHRASES[matter])) ? [{ matter, given: true }] : [];
  });
}

/** No punctuation, contractions opened, single spaces, and a space at both ends so that words match whole. */
function normal(part: string): string {
  const plain = part
    .replace(/[’`]/g, "'")
    .replace(/\bcan't\b|\bcannot\b/g, 'can not')
    .replace(/\bwon't\b/g, 'will not')
    .replace(/n't\b/g, ' not')
    .replace(/\bi'd\b/g, 'i would')
    .replace(/[^a-z' ]+/g, ' ');
  return ` ${plain.replace(/\s+/g, ' ').trim()} `;
}

const holdsOne = (part: string, phrases: readonly string[]) => phrases.some((phrase) => part.includes(` ${phrase} `));
const endsWithOne = (part: string, phrases: readonly string[]) =>
  phrases.some((phrase) => part.endsWith(` ${phrase} `));
/** "Please" and "at all" at the end change nothing. */
const withoutManners = (part: string) => part.replace(/( please| at all| thank you| thanks)+ $/, ' ');

function takesBack(part: string, { withdrawn, withdrawnAtTheEnd }: Phrases): boolean {
  return (
    holdsOne(part, withdrawn) || holdsOne(part, NOTHING_AT_ALL) || endsWithOne(withoutManners(part), withdrawnAtTheEnd)
  );
}

function gives(part: string, { given }: Phrases): boolean {
  return holdsOne(part, given) && !holdsOne(part, DOUBT);
}
