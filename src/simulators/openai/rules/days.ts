import { numberAt, ordinalAt } from './numbers.ts';
import { hasNear, near } from './words.ts';

const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
const MONTHS = 'january february march april may june july august september october november december'.split(' ');
const DAY_MS = 86_400_000;

/** A calendar day, `YYYY-MM-DD`. */
export type Day = string;

export function addDays(day: Day, days: number): Day {
  return new Date(Date.parse(`${day}T12:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

function weekdayOf(day: Day): number {
  return new Date(`${day}T12:00:00Z`).getUTCDay();
}

/** The day that was meant, seen from `today`: never in the past. Null where none was named. */
export function dayIn(words: readonly string[], today: Day): Day | null {
  const text = words.join(' ');
  if (/\bday after tomorrow\b/.test(text)) return addDays(today, 2);
  if (/\bto ?morrow\b/.test(text) || hasNear(words, 'tomorrow')) return addDays(today, 1);
  const date = dateIn(words, today);
  if (date) return date;
  const weekday = WEEKDAYS.findIndex((name) => words.some((word) => near(word, name) || word === `${name}s`));
  if (weekday >= 0) return addDays(today, ((weekday - weekdayOf(today) + 6) % 7) + 1);
  if (/\bto ?day\b/.test(text)) return today;
  if (/\bnext week\b/.test(text)) return addDays(today, ((1 - weekdayOf(today) + 6) % 7) + 1);
  return null;
}

function dateIn(words: readonly string[], today: Day): Day | null {
  for (let i = 0; i < words.length; i++) {
    const month = MONTHS.indexOf(words[i] ?? '');
    if (month < 0) continue;
    const after = words[i + 1] === 'the' ? i + 2 : i + 1;
    const before = words[i - 1] === 'of' ? i - 2 : i - 1;
    const day = ordinalAt(words, after) ?? numberAt(words, after) ?? ordinalAt(words, before);
    if (day) return nextDate(month + 1, day.value, today);
  }
  for (let i = 0; i < words.length; i++) {
    // `the second` is more often a choice than a date; from the fourth on nobody was offered so many.
    const day = words[i] === 'the' || words[i] === 'on' ? ordinalAt(words, i + 1) : null;
    if (day && day.value >= 4) return nextDayOfMonth(day.value, today);
  }
  return null;
}

function nextDate(month: number, day: number, today: Day): Day | null {
  const year = Number(today.slice(0, 4));
  const candidates = [year, year + 1].map((y) => `${y}-${pad(month)}-${pad(day)}`);
  return candidates.find((date) => isReal(date) && date >= today) ?? null;
}

function nextDayOfMonth(day: number, today: Day): Day | null {
  for (let i = 0; i < 62; i++) {
    const date = addDays(today, i);
    if (Number(date.slice(8)) === day) return date;
  }
  return null;
}

/** A date of birth: month, day and year. */
export function birthDateIn(words: readonly string[], year: number | null): Day | null {
  const month = words.findIndex((word) => MONTHS.includes(word));
  if (month < 0 || year === null) return null;
  const day = ordinalAt(words, month + 1) ?? numberAt(words, month + 1);
  return day ? `${year}-${pad(MONTHS.indexOf(words[month] ?? '') + 1)}-${pad(day.value)}` : null;
}

function isReal(date: Day): boolean {
  const parsed = new Date(`${date}T12:00:00Z`);
  return !Number.isNaN(parsed.getTime()) && parsed.toISOString().slice(0, 10) === date;
}

function pad(value: number): string {
  return String(value).padStart(2, '0');
}

/** `Tuesday, December 1st`. */
export function sayDay(day: Day): string {
  const names = new Date(`${day}T12:00:00Z`);
  const month = MONTHS[names.getUTCMonth()] ?? '';
  return `${capital(WEEKDAYS[names.getUTCDay()] ?? '')}, ${capital(month)} ${nth(names.getUTCDate())}`;
}

function nth(n: number): string {
  const ending = n > 10 && n < 20 ? 'th' : (['th', 'st', 'nd', 'rd'][n % 10] ?? 'th');
  return `${n}${ending}`;
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
