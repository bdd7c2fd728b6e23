import type { VinCache } from '../vin/vpic.ts';
import type { Connection } from './connection.ts';

// A VIN means the same next week; what NHTSA knows of it is mended now and then.
const KEPT_SECONDS = 7 * 24 * 3_600;

/** What was found out of VINs, kept for a week for all servers. While Redis is away it knows nothing. */
export function createVinCache(redis: Connection): VinCache {
  return {
    async get(vin) {
      try {
        const text = await redis.ask((to) => to.get(keyOf(vin)));
        return text === null ? undefined : JSON.parse(text);
      } catch {
        return undefined;
      }
    },
    async put(vin, found) {
      await redis.ask((to) => to.set(keyOf(vin), JSON.stringify(found), 'EX', KEPT_SECONDS)).catch(() => undefined);
    },
  };
}

const keyOf = (vin: string) => `callchart:vin:${vin}`;
