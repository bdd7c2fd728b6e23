import type { Clock } from '../clock.ts';
import { type GoogleSimulator, type StoredEvent, startGoogleSimulator } from '../simulators/google/server.ts';

const SHOP_CALENDAR = 'shop@example.com';
/** Nobody outside this process and its simulator ever sees them. */
const CLIENT = { clientId: 'client', clientSecret: 'of-the-simulated-calendar', refreshToken: 'refresh' };
/** A booking reaches the calendar by a queue that is looked at every second or two. */
const WRITTEN_MS = 10_000;
const LOOK_MS = 100;

/** The shop's calendar, simulated, and what the server has to be told to use it. */
export interface DemoCalendar {
  env: Readonly<Record<string, string>>;
  /** The first event that the server wrote; undefined when there is none after ten seconds. */
  firstEvent(): Promise<StoredEvent | undefined>;
  close(): Promise<void>;
}

export async function openDemoCalendar(clock: Clock, zone: string): Promise<DemoCalendar> {
  const google: GoogleSimulator = await startGoogleSimulator({
    clock,
    clients: { oauth: CLIENT },
    calendars: { [SHOP_CALENDAR]: zone },
  });
  return {
    env: {
      GOOGLE_CALENDAR_ID: SHOP_CALENDAR,
      GOOGLE_CLIENT_ID: CLIENT.clientId,
      GOOGLE_CLIENT_SECRET: CLIENT.clientSecret,
      GOOGLE_REFRESH_TOKEN: CLIENT.refreshToken,
      GOOGLE_API_URL: google.url,
      GOOGLE_TOKEN_URL: google.tokenUrl,
    },
    async firstEvent() {
      const until = clock.now() + WRITTEN_MS;
      while (clock.now() < until && google.events(SHOP_CALENDAR).length === 0)
        await new Promise<void>((resolve) => clock.setTimeout(() => resolve(), LOOK_MS));
      return google.events(SHOP_CALENDAR)[0];
    },
    close: () => google.close(),
  };
}
