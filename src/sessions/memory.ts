/** What is kept of a session in this process. */
export interface Kept {
  /** JSON text; null when the session was forgotten. */
  text: string | null;
  /** Redis does not know of it yet. */
  dirty: boolean;
  expiresAt: number;
}

/** A bounded map whose entries expire. The one written longest ago goes first. */
export interface Memory {
  get(key: string, now: number): Kept | undefined;
  set(key: string, kept: Kept, now: number): void;
  delete(key: string): void;
  /** Those that Redis is to be told of. */
  dirty(now: number): [string, Kept][];
  readonly size: number;
}

export function createMemory(most: number): Memory {
  const entries = new Map<string, Kept>();
  return {
    get(key, now) {
      const kept = entries.get(key);
      if (kept === undefined || kept.expiresAt > now) return kept;
      entries.delete(key);
      return undefined;
    },
    set(key, kept, now) {
      entries.delete(key);
      entries.set(key, kept);
      // All live equally long, so the ones that have expired are at the front.
      for (const [oldest, { expiresAt }] of entries) {
        if (expiresAt > now && entries.size <= most) break;
        entries.delete(oldest);
      }
    },
    delete: (key) => void entries.delete(key),
    dirty: (now) => [...entries].filter(([, { dirty, expiresAt }]) => dirty && expiresAt > now),
    get size() {
      return entries.size;
    },
  };
}
