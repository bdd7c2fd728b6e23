import type { KnownCustomer } from '../../machines/ports/tools.ts';
import { type Clock, type NewId, within } from '../clock.ts';
import { timedOut } from '../errors.ts';
import { compareAndSet } from './compare-and-set.ts';
import type { Connection } from './connection.ts';
import { createMemory } from './memory.ts';

const KEPT_SECONDS = 300;
// Longer than any look-up takes: who has read the database before a change finds the mark when they come to store what they read.
const MARK_SECONDS = 60;
const MARK = 'changed ';
const MOST_WAITING = 5_000;
// The database answers in a few milliseconds: a cache that takes so much longer is none.
const PATIENCE_MS = 250;

/** Whose number it is, in which shop. E.164. */
export interface ShopNumber {
  shopId: string;
  phoneNumber: string;
}

/** Who calls from a number, kept for five minutes for all servers. Nothing here rejects but what `load` rejects with. */
export interface CustomerCache {
  /** Null: nobody has this number. `load` asks the database, whenever Redis does not know or is away. */
  find(number: ShopNumber, load: () => Promise<KnownCustomer | null>): Promise<KnownCustomer | null>;
  /** They have changed: whoever asks from now on is told by the database. */
  forget(numbers: readonly ShopNumber[]): Promise<void>;
  counts(): { hits: number; misses: number };
}

interface CustomerCacheOptions {
  redis: Connection;
  clock: Clock;
  newId: NewId;
}

/**
 * A change leaves a mark of its own where the customer was kept, and a customer is stored only where nothing has come since the database was asked:
 * so what was read before a change can never be stored after it.
 */
export function createCustomerCache({ redis, clock, newId }: CustomerCacheOptions): CustomerCache {
  const counts = { hits: 0, misses: 0 };
  // Changes that Redis could not be told of. What it kept before them is gone by itself after five minutes.
  const untold = createMemory(MOST_WAITING);

  const mark = async (key: string): Promise<void> => {
    try {
      await redis.ask((to) => to.set(key, `${MARK}${newId()}`, 'EX', MARK_SECONDS));
      untold.delete(key);
    } catch {
      untold.set(key, { text: null, dirty: true, expiresAt: clock.now() + KEPT_SECONDS * 1_000 }, clock.now());
      // A server without room stores nothing, not even a mark, but it still deletes.
      if (redis.isUp())
        await redis
          .ask((to) => to.del(key))
          .then(
            () => untold.delete(key),
            () => undefined,
          );
    }
  };

  redis.onUp(() => {
    for (const [key] of untold.dirty(clock.now())) void mark(key);
  });

  return {
    async find(number, load) {
      const key = keyOf(number);
      if (untold.get(key, clock.now())) return load();
      let seen: string | null;
      try {
        const answer = redis.ask((to) => to.get(key));
        seen = await within(clock, PATIENCE_MS, answer, () => timedOut('redis', 'customer cache', PATIENCE_MS));
      } catch {
        return load();
      }
      const kept = read(seen);
      if (kept) {
        counts.hits++;
        return kept.customer;
      }
      counts.misses++;
      const customer = await load();
      // Nobody waits for it; and commands of one connection are done in order, so who asks next finds it.
      redis
        .ask((to) => compareAndSet(to, key, seen, JSON.stringify({ customer }), KEPT_SECONDS))
        .catch(() => undefined);
      return customer;
    },
    async forget(numbers) {
      await Promise.all(numbers.map((number) => mark(keyOf(number))));
    },
    counts: () => ({ ...counts }),
  };
}

const keyOf = ({ shopId, phoneNumber }: ShopNumber) => `callchart:customer:${shopId}:${phoneNumber}`;

/** Undefined for a mark, and for whatever is not what is written here. */
function read(text: string | null): { customer: KnownCustomer | null } | undefined {
  if (text === null || text.startsWith(MARK)) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isEntry(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isEntry(value: unknown): value is { customer: KnownCustomer | null } {
  if (typeof value !== 'object' || value === null || !('customer' in value)) return false;
  const { customer } = value;
  if (customer === null) return true;
  if (typeof customer !== 'object') return false;
  const { customerId, firstName, vehicleIds, appointmentIds } = customer as Record<string, unknown>;
  return typeof customerId === 'string' && typeof firstName === 'string' && isIds(vehicleIds) && isIds(appointmentIds);
}

function isIds(value: unknown): boolean {
  return Array.isArray(value) && value.every((id) => typeof id === 'string');
}
