import type { GoogleRequest, Operation } from './types.ts';

const EVENTS = /^\/calendar\/v3\/calendars\/([^/]+)\/events(?:\/([^/]+))?$/;
const ON_EVENT: Readonly<Record<string, Operation>> = { GET: 'get', PATCH: 'patch', PUT: 'update', DELETE: 'delete' };
const ON_CALENDAR: Readonly<Record<string, Operation>> = { GET: 'list', POST: 'insert' };

export type Route = Pick<GoogleRequest, 'operation' | 'calendarId' | 'eventId'>;

/** What is asked by this method and path; null where nothing is served. */
export function routeOf(method: string, path: string): Route | null {
  if (method === 'POST' && path === '/token') return { operation: 'token', calendarId: null, eventId: null };
  if (method === 'POST' && path === '/calendar/v3/freeBusy')
    return { operation: 'freebusy', calendarId: null, eventId: null };
  const [, calendar, event] = EVENTS.exec(path) ?? [];
  if (calendar === undefined) return null;
  const operation = (event === undefined ? ON_CALENDAR : ON_EVENT)[method];
  const eventId = event === undefined ? null : decodeURIComponent(event);
  return operation ? { operation, calendarId: decodeURIComponent(calendar), eventId } : null;
}
