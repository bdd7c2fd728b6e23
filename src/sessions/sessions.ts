import type { Clock } from '../clock.ts';
import type { Logger } from '../log.ts';
import { compareAndSet } from './compare-and-set.ts';
import { type Connection, connect, noRedis } from './connection.ts';
import { startEmbeddedRedis } from './embedded.ts';
import { createMemory } from './memory.ts';

const MOST_IN_MEMORY = 5_000;
const HOUR_SECONDS = 3_600;

/**
 * What is remembered of a call between its streams, and what servers must agree on. Redis keeps it; while Redis is away
 * this process' memory does, and tells Redis when it is back. Every answer comes within 2 s; nothing here rejects.
 */
export interface Sessions {
  /** The value last put for this call, as plain data; undefined when there is none. Asking renews its time. */
  get(callSid: string): Promise<unknown>;
  /** @param value plain data: what `JSON.stringify` keeps */
  put(callSid: string, value: unknown): Promise<void>;
  /** Puts these fields over those that are there, as one step: what others merge meanwhile into other fields stays. One that is undefined is taken away. */
  merge(callSid: string, fields: Readonly<Record<string, unknown>>): Promise<void>;
  forget(callSid: string): Promise<void>;
  /** True for the first who asks for this key within the time, on whatever server; `unknown` while Redis is away. */
  claim(key: string, ttlSeconds: number): Promise<boolean | 'unknown'>;
  state(): 'up' | 'down';
  /** The connection, for what else is kept in Redis. Closed with the sessions. */
  redis: Connection;
  close(): Promise<void>;
}

export interface SessionsOptions {
  /** Undefined: an embedded server, or where no stand-ins may be started, this process' memory alone. */
  url: string | undefined;
  standIn?: boolean;
  clock: Clock;
  log: Logger;
  /** Told once of each trouble with Redis. */
  onTrouble?: (code: string) => void;
  /** How long a session lives after its last use. */
  ttlSeconds?: number;
}

/** Resolves within 2 s, whether Redis is there or not. */
export async function openSessions(options: SessionsOptions): Promise<Sessions> {
  const { url, clock, log, onTrouble = () => undefined, standIn = true, ttlSeconds = HOUR_SECONDS } = options;
  const memory = createMemory(MOST_IN_MEMORY);
  const embedded = url === undefined && standIn ? await startEmbeddedRedis() : null;
  const address = url ?? embedded?.url;
  if (address === undefined) log.warn('no REDIS_URL: sessions are kept in the memory of this process only');
  const redis = address === undefined ? noRedis : await connect(address, clock, log, onTrouble);

  const remember = (key: string, text: string | null, dirty: boolean) =>
    memory.set(key, { text, dirty, expiresAt: clock.now() + ttlSeconds * 1_000 }, clock.now());

  /** Redis is told, or will be when it is back. */
  const store = async (key: string, text: string | null) => {
    remember(key, text, true);
    try {
      await redis.ask(async (to) => {
        if (text === null) await to.del(key);
        else await to.set(key, text, 'EX', ttlSeconds);
      });
      // Unless something newer was stored meanwhile.
      if (memory.get(key, clock.now())?.text === text) remember(key, text, false);
    } catch {
      // It stays dirty.
    }
  };

  const catchUp = () => {
    for (const [key, { text }] of memory.dirty(clock.now())) void store(key, text);
  };

  redis.onUp(catchUp);

  /** The whole as it is stored then. `remembered` counts where Redis has nothing. */
  const mergeInto = (key: string, fields: Readonly<Record<string, unknown>>, remembered: string | null) =>
    redis.ask(async (to) => {
      // Whoever comes between has stored something: it is read, and tried again upon that.
      for (let seen = await to.get(key); ; ) {
        const text = over(seen ?? remembered, fields);
        const { stored, current } = await compareAndSet(to, key, seen, text, ttlSeconds);
        if (stored) return text;
        seen = current;
      }
    });

  return {
    async get(callSid) {
      const key = sessionKey(callSid);
      const kept = memory.get(key, clock.now());
      if (kept?.dirty) return parse(kept.text);
      try {
        // Null where Redis lost it: then what this process remembers is the best there is.
        const text = (await redis.ask((to) => to.getex(key, 'EX', ttlSeconds))) ?? kept?.text ?? null;
        if (text !== null) remember(key, text, false);
        return parse(text);
      } catch {
        return parse(kept?.text ?? null);
      }
    },
    put: (callSid, value) => store(sessionKey(callSid), JSON.stringify(value) ?? null),
    async merge(callSid, fields) {
      const key = sessionKey(callSid);
      const kept = memory.get(key, clock.now());
      // What Redis does not know yet is this process' to complete, and is told as a whole.
      if (kept?.dirty) return store(key, over(kept.text, fields));
      try {
        const text = await mergeInto(key, fields, kept?.text ?? null);
        // Unless something newer was put meanwhile.
        if (!memory.get(key, clock.now())?.dirty) remember(key, text, false);
      } catch {
        remember(key, over(memory.get(key, clock.now())?.text ?? null, fields), true);
      }
    },
    forget: (callSid) => store(sessionKey(callSid), null),
    async claim(key, seconds) {
      try {
        return (await redis.ask((to) => to.set(`callchart:claim:${key}`, '1', 'EX', seconds, 'NX'))) === 'OK';
      } catch {
        return 'unknown';
      }
    },
    redis,
    state: () => (redis.isUp() ? 'up' : 'down'),
    async close() {
      redis.close();
      await embedded?.close();
    },
  };
}

const sessionKey = (callSid: string) => `callchart:session:${callSid}`;

function parse(text: string | null): unknown {
  if (text === null) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The fields over those of an object; over what is none, they are all there is. */
function over(text: string | null, fields: Readonly<Record<string, unknown>>): string {
  const there = parse(text);
  return JSON.stringify(typeof there === 'object' && !Array.isArray(there) ? { ...there, ...fields } : fields);
}
