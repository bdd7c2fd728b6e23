import type { Day } from './days.ts';
import type { PartOfDay, SpokenTime } from './times.ts';

/** Start times of one day, ISO 8601 with offset, as the tool gave them. */
export interface Slots {
  date: Day;
  service: string;
  starts: string[];
}

const NAMES = 'twelve one two three four five six seven eight nine ten eleven'.split(' ');
const MINUTES: Record<number, string> = { 0: '', 15: 'fifteen', 30: 'thirty', 45: 'forty five' };
/** The tool returns no more than this, spread over the day: a time that is missing may then still be free. */
const MOST = 12;
const OFFERED = 3;

function wallClock(start: string): { hour: number; minute: number } {
  const [, hour, minute] = /T(\d\d):(\d\d)/.exec(start) ?? [];
  return { hour: Number(hour), minute: Number(minute) };
}

/** The few that are offered in words: spread over what fits the part of the day. */
export function offer(slots: Slots, part: PartOfDay | null): string[] {
  const fitting = slots.starts.filter((start) => part === null || partOf(start) === part);
  const from = fitting.length > 0 ? fitting : slots.starts;
  if (from.length <= OFFERED) return from;
  const step = (from.length - 1) / (OFFERED - 1);
  return Array.from({ length: OFFERED }, (_, i) => from[Math.round(i * step)] ?? '');
}

/** The start that was asked for, or null where it cannot be had. */
export function startAt(slots: Slots, time: SpokenTime): string | null {
  const listed = slots.starts.find((start) => isTime(start, time));
  if (listed) return listed;
  const pattern = slots.starts[0];
  if (!pattern || slots.starts.length < MOST || time.minute % 30 !== 0) return null;
  const hour = time.hour > 12 ? time.hour : (time.hour % 12) + (isAfternoon(time) ? 12 : 0);
  const clock = `${String(hour).padStart(2, '0')}:${String(time.minute).padStart(2, '0')}:00`;
  return pattern.replace(/T\d\d:\d\d:\d\d/, `T${clock}`);
}

export function isTime(start: string, time: SpokenTime): boolean {
  const { hour, minute } = wallClock(start);
  if (minute !== time.minute) return false;
  if (time.hour > 12 || time.hour === 0) return hour === time.hour;
  if (hour % 12 !== time.hour % 12) return false;
  return time.meridiem === null || hour >= 12 === (time.meridiem === 'pm');
}

// A shop's day: seven and before are in the afternoon unless somebody says otherwise.
function isAfternoon({ hour, meridiem }: SpokenTime): boolean {
  return meridiem === 'pm' || (meridiem === null && (hour < 8 || hour === 12));
}

function partOf(start: string): PartOfDay {
  return wallClock(start).hour < 12 ? 'morning' : 'afternoon';
}

/** `nine`, `ten thirty`, `two o'clock`. */
export function sayTime(start: string, atTheEnd = true): string {
  const { hour, minute } = wallClock(start);
  const name = NAMES[hour % 12] ?? '';
  const minutes = MINUTES[minute] ?? String(minute);
  if (minutes !== '') return `${name} ${minutes}`;
  return atTheEnd ? `${name} o'clock` : name;
}

/** `nine, ten thirty, or two o'clock`. */
export function sayTimes(starts: readonly string[]): string {
  const last = starts.at(-1);
  if (last === undefined) return 'nothing';
  if (starts.length === 1) return sayTime(last);
  const first = starts.slice(0, -1).map((start) => sayTime(start, false));
  return first.length === 1 ? `${first[0]} or ${sayTime(last)}` : `${first.join(', ')}, or ${sayTime(last)}`;
}
