import type { Redis } from 'ioredis';

// No JSON is read in here: Lua's cjson takes `[]` and `{}` for the same empty table and writes both as `{}`.
const SCRIPT = `
local current = redis.call('GET', KEYS[1]) or ''
if current ~= ARGV[1] then return {0, current} end
redis.call('SET', KEYS[1], ARGV[2], 'EX', ARGV[3])
return {1, current}`;

/**
 * Stores a text if what is there is still what was seen there, as one step that nothing comes between.
 * @param seen null: nothing was there
 * @returns `stored`; or what is there instead, null when nothing is
 */
export async function compareAndSet(
  redis: Redis,
  key: string,
  seen: string | null,
  text: string,
  ttlSeconds: number,
): Promise<{ stored: boolean; current: string | null }> {
  const [stored, current] = (await redis.eval(SCRIPT, 1, key, seen ?? '', text, ttlSeconds)) as [number, string];
  return { stored: stored === 1, current: current === '' ? null : current };
}
