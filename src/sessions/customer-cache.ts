import { z } from 'zod';
import { type Clock, type NewId, within } from '../clock.ts';
import type { CustomerCard } from '../crm/customer-card.ts';
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

/** Whose a number is, kept for five minutes for all servers. Nothing here rejects but what `load` rejects with. */
export interface CustomerCache {
  /** Null: nobody has this number. */
  find(number: ShopNumber): Promise<CustomerCard | null>;
  /** They have changed: whoever asks from now on is told by the database. */
  forget(numbers: readonly ShopNumber[]): Promise<void>;
  counts(): { hits: number; misses: number };
}

interface CustomerCacheOptions {
  redis: Connection;
  clock: Clock;
  newId: NewId;
  /** Asks the database, whenever Redis does not know or is away. */
  load(number: ShopNumber): Promise<CustomerCard | null>;
}

const entry = z.object({
  customer: z
    .object({
      customerId: z.string(),
      firstName: z.string(),
      lastName: z.string(),
      phoneNumber: z.string(),
      email: z.string().nullable(),
      vehicles: z.array(z.object({ vehicleId: z.string(), year: z.number(), make: z.string(), model: z.string() })),
      appointmentIds: z.array(z.string()),
    })
    .nullable(),
}) satisfies z.ZodType<{ customer: CustomerCard | null }>;

/**
 * A change leaves a mark of its own where the customer was kept, and a customer is stored only where nothing has come since the database was asked:
 * so what was read before a change can never be stored after it.
 */
export function createCustomerCache({ redis, clock, newId, load }: CustomerCacheOptions): CustomerCache {
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
    async find(number) {
      const key = keyOf(number);
      if (untold.get(key, clock.now())) return load(number);
      let seen: string | null;
      try {
        const answer = redis.ask((to) => to.get(key));
        seen = await within(clock, PATIENCE_MS, answer, () => timedOut('redis', 'customer cache', PATIENCE_MS));
      } catch {
        return load(number);
      }
      const kept = read(seen);
      if (kept) {
        counts.hits++;
        return kept.customer;
      }
      counts.misses++;
      const customer = await load(number);
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
function read(text: string | null): { customer: CustomerCard | null } | undefined {
  if (text === null || text.startsWith(MARK)) return undefined;
  try {
    return entry.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
