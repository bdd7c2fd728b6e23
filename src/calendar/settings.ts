import { type Config, ConfigError } from '../config.ts';
import { messageOf } from '../errors.ts';
import type { Calendars } from './calendars.ts';
import { type Credentials, readServiceAccount } from './credentials.ts';

export interface CalendarSettings {
  calendars: Calendars;
  credentials: Credentials;
  apiUrl: string;
  tokenUrl: string;
}

/**
 * What the environment says of the calendar; null where there is none.
 * @param bays how many the shop has
 * @throws {ConfigError} one line that names the variable
 */
export function calendarSettings(config: Config, bays: number): CalendarSettings | null {
  const { GOOGLE_CALENDAR_ID: shop, GOOGLE_CALENDAR_BAYS: ofBays, GOOGLE_API_URL, GOOGLE_TOKEN_URL } = config;
  if (shop === undefined) return null;
  for (const bay of ofBays.keys())
    if (bay > bays) throw new ConfigError(`GOOGLE_CALENDAR_BAYS: expected bays from 1 to ${bays}, got ${bay}`);
  const calendars = { shop, bays: ofBays };
  return { calendars, credentials: credentialsOf(config), apiUrl: GOOGLE_API_URL, tokenUrl: GOOGLE_TOKEN_URL };
}

function credentialsOf(config: Config): Credentials {
  const { GOOGLE_CLIENT_ID: clientId, GOOGLE_CLIENT_SECRET: clientSecret, GOOGLE_REFRESH_TOKEN: refreshToken } = config;
  if (clientId !== undefined && clientSecret !== undefined && refreshToken !== undefined)
    return { kind: 'oauth', clientId, clientSecret, refreshToken };
  try {
    return readServiceAccount(config.GOOGLE_APPLICATION_CREDENTIALS ?? '');
  } catch (thrown) {
    throw new ConfigError(`GOOGLE_APPLICATION_CREDENTIALS: ${messageOf(thrown)}`);
  }
}
