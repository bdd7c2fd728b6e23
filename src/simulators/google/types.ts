/** When something begins or ends: an instant, or for what lasts whole days a date in the calendar's own zone. */
export interface EventTime {
  dateTime?: string | undefined;
  date?: string | undefined;
  timeZone?: string | undefined;
}

/** The part of Calendar v3's Event that is kept here. */
export interface StoredEvent {
  kind: 'calendar#event';
  etag: string;
  id: string;
  status: 'confirmed' | 'tentative' | 'cancelled';
  htmlLink: string;
  created: string;
  updated: string;
  summary?: string;
  description?: string;
  location?: string;
  creator: { email: string };
  organizer: { email: string; self: boolean };
  start: EventTime;
  end: EventTime;
  /** Absent means opaque: the time counts as busy. */
  transparency?: 'transparent' | 'opaque';
  iCalUID: string;
  sequence: number;
  extendedProperties?: { private?: Record<string, string>; shared?: Record<string, string> };
  reminders: { useDefault: boolean };
  eventType: 'default';
}

export type Json = Record<string, unknown>;

export type Operation = 'token' | 'freebusy' | 'insert' | 'get' | 'list' | 'patch' | 'update' | 'delete';

/** A request as it came, before anything was done. */
export interface GoogleRequest {
  operation: Operation;
  calendarId: string | null;
  eventId: string | null;
  /** The JSON body, the token endpoint's form, or null. */
  body: Json | null;
  query: Readonly<Record<string, string>>;
  /** The clock's time. */
  at: number;
}

export type GoogleFault =
  /** An error of this status and reason, with nothing done: `{ status: 403, reason: 'rateLimitExceeded' }`. */
  | { kind: 'refuse'; status: number; reason: string }
  /** The token endpoint's own form of error. */
  | { kind: 'invalid-grant' }
  /** Answers late, by this many milliseconds on the clock; never where absent. What was asked is done on arrival. */
  | { kind: 'stall'; ms?: number }
  /** The connection is cut and nothing done. */
  | { kind: 'reset' }
  /** It is done, and then the connection is cut instead of an answer. */
  | { kind: 'lost' }
  /** Something in front of the service answers. */
  | { kind: 'html'; status: number }
  /** freeBusy: status 200, but this calendar could not be read. */
  | { kind: 'calendar-error'; calendarId: string; reason: string };
