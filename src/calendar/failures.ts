import { z } from 'zod';
import { messageOf, OutsideError } from '../errors.ts';

const apiError = z.object({
  error: z.object({ errors: z.array(z.object({ reason: z.string() })).min(1) }),
});

/** Why a request may be sent again: what Google says (its `reason`) counts, not the status, which many reasons share. */
const RETRYABLE = new Set([
  'rateLimitExceeded',
  'userRateLimitExceeded',
  'quotaExceeded',
  'dailyLimitExceeded',
  'backendError',
  'internalError',
  // A calendar that was shared a moment ago is not found at first.
  'notFound',
  // Somebody changed it meanwhile, or the very id is being written: looking again tells.
  'conditionNotMet',
  'duplicate',
]);

/** Reasons that no repetition will change, found with statuses that otherwise invite one. */
const FINAL = new Set([
  'authError',
  'invalid_grant',
  'invalid_client',
  'forbidden',
  'forbiddenForNonOrganizer',
  'insufficientPermissions',
  'accessNotConfigured',
]);

/**
 * An answer that is not a success. `code` is Google's reason, `retryable` follows from it; where no reason can be read the
 * status decides. developers.google.com/workspace/calendar/api/guides/errors
 */
export function refusedBy(what: string, status: number, body: unknown): OutsideError {
  const reason = apiError.safeParse(body).data?.error.errors[0]?.reason;
  const code = reason ?? `http_${status}`;
  const retryable =
    reason !== undefined && (RETRYABLE.has(reason) || FINAL.has(reason))
      ? RETRYABLE.has(reason)
      : status === 408 || status === 429 || status >= 500;
  const message = `Google ${what}: expected a success, got ${status}${reason === undefined ? '' : ` ${reason}`}`;
  return new OutsideError('calendar', code, message, { retryable });
}

/** No answer at all, or none that can be understood. */
export function calendarError(what: string, thrown: unknown): OutsideError {
  if (thrown instanceof OutsideError) return thrown;
  const cause = thrown instanceof Error && thrown.cause instanceof Error ? thrown.cause : thrown;
  return new OutsideError('calendar', 'unreachable', `Google ${what}: expected an answer, got ${messageOf(cause)}`, {
    retryable: true,
    cause: thrown,
  });
}

/** Whether this is Google's refusal for one of these reasons. */
export function isRefusal(thrown: unknown, ...reasons: string[]): boolean {
  return thrown instanceof OutsideError && thrown.provider === 'calendar' && reasons.includes(thrown.code);
}
