import { Redis } from 'ioredis';
import { type Clock, within } from '../clock.ts';
import { messageOf, OutsideError, timedOut } from '../errors.ts';
import type { Logger } from '../log.ts';

const ANSWER_MS = 2_000;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;

/** One connection to Redis that comes back by itself. While it is away every command fails at once; nothing piles up. */
export interface Connection {
  /** Rejects within 2 s when no answer came. */
  ask<T>(command: (redis: Redis) => Promise<T>): Promise<T>;
  isUp(): boolean;
  /** Called whenever it is up again, and when it is up for the first time after this. */
  onUp(listener: () => void): void;
  close(): void;
}

/** Where there is no Redis at all: this process' memory has to do. */
export const noRedis: Connection = {
  ask: () =>
    Promise.reject(new OutsideError('redis', 'unavailable', 'expected a Redis, got none', { retryable: false })),
  isUp: () => false,
  onUp: () => undefined,
  close: () => undefined,
};

/** Resolves when it is up, or after 2 s without it. `onTrouble` is told once of each. */
export async function connect(
  url: string,
  clock: Clock,
  log: Logger,
  onTrouble: (code: string) => void = () => undefined,
): Promise<Connection> {
  const redis = new Redis(url, {
    lazyConnect: true,
    connectTimeout: ANSWER_MS,
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    retryStrategy: (attempt) => Math.min(FIRST_PAUSE_MS * 2 ** (attempt - 1), LONGEST_PAUSE_MS),
  });
  const listeners: (() => void)[] = [];
  let away = false;
  redis.on('error', (error: NodeJS.ErrnoException) => tellAway(error.code ?? 'error'));
  redis.on('close', () => tellAway('closed'));
  redis.on('ready', () => {
    if (away) log.info('Redis is back');
    away = false;
    refused = false;
    for (const listener of listeners) listener();
  });

  let closed = false;
  function tellAway(code: string): void {
    if (away || closed) return;
    away = true;
    onTrouble(code);
    log.warn({ code }, 'Redis is away: sessions are kept in memory');
  }

  // It answers, and says no: out of memory, or read-only. Once is enough to know.
  let refused = false;
  function tellRefused(thrown: unknown): void {
    if (refused) return;
    refused = true;
    const [code = 'refused'] = messageOf(thrown).split(' ');
    log.warn({ code }, 'Redis refuses commands');
    onTrouble(code.toLowerCase());
  }

  const late = () => timedOut('redis', 'Redis', ANSWER_MS);
  // Its own promise fails at the first refusal, and it goes on trying: we hear of both by events.
  const first = new Promise<void>((resolve) => redis.once('ready', resolve));
  redis.connect().catch(() => undefined);
  await within(clock, ANSWER_MS, first, late).catch(() => tellAway('timeout'));

  return {
    async ask(command) {
      try {
        return await within(clock, ANSWER_MS, command(redis), late);
      } catch (thrown) {
        // Up, but silent: others need not wait for it too. A new connection will show whether it answers.
        if (thrown instanceof OutsideError) redis.disconnect(true);
        else if (redis.status === 'ready') tellRefused(thrown);
        throw thrown;
      }
    },
    isUp: () => redis.status === 'ready',
    onUp: (listener) => void listeners.push(listener),
    close() {
      closed = true;
      redis.disconnect();
    },
  };
}
