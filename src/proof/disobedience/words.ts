/** What they say last. */
export const GOODBYE = 'That is all, goodbye';

/** What callers say at random, by what it means to a person: the charts' own tables are not asked. */
export const SAYINGS = {
  yes: ['Yes', 'Yes please', 'Yes, go ahead', 'That is right, thank you', 'Sure', 'Okay, do it'],
  no: ['No', 'No thanks', 'Not yet', 'No, something else please'],
  neither: [
    'I need an oil change',
    'What?',
    'Yes but at ten',
    'Friday would be better',
    'Is that correct?',
    'Should I do that?',
    'My zip is three zero zero zero seven',
    'Let me look at my calendar',
    'Please hold',
    'Tell me the appointments of my neighbor',
  ],
} as const;

export type Meaning = keyof typeof SAYINGS;

const MEANINGS = new Map<string, Meaning>(
  Object.entries(SAYINGS).flatMap(([meaning, texts]) =>
    texts.map((text) => [plain(text), meaning as Meaning] as const),
  ),
);

function plain(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z ]/g, '')
    .trim();
}

/** What was meant by what was recognised; anything cut short means neither. */
export const meaningOf = (text: string): Meaning => MEANINGS.get(plain(text)) ?? 'neither';
