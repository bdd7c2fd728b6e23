import { readDate } from '../../shop/dates.ts';
import { instantOf, isoInZone } from '../../shop/zone.ts';
import { emptyRange, invalid, missing } from './refusals.ts';
import type { EventTime } from './types.ts';

const WITH_OFFSET = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/i;
const LOCAL = /^(\d{4}-\d{2}-\d{2})T(\d{2}):(\d{2}):(\d{2})(\.\d+)?$/;

/** RFC 3339 with an offset, in ms since the epoch; null where it is anything else. */
export function readInstant(text: unknown): number | null {
  if (typeof text !== 'string' || !WITH_OFFSET.test(text)) return null;
  const at = Date.parse(text);
  return Number.isNaN(at) ? null : at;
}

/** The instant of an event's start or end; null where it cannot be read. `end.date` is the first day that is free again. */
export function instantOfTime(time: EventTime, zone: string): number | null {
  if (time.date !== undefined) return midnight(time.date, zone);
  const exact = readInstant(time.dateTime);
  if (exact !== null) return exact;
  const local = LOCAL.exec(time.dateTime ?? '');
  const day = local?.[1] === undefined ? null : readDate(local[1]);
  if (!local || !day || time.timeZone === undefined) return null;
  const [hour = 0, minute = 0, second = 0] = local.slice(2, 5).map(Number);
  return instantOf({ ...day, hour, minute, second }, time.timeZone).getTime();
}

function midnight(date: string, zone: string): number | null {
  const day = readDate(date);
  return day && instantOf({ ...day, hour: 0, minute: 0, second: 0 }, zone).getTime();
}

/** The start and end of a request as the service keeps them: in the zone of the calendar, whatever offset they came with. */
export function normalSpan(start: unknown, end: unknown, zone: string): { start: EventTime; end: EventTime } {
  const [from, to] = [readTime(start, 'start', zone), readTime(end, 'end', zone)];
  if (to.at <= from.at) throw emptyRange();
  return { start: from.time, end: to.time };
}

function readTime(value: unknown, location: 'start' | 'end', zone: string): { time: EventTime; at: number } {
  if (typeof value !== 'object' || value === null) throw missing(location);
  const time = value as EventTime;
  const at = instantOfTime(time, zone);
  if (at === null) throw invalid(location);
  if (time.date !== undefined) return { time: { date: time.date }, at };
  const { timeZone = zone } = time;
  return { time: { dateTime: isoInZone(new Date(at), zone), timeZone }, at };
}
