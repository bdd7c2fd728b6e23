/**
 * Local wall time and instants, by the zone data that the runtime carries (Intl). A wall time that does not exist or exists
 * twice, at a change of the clocks, is taken as Temporal's `compatible` does: shifted forward past a gap, the earlier of two.
 */
export interface WallTime {
  year: number;
  /** 1–12 */
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
}

const MINUTE = 60_000;
const DAY = 86_400_000;
const formats = new Map<string, Intl.DateTimeFormat>();

/** The wall time that a clock in the zone shows at this instant. */
export function wallTime(instant: Date, zone: string): WallTime {
  const parts: Record<string, number> = {};
  for (const { type, value } of formatOf(zone).formatToParts(instant)) parts[type] = Number(value);
  const { year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0 } = parts;
  return { year, month, day, hour, minute, second };
}

/** Minutes that the zone's clocks are ahead of UTC at this instant: −300 for New York in winter. */
export function offsetMinutes(instant: Date, zone: string): number {
  const whole = Math.floor(instant.getTime() / 1000) * 1000;
  return (asUtc(wallTime(instant, zone)) - whole) / MINUTE;
}

/** The instant at which the zone's clocks show this wall time. */
export function instantOf(wall: WallTime, zone: string): Date {
  const local = asUtc(wall);
  // The offsets in force a day to either side are the only two that can hold here: zones change at most once in a day.
  const before = offsetMinutes(new Date(local - DAY), zone);
  const after = offsetMinutes(new Date(local + DAY), zone);
  for (const offset of [before, after]) {
    const instant = new Date(local - offset * MINUTE);
    if (offsetMinutes(instant, zone) === offset) return instant;
  }
  return new Date(local - before * MINUTE);
}

/** ISO 8601 in the zone's wall time with its offset, to the second: `2026-12-01T09:00:00-05:00`. */
export function isoInZone(instant: Date, zone: string): string {
  const w = wallTime(instant, zone);
  const offset = offsetMinutes(instant, zone);
  const ahead = Math.abs(offset);
  const sign = offset < 0 ? '-' : '+';
  const time = `${pad(w.hour)}:${pad(w.minute)}:${pad(w.second)}`;
  return `${isoDate(w)}T${time}${sign}${pad(Math.floor(ahead / 60))}:${pad(ahead % 60)}`;
}

/** The date part, `2026-12-01`. */
export function isoDate(wall: Pick<WallTime, 'year' | 'month' | 'day'>): string {
  return `${String(wall.year).padStart(4, '0')}-${pad(wall.month)}-${pad(wall.day)}`;
}

/** A wall time as if it were UTC, in ms: for arithmetic on calendars, not an instant. */
export function asUtc(wall: WallTime): number {
  return Date.UTC(wall.year, wall.month - 1, wall.day, wall.hour, wall.minute, wall.second);
}

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) return known;
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    calendar: 'gregory',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  formats.set(zone, format);
  return format;
}

function pad(n: number): string {
  return String(n).padStart(2, '0');
}
