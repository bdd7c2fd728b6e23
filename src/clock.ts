import { randomBytes } from 'node:crypto';

/**
 * Time as an input. Everything that waits or looks at the time is given one of these, so that a call can be replayed and
 * a scripted call can run faster than real time. The shape of the timers is the one that XState expects of a clock.
 */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number;
  setTimeout(fn: (...args: unknown[]) => void, ms: number): unknown;
  clearTimeout(handle: unknown): void;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  setTimeout: (fn, ms) => setTimeout(fn, ms),
  clearTimeout: (handle) => clearTimeout(handle as NodeJS.Timeout),
};

/** A clock that runs `speed` times as fast as real time, from the moment it is made. */
export function scaledClock(speed: number): Clock {
  if (speed === 1) return systemClock;
  const origin = Date.now();
  const start = performance.now();
  return {
    now: () => origin + (performance.now() - start) * speed,
    setTimeout: (fn, ms) => setTimeout(fn, ms / speed),
    clearTimeout: (handle) => clearTimeout(handle as NodeJS.Timeout),
  };
}

/** Identifiers as an input: a UUID of version 7 (RFC 9562), whose order is the order of time. */
export type NewId = () => string;

export function uuidv7(clock: Clock, random: (bytes: number) => Uint8Array = randomBytes): NewId {
  return () => {
    const bytes = Buffer.from(random(16));
    bytes.writeUIntBE(Math.floor(clock.now()), 0, 6);
    bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x70, 6);
    bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
    const hex = bytes.toString('hex');
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
  };
}

/** Rejects with `error()` when `work` has not settled within `ms`. The work itself is not cancelled: pass `signal` on for that. */
export async function within<T>(clock: Clock, ms: number, work: Promise<T>, error: () => Error): Promise<T> {
  let handle: unknown;
  const late = new Promise<never>((_, reject) => {
    handle = clock.setTimeout(() => reject(error()), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clock.clearTimeout(handle);
  }
}
