import { messageOf, OutsideError } from '../errors.ts';

/** PostgreSQL's SQLSTATE, or the socket's error code, of whatever a query threw. */
export function codeOf(thrown: unknown): string | undefined {
  const { code } = driverErrorOf(thrown);
  return typeof code === 'string' ? code : undefined;
}

/** The constraint that refused a row. */
export function constraintOf(thrown: unknown): string | undefined {
  const { constraint } = driverErrorOf(thrown);
  return typeof constraint === 'string' ? constraint : undefined;
}

/** SQLSTATE classes 22 and 23: the server refused these very values, and will again. */
export function isRefusal(thrown: unknown): boolean {
  return /^2[23]...$/.test(codeOf(thrown) ?? '');
}

/** Whatever a query threw, as a failure of the database. Values never show (a refusal of theirs has a code). */
export function databaseError(thrown: unknown): OutsideError {
  if (thrown instanceof OutsideError) return thrown;
  const code = codeOf(thrown);
  if (code === '57014' || /timeout/i.test(messageOf(thrown)))
    return new OutsideError('database', 'timeout', 'PostgreSQL: expected an answer in time, got none', {
      retryable: true,
      cause: thrown,
    });
  if (isRefusal(thrown))
    return new OutsideError('database', 'refused', `PostgreSQL: refused by ${constraintOf(thrown) ?? code}`, {
      retryable: false,
      cause: thrown,
    });
  return new OutsideError(
    'database',
    'unavailable',
    `PostgreSQL: expected an answer, got ${code ?? messageOf(thrown)}`,
    {
      retryable: true,
      cause: thrown,
    },
  );
}

function driverErrorOf(thrown: unknown): Record<string, unknown> {
  if (typeof thrown !== 'object' || thrown === null) return {};
  const inner = 'driverError' in thrown ? thrown.driverError : thrown;
  return typeof inner === 'object' && inner !== null ? (inner as Record<string, unknown>) : {};
}
