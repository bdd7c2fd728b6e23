import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Clock } from '../../clock.ts';
import { messageOf } from '../../errors.ts';
import { createEvents, type Events } from './events.ts';
import { freeBusy } from './free-busy.ts';
import { notFound, Refusal, unauthorized } from './refusals.ts';
import { type Route, routeOf } from './routes.ts';
import { createTokens, invalidGrant, type KnownClients } from './tokens.ts';
import type { EventTime, GoogleFault, GoogleRequest, Json, StoredEvent } from './types.ts';

export type { KnownClients } from './tokens.ts';
export type { GoogleFault, GoogleRequest, StoredEvent } from './types.ts';

export interface GoogleSimulatorOptions {
  clock: Clock;
  clients: KnownClients;
  /** The calendars there are: their ids, and the zone of each. */
  calendars: Readonly<Record<string, string>>;
  /** Asked for each request. */
  faults?: (request: GoogleRequest) => GoogleFault | undefined;
}

export interface GoogleSimulator {
  /** The base of the API: `http://127.0.0.1:PORT`. */
  url: string;
  tokenUrl: string;
  /** Everything that was asked, in order. */
  requests: GoogleRequest[];
  /** What could not be served because of a mistake here. */
  complaints: string[];
  /** The events of a calendar, deleted ones included. */
  events(calendarId: string): StoredEvent[];
  /** A person puts something into a calendar. */
  put(
    calendarId: string,
    event: { start: EventTime; end: EventTime; summary?: string; transparency?: 'transparent' },
  ): StoredEvent;
  revokeTokens(): void;
  close(): Promise<void>;
}

/** Starts Google Calendar v3 and its token endpoint on loopback. */
export async function startGoogleSimulator(options: GoogleSimulatorOptions): Promise<GoogleSimulator> {
  const { clock, clients, faults } = options;
  const requests: GoogleRequest[] = [];
  const complaints: string[] = [];
  const waiting = new Set<unknown>();
  const calendars = new Map<string, Events>(
    Object.entries(options.calendars).map(([id, zone]) => [id, createEvents(id, zone, clock)]),
  );
  let url = '';
  const tokens = createTokens(clients, clock, () => `${url}/token`);
  const calendarOf = (id: string | null): Events => {
    const calendar = calendars.get(id ?? '');
    if (!calendar) throw notFound();
    return calendar;
  };

  const server = createServer((request, response) => {
    handle(request, response).catch((thrown: unknown) => {
      complaints.push(messageOf(thrown));
      response.destroy();
    });
  });

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const asked = new URL(request.url ?? '/', 'http://localhost');
    const route = routeOf(request.method ?? '', asked.pathname);
    const text = await bodyOf(request);
    if (!route) return send(response, refused(notFound()));
    const body: Json | null | undefined =
      route.operation === 'token' ? Object.fromEntries(new URLSearchParams(text)) : parsed(text);
    const query = Object.fromEntries(asked.searchParams);
    const record: GoogleRequest = { ...route, body: body ?? null, query, at: clock.now() };
    requests.push(record);
    const fault = faults?.(record);
    if (fault?.kind === 'reset') return cut(request);
    if (fault?.kind === 'html')
      return send(response, { status: fault.status, html: '<html><body>Something went wrong.</body></html>' });
    if (fault?.kind === 'refuse') return send(response, refused(new Refusal(fault.status, fault.reason)));
    if (fault?.kind === 'invalid-grant') return send(response, invalidGrant());

    if (body === undefined) return send(response, refused(new Refusal(400, 'parseError')));
    const answer = answerTo(route, body ?? {}, asked.searchParams, request, fault);
    if (fault?.kind === 'lost') return cut(request);
    if (fault?.kind !== 'stall') return send(response, answer);
    if (fault.ms !== undefined) waiting.add(clock.setTimeout(() => send(response, answer), fault.ms));
  }

  function answerTo(
    route: Route,
    body: Json,
    query: URLSearchParams,
    { headers }: IncomingMessage,
    fault: GoogleFault | undefined,
  ): Answer {
    if (route.operation === 'token') return tokens.answer(body);
    try {
      if (!tokens.accepts(headers.authorization)) throw unauthorized();
      const done = perform(route, body, query, headers['if-match'], fault);
      return done === undefined ? { status: 204 } : { status: 200, body: done };
    } catch (thrown) {
      if (thrown instanceof Refusal) return refused(thrown);
      throw thrown;
    }
  }

  function perform(
    { operation, calendarId, eventId }: Route,
    body: Json,
    query: URLSearchParams,
    ifMatch: string | undefined,
    fault: GoogleFault | undefined,
  ): object | undefined {
    if (operation === 'freebusy') {
      const unreadable = new Map(fault?.kind === 'calendar-error' ? [[fault.calendarId, fault.reason]] : []);
      const readable = (id: string) => {
        const events = calendars.get(id);
        return events && { zone: events.zone, events: events.all() };
      };
      return freeBusy(body, readable, unreadable);
    }
    const events = calendarOf(calendarId);
    const id = eventId ?? '';
    if (operation === 'insert') return events.insert(body);
    if (operation === 'list') return events.list(query);
    if (operation === 'patch') return events.patch(id, body, ifMatch);
    if (operation === 'update') return events.update(id, body, ifMatch);
    if (operation === 'get') return events.get(id);
    return events.remove(id, ifMatch) ?? undefined;
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    tokenUrl: `${url}/token`,
    requests,
    complaints,
    events: (calendarId) => calendarOf(calendarId).all(),
    put: (calendarId, event) => calendarOf(calendarId).insert({ ...event }),
    revokeTokens: tokens.revokeAll,
    close() {
      for (const timer of waiting) clock.clearTimeout(timer);
      return new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}

interface Answer {
  status: number;
  body?: object;
  html?: string;
}

function refused({ status, body }: Refusal): Answer {
  return { status, body };
}

function cut(request: IncomingMessage): void {
  request.socket.resetAndDestroy();
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

/** Undefined where it is not JSON. */
function parsed(text: string): Json | null | undefined {
  try {
    return text === '' ? null : (JSON.parse(text) as Json);
  } catch {
    return undefined;
  }
}

function send(response: ServerResponse, { status, body, html }: Answer): void {
  const type = html === undefined ? 'application/json; charset=UTF-8' : 'text/html';
  response.writeHead(status, status === 204 ? {} : { 'content-type': type });
  response.end(html ?? (body === undefined ? undefined : JSON.stringify(body)));
}
