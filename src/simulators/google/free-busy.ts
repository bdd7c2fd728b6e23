import { emptyRange, invalid, missing } from './refusals.ts';
import { instantOfTime, readInstant } from './times.ts';
import type { Json, StoredEvent } from './types.ts';

const MOST_CALENDARS = 50;

export interface Block {
  start: number;
  end: number;
}

/** What is busy in the window: opaque events that stand, cut to the window, in order, those that touch made one. */
export function busyBlocks(events: readonly StoredEvent[], zone: string, { start: from, end: to }: Block): Block[] {
  const blocks: Block[] = [];
  for (const event of events) {
    if (event.status === 'cancelled' || event.transparency === 'transparent') continue;
    const start = Math.max(from, instantOfTime(event.start, zone) ?? to);
    const end = Math.min(to, instantOfTime(event.end, zone) ?? from);
    if (start < end) blocks.push({ start, end });
  }
  const merged: Block[] = [];
  for (const block of blocks.sort((a, b) => a.start - b.start)) {
    const last = merged.at(-1);
    if (last && block.start <= last.end) last.end = Math.max(last.end, block.end);
    else merged.push({ ...block });
  }
  return merged;
}

export interface Readable {
  zone: string;
  events: readonly StoredEvent[];
}

/**
 * The answer to freeBusy. A calendar that cannot be read has `errors` and an empty `busy`, in an answer that is a success.
 * @param unreadable the reason, by calendar, for calendars that exist and yet cannot be read
 */
export function freeBusy(
  body: Json,
  calendar: (id: string) => Readable | undefined,
  unreadable: ReadonlyMap<string, string>,
): Json {
  const window = { start: bound(body, 'timeMin'), end: bound(body, 'timeMax') };
  if (window.end <= window.start) throw emptyRange();
  if (!Array.isArray(body.items)) throw missing('items');
  const ids = body.items.map((item: unknown) => String((item as { id?: unknown } | null)?.id ?? ''));
  const answer = (id: string) => {
    const readable = calendar(id);
    const reason = ids.length > MOST_CALENDARS ? 'tooManyCalendarsRequested' : unreadable.get(id);
    if (!readable || reason !== undefined)
      return { errors: [{ domain: 'global', reason: reason ?? 'notFound' }], busy: [] };
    const blocks = busyBlocks(readable.events, readable.zone, window);
    return { busy: blocks.map(({ start, end }) => ({ start: seconds(start), end: seconds(end) })) };
  };
  return {
    kind: 'calendar#freeBusy',
    timeMin: new Date(window.start).toISOString(),
    timeMax: new Date(window.end).toISOString(),
    calendars: Object.fromEntries(ids.map((id) => [id, answer(id)])),
  };
}

function bound(body: Json, name: 'timeMin' | 'timeMax'): number {
  if (body[name] === undefined) throw missing(name);
  const at = readInstant(body[name]);
  if (at === null) throw invalid(name);
  return at;
}

function seconds(at: number): string {
  return new Date(at).toISOString().replace(/\.\d+Z$/, 'Z');
}
