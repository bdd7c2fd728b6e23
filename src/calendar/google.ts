import type { calendar_v3 } from 'googleapis/build/src/apis/calendar/v3.js';
import { type Clock, within } from '../clock.ts';
import { type OutsideError, timedOut } from '../errors.ts';
import type { Metrics } from '../metrics.ts';
import type { Credentials } from './credentials.ts';
import type { CalendarEvent } from './event.ts';
import { calendarError, isRefusal, refusedBy } from './failures.ts';
import { createToken } from './token.ts';

/** A caller is waiting for the answer. */
const FREEBUSY_MS = 1_000;
/** Nobody is. */
const WRITE_MS = 5_000;

/** From `from` up to, not including, `to`. */
export interface Stretch {
  from: Date;
  to: Date;
}

/** What a calendar has taken, or why it could not be read. The latter says nothing of what is free. */
export type CalendarAnswer = { busy: Stretch[] } | { unreadable: string };

/** Google Calendar v3. Every call ends in time, with an OutsideError of `calendar` whose code is Google's reason. */
export interface GoogleCalendar {
  /** The answer for each of the calendars, by id. */
  freeBusy(calendarIds: readonly string[], from: Date, to: Date): Promise<ReadonlyMap<string, CalendarAnswer>>;
  /** @throws {OutsideError} calendar/duplicate where the id has been used, were it by a deleted event */
  insert(calendarId: string, event: CalendarEvent): Promise<void>;
  /** The event as it is kept, a deleted one as `cancelled`; null where there is none. */
  get(calendarId: string, eventId: string): Promise<calendar_v3.Schema$Event | null>;
  patch(calendarId: string, event: CalendarEvent): Promise<void>;
  /** One that is not there is deleted too. */
  remove(calendarId: string, eventId: string): Promise<void>;
  /** How the last call went: `partly` when a calendar could not be read, `refused` when asking again will not help. */
  state(): GoogleState;
}

export type GoogleState = 'not asked yet' | 'up' | 'partly' | 'down' | 'refused';

export interface GoogleOptions {
  credentials: Credentials;
  /** The base of the API, such as `https://www.googleapis.com`. */
  apiUrl: string;
  tokenUrl: string;
  clock: Clock;
  metrics: Pick<Metrics, 'providerErrors'>;
}

interface CallOptions {
  headers: Record<string, string>;
  signal: AbortSignal;
  retry: false;
}

/** Loads Google's client, which takes a fifth of a second, and points it at the API. */
export async function createGoogleCalendar(options: GoogleOptions): Promise<GoogleCalendar> {
  const { clock, metrics } = options;
  const { calendar } = await import('googleapis/build/src/apis/calendar/index.js');
  const api = calendar({ version: 'v3', rootUrl: `${options.apiUrl}/`, fetchImplementation: fetch });
  const token = createToken(options);
  let state: GoogleState = 'not asked yet';

  const attempt = async <T>(what: string, signal: AbortSignal, call: (how: CallOptions) => Promise<T>): Promise<T> => {
    const bearer = await token.get();
    try {
      // When to ask again is decided by those who ask, never by the client.
      return await call({ headers: { authorization: `Bearer ${bearer}` }, signal, retry: false });
    } catch (thrown) {
      const failure = failureOf(what, thrown);
      if (failure.code === 'authError') token.drop(bearer);
      throw failure;
    }
  };

  /** @param answers refusals that tell what was asked as well as a success would */
  const ask = async <T>(
    what: string,
    ms: number,
    call: (how: CallOptions) => Promise<T>,
    answers: readonly string[] = [],
  ): Promise<T> => {
    const leave = new AbortController();
    const twice = async () => {
      try {
        return await attempt(what, leave.signal, call);
      } catch (thrown) {
        // A token may be revoked before its time: one new one, one more try.
        if (!isRefusal(thrown, 'authError')) throw thrown;
        return attempt(what, leave.signal, call);
      }
    };
    try {
      const answer = await within(clock, ms, twice(), () => timedOut('calendar', `Google ${what}`, ms));
      state = 'up';
      return answer;
    } catch (thrown) {
      const failure = calendarError(what, thrown);
      if (isRefusal(failure, ...answers)) state = 'up';
      else {
        state = failure.retryable ? 'down' : 'refused';
        metrics.providerErrors.labels('calendar', failure.code).inc();
      }
      throw failure;
    } finally {
      leave.abort();
    }
  };

  const notRead = (reason: string) => {
    state = 'partly';
    metrics.providerErrors.labels('calendar', reason).inc();
  };

  return {
    async freeBusy(calendarIds, from, to) {
      const items = calendarIds.map((id) => ({ id }));
      const requestBody = { timeMin: from.toISOString(), timeMax: to.toISOString(), items };
      const { data } = await ask('freebusy', FREEBUSY_MS, (how) => api.freebusy.query({ requestBody }, how));
      const answers = new Map(calendarIds.map((id) => [id, answerOf(data.calendars?.[id])]));
      for (const answer of answers.values()) if ('unreadable' in answer) notRead(answer.unreadable);
      return answers;
    },
    async insert(calendarId, event) {
      const params = { calendarId, sendUpdates: 'none', requestBody: event };
      await ask('insert', WRITE_MS, (how) => api.events.insert(params, how), ['duplicate']);
    },
    async get(calendarId, eventId) {
      try {
        return (await ask('get', WRITE_MS, (how) => api.events.get({ calendarId, eventId }, how), GONE)).data;
      } catch (thrown) {
        if (isRefusal(thrown, ...GONE)) return null;
        throw thrown;
      }
    },
    async patch(calendarId, event) {
      const { id: eventId, ...requestBody } = event;
      const params = { calendarId, eventId, sendUpdates: 'none', requestBody };
      await ask('patch', WRITE_MS, (how) => api.events.patch(params, how));
    },
    async remove(calendarId, eventId) {
      try {
        const params = { calendarId, eventId, sendUpdates: 'none' };
        await ask('delete', WRITE_MS, (how) => api.events.delete(params, how), GONE);
      } catch (thrown) {
        if (!isRefusal(thrown, ...GONE)) throw thrown;
      }
    },
    state: () => state,
  };
}

const GONE = ['notFound', 'deleted'];

function answerOf(calendar: calendar_v3.Schema$FreeBusyCalendar | undefined): CalendarAnswer {
  const reason = calendar?.errors?.[0]?.reason;
  // No answer for a calendar is no leave to use it.
  if (!calendar || calendar.errors?.length || !calendar.busy) return { unreadable: reason ?? 'missing' };
  const busy: Stretch[] = [];
  for (const { start, end } of calendar.busy) {
    const [from, to] = [new Date(start ?? ''), new Date(end ?? '')];
    if (Number.isNaN(from.getTime()) || Number.isNaN(to.getTime())) return { unreadable: 'times' };
    busy.push({ from, to });
  }
  return { busy };
}

function failureOf(what: string, thrown: unknown): OutsideError {
  const { response } = thrown as { response?: { status?: unknown; data?: unknown } };
  return typeof response?.status === 'number'
    ? refusedBy(what, response.status, response.data)
    : calendarError(what, thrown);
}
