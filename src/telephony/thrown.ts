/**
 * What may be logged of something thrown: its kind and where. Not its message, which may hold what a person said or is
 * called.
 */
export function fieldsOfThrown(thrown: unknown): { error: string; at: string[] } {
  if (!(thrown instanceof Error)) return { error: typeof thrown, at: [] };
  const lines = (thrown.stack ?? '').split('\n').map((line) => line.trim());
  return { error: thrown.name, at: lines.filter((line) => line.startsWith('at ')).slice(0, 5) };
}
