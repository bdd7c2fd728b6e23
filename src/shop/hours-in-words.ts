import type { WeekHours } from './hours.ts';
import type { Holidays } from './shop-file.ts';

const DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const;

/** `08:00` as `8 AM`, `14:30` as `2:30 PM`. */
function clockTime(time: string): string {
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  const minutes = minute === 0 ? '' : `:${String(minute).padStart(2, '0')}`;
  return `${hour % 12 === 0 ? 12 : hour % 12}${minutes} ${hour < 12 ? 'AM' : 'PM'}`;
}

/** The week's opening hours as they may be told to a caller; days that are alike are told together. */
export function hoursInWords(hours: WeekHours, { rule, also }: Holidays): string {
  const told = DAYS.map((day) => {
    const open = hours[day];
    return { day, when: open ? `${clockTime(open.opens)} to ${clockTime(open.closes)}` : 'closed' };
  });
  const spans: { from: string; to: string; when: string }[] = [];
  for (const { day, when } of told) {
    const last = spans.at(-1);
    if (last?.when === when) last.to = day;
    else spans.push({ from: day, to: day, when });
  }
  const spoken = spans.map(({ from, to, when }) => `${from === to ? from : `${from} to ${to}`}: ${when}`);
  const holidays = rule === 'us-federal' ? ['closed on US federal holidays'] : [];
  const days = Object.entries(also).map(([date, name]) => `closed on ${date}, ${name}`);
  return [...spoken, ...holidays, ...days].join('; ');
}
