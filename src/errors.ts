/** Every way in which something outside can fail us. `code` is stable: it goes into metrics, logs and the call's chart. */
export class OutsideError extends Error {
  readonly provider: Provider;
  readonly code: string;
  readonly retryable: boolean;

  constructor(provider: Provider, code: string, message: string, options: { retryable: boolean; cause?: unknown }) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'OutsideError';
    this.provider = provider;
    this.code = code;
    this.retryable = options.retryable;
  }
}

export type Provider = 'twilio' | 'stt' | 'tts' | 'llm' | 'database' | 'redis' | 'vpic' | 'calendar';

export function timedOut(provider: Provider, what: string, ms: number): OutsideError {
  return new OutsideError(provider, 'timeout', `${what}: expected an answer within ${ms} ms, got none`, {
    retryable: true,
  });
}

/** The message of whatever was thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

/**
 * What may be logged of something thrown: its kind and where. Not its message, which may hold what a person said or is
 * called.
 */
export function fieldsOfThrown(thrown: unknown): { error: string; at: string[] } {
  if (!(thrown instanceof Error)) return { error: typeof thrown, at: [] };
  const lines = (thrown.stack ?? '').split('\n').map((line) => line.trim());
  return { error: thrown.name, at: lines.filter((line) => line.startsWith('at ')).slice(0, 5) };
}
