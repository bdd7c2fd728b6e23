import type { Clock } from '../../clock.ts';
import { conditionNotMet, deleted, duplicate, invalid, notFound } from './refusals.ts';
import { instantOfTime, normalSpan, readInstant } from './times.ts';
import type { Json, StoredEvent } from './types.ts';

const ID = /^[a-v0-9]{5,1024}$/;
const GIVEN = [
  'summary',
  'description',
  'location',
  'transparency',
  'extendedProperties',
  'reminders',
  'status',
] as const;

/** One calendar's events. A deleted event stays, as cancelled, and keeps its id for good. */
export function createEvents(calendarId: string, zone: string, clock: Clock) {
  const events = new Map<string, StoredEvent>();
  let writes = 0;

  const stamp = () => ({ etag: `"${3_400_000_000_000_000 + ++writes}"`, updated: new Date(clock.now()).toISOString() });
  const known = (id: string): StoredEvent => {
    const event = events.get(id);
    if (!event) throw notFound();
    return event;
  };
  /** For writes: the event, if it is still the one that the client has seen. */
  const matching = (id: string, ifMatch: string | undefined): StoredEvent => {
    const event = known(id);
    if (ifMatch !== undefined && ifMatch !== '*' && ifMatch !== event.etag) throw conditionNotMet();
    return event;
  };
  const put = (event: StoredEvent): StoredEvent => {
    events.set(event.id, event);
    return event;
  };

  return {
    zone,
    all: (): StoredEvent[] => [...events.values()],
    get: known,

    insert(body: Json): StoredEvent {
      const id = body.id === undefined ? `made${String(events.size + 1).padStart(22, '0')}` : String(body.id);
      if (!ID.test(id)) throw invalid('id');
      const span = normalSpan(body.start, body.end, zone);
      if (events.has(id)) throw duplicate();
      return put({
        kind: 'calendar#event',
        id,
        htmlLink: `https://www.google.com/calendar/event?eid=${id}`,
        created: new Date(clock.now()).toISOString(),
        creator: { email: calendarId },
        organizer: { email: calendarId, self: true },
        iCalUID: `${id}@google.com`,
        sequence: 0,
        reminders: { useDefault: true },
        eventType: 'default',
        ...stamp(),
        ...pick(body),
        status: body.status === 'tentative' ? 'tentative' : 'confirmed',
        ...span,
      });
    },

    /** Changes the given fields only: objects are merged, lists replaced. With `status: 'confirmed'` a deleted event is back. */
    patch(id: string, body: Json, ifMatch?: string): StoredEvent {
      const event = matching(id, ifMatch);
      const merged = merge(event as unknown as Json, body) as unknown as StoredEvent;
      const span = normalSpan(merged.start, merged.end, zone);
      const moved = span.start.dateTime !== event.start.dateTime || span.end.dateTime !== event.end.dateTime;
      return put({
        ...event,
        ...pick(merged as unknown as Json),
        ...span,
        ...stamp(),
        sequence: event.sequence + (moved ? 1 : 0),
      });
    },

    /** Replaces it whole. */
    update(id: string, body: Json, ifMatch?: string): StoredEvent {
      const event = matching(id, ifMatch);
      const { kind, htmlLink, created, creator, organizer, iCalUID, sequence, eventType } = event;
      const kept = { kind, id, htmlLink, created, creator, organizer, iCalUID, sequence, eventType };
      const span = normalSpan(body.start, body.end, zone);
      return put({ ...kept, status: 'confirmed', reminders: { useDefault: true }, ...pick(body), ...span, ...stamp() });
    },

    remove(id: string, ifMatch?: string): void {
      const event = matching(id, ifMatch);
      if (event.status === 'cancelled') throw deleted();
      put({ ...event, status: 'cancelled', ...stamp() });
    },

    list(query: URLSearchParams): Json {
      const [from, to] = [readInstant(query.get('timeMin')), readInstant(query.get('timeMax'))];
      const properties = query.getAll('privateExtendedProperty').map((text) => text.split(/=(.*)/s));
      const items = [...events.values()].filter((event) => {
        if (event.status === 'cancelled' && query.get('showDeleted') !== 'true') return false;
        if (from !== null && (instantOfTime(event.end, zone) ?? from) <= from) return false;
        if (to !== null && (instantOfTime(event.start, zone) ?? to) >= to) return false;
        return properties.every(([name = '', value]) => event.extendedProperties?.private?.[name] === value);
      });
      const most = Math.min(Number(query.get('maxResults') ?? 250), 2_500);
      return { kind: 'calendar#events', summary: calendarId, timeZone: zone, items: items.slice(0, most) };
    },
  };
}

export type Events = ReturnType<typeof createEvents>;

function pick(body: Json): Partial<StoredEvent> {
  return Object.fromEntries(GIVEN.filter((name) => body[name] != null).map((name) => [name, body[name]]));
}

function merge(old: Json, fresh: Json): Json {
  const merged: Json = { ...old };
  for (const [name, value] of Object.entries(fresh)) {
    const before = merged[name];
    if (value === null) delete merged[name];
    else merged[name] = isObject(value) && isObject(before) ? merge(before, value) : value;
  }
  return merged;
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
