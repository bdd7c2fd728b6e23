import { WEEKDAYS } from './dates.ts';
import { asUtc, type WallTime } from './zone.ts';

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const;

/** A wall time as a person says it: `Tuesday, December 1st at 9:30 AM`. The year is left out: nothing lies so far ahead. */
export function spokenTime(wall: WallTime): string {
  const weekday = WEEKDAYS[new Date(asUtc(wall)).getUTCDay()];
  const hour = wall.hour % 12 === 0 ? 12 : wall.hour % 12;
  const minute = wall.minute === 0 ? '' : `:${String(wall.minute).padStart(2, '0')}`;
  const half = wall.hour < 12 ? 'AM' : 'PM';
  return `${weekday}, ${MONTHS[wall.month - 1]} ${ordinal(wall.day)} at ${hour}${minute} ${half}`;
}

/** `1st`, `2nd`, `11th`, `23rd` */
function ordinal(n: number): string {
  const teen = n % 100 >= 11 && n % 100 <= 13;
  const ending = teen ? 'th' : (['th', 'st', 'nd', 'rd'][n % 10] ?? 'th');
  return `${n}${ending}`;
}
