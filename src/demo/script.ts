import type { ShopTime } from '../shop/calendar.ts';
import { addDays } from '../shop/dates.ts';

/** What the caller does next: waits for silence and speaks, or speaks in the middle of what Sophie says. */
export interface Line {
  text: string;
  when: 'after-reply' | 'in-the-middle';
}

const DAYS_AHEAD = 6;

/** The next open day that is neither today nor tomorrow and has its own name, so that the demonstration runs on any day. */
export function openWeekday(shopTime: ShopTime, now: Date): string {
  const today = shopTime.dateOf(now);
  for (let ahead = 2; ahead <= DAYS_AHEAD; ahead++) {
    const date = addDays(today, ahead);
    // Saturdays are short and their slots go first.
    if ('opens' in shopTime.opening(date) && shopTime.weekdayOf(date) !== 'Saturday') return shopTime.weekdayOf(date);
  }
  throw new Error(`expected an open weekday within ${DAYS_AHEAD} days, got none`);
}

/** A caller who wants an oil change, asks for the hours, has heard enough of them, takes the first slot, agrees and says goodbye. */
export const scriptFor = (weekday: string): Line[] => [
  { text: 'Hi, I need to schedule an oil change', when: 'after-reply' },
  { text: 'What time do you close on Saturday', when: 'after-reply' },
  { text: `Okay, do you have anything available on ${weekday} morning`, when: 'in-the-middle' },
  { text: 'The first one please', when: 'after-reply' },
  { text: 'Yes, that works for me', when: 'after-reply' },
  { text: "No thank you, that's all. Goodbye", when: 'after-reply' },
];
