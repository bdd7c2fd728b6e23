import type { Credentials } from '../../src/calendar/credentials.ts';
import { createGoogleCalendar, type GoogleCalendar } from '../../src/calendar/google.ts';
import { createMetrics, type Metrics } from '../../src/metrics.ts';
import {
  type GoogleFault,
  type GoogleRequest,
  type GoogleSimulator,
  startGoogleSimulator,
} from '../../src/simulators/google/server.ts';
import { VirtualClock } from './virtual-clock.ts';

export const SHOP = 'shop@example.com';
export const BAY_1 = 'bay1@group.calendar.google.com';
export const BAY_2 = 'bay2@group.calendar.google.com';
export const ZONE = 'America/New_York';
export const OAUTH = { clientId: 'client', clientSecret: 'hush', refreshToken: 'refresh' };

type Operation = GoogleRequest['operation'];

/** Google on loopback with three calendars, and the real client at work on it. Its time stands still until it is told to go on. */
export interface Google {
  simulator: GoogleSimulator;
  google: GoogleCalendar;
  clock: VirtualClock;
  metrics: Metrics;
  /** What becomes of the next requests of this kind, one each; undefined lets one pass. */
  fails(operation: Operation, ...faults: (GoogleFault | undefined)[]): void;
  /** From now on, every request of every kind; null ends it. */
  failsAlways(fault: GoogleFault | null): void;
  /** The next request of this kind, as soon as it has come. */
  arrives(operation: Operation): Promise<GoogleRequest>;
  /** What was asked so far, by kind. */
  asked(): Operation[];
  close(): Promise<void>;
}

export async function aGoogle(
  options: { credentials?: Credentials; publicKey?: string; now?: string } = {},
): Promise<Google> {
  const { credentials = { kind: 'oauth', ...OAUTH }, publicKey, now = '2026-11-30T13:05:00Z' } = options;
  const clock = new VirtualClock(Date.parse(now));
  const waiting: { operation: Operation; resolve: (request: GoogleRequest) => void }[] = [];
  const planned = new Map<Operation, (GoogleFault | undefined)[]>();
  let always: GoogleFault | null = null;
  const email = credentials.kind === 'service-account' ? credentials.email : '';
  const simulator = await startGoogleSimulator({
    clock,
    calendars: { [SHOP]: ZONE, [BAY_1]: ZONE, [BAY_2]: ZONE },
    clients: { oauth: OAUTH, ...(publicKey !== undefined && { serviceAccount: { email, publicKey } }) },
    faults(request) {
      const index = waiting.findIndex(({ operation }) => operation === request.operation);
      if (index >= 0) waiting.splice(index, 1)[0]?.resolve(request);
      return planned.get(request.operation)?.shift() ?? always ?? undefined;
    },
  });
  const metrics = createMetrics();
  const google = await createGoogleCalendar({
    credentials,
    apiUrl: simulator.url,
    tokenUrl: simulator.tokenUrl,
    clock,
    metrics,
  });
  return {
    simulator,
    google,
    clock,
    metrics,
    fails: (operation, ...faults) => void planned.set(operation, faults),
    failsAlways(fault) {
      always = fault;
    },
    arrives: (operation) => new Promise((resolve) => waiting.push({ operation, resolve })),
    asked: () => simulator.requests.map(({ operation }) => operation),
    close: () => simulator.close(),
  };
}

/** `09:30` in the shop on December 1st, 2026, or on another day. */
export function at(time: string, date = '2026-12-01', offset = '-05:00'): Date {
  return new Date(`${date}T${time}:00${offset}`);
}

/** What a person puts into a calendar. */
export function span(from: Date, to: Date) {
  return { start: { dateTime: from.toISOString() }, end: { dateTime: to.toISOString() } };
}
