import type { Json } from './types.ts';

/** An answer that is not a success: thrown by what is asked, sent by the server. */
export class Refusal extends Error {
  readonly status: number;
  readonly body: Json;

  constructor(status: number, reason: string, where: Json = {}) {
    const { domain = 'global', message = reason } = KNOWN[reason] ?? {};
    super(message);
    this.status = status;
    this.body = { error: { errors: [{ domain, reason, message, ...where }], code: status, message } };
  }
}

export const notFound = () => new Refusal(404, 'notFound');
export const duplicate = () => new Refusal(409, 'duplicate');
export const deleted = () => new Refusal(410, 'deleted');
export const unauthorized = () => new Refusal(401, 'authError', { locationType: 'header', location: 'Authorization' });
export const conditionNotMet = () =>
  new Refusal(412, 'conditionNotMet', { locationType: 'header', location: 'If-Match' });
export const invalid = (location: string) => new Refusal(400, 'invalid', { locationType: 'parameter', location });
export const missing = (location: string) => new Refusal(400, 'required', { locationType: 'parameter', location });
export const emptyRange = () => new Refusal(400, 'timeRangeEmpty', { locationType: 'parameter', location: 'timeMax' });

/** developers.google.com/workspace/calendar/api/guides/errors */
const KNOWN: Readonly<Record<string, { domain?: string; message: string }>> = {
  authError: { message: 'Invalid Credentials' },
  backendError: { message: 'Backend Error' },
  conditionNotMet: { message: 'Precondition Failed' },
  deleted: { message: 'Resource has been deleted' },
  duplicate: { message: 'The requested identifier already exists.' },
  forbidden: { message: 'Forbidden' },
  insufficientPermissions: { message: 'Insufficient Permission' },
  invalid: { message: 'Invalid Value' },
  notFound: { message: 'Not Found' },
  parseError: { message: 'Parse Error' },
  quotaExceeded: { domain: 'usageLimits', message: 'Calendar usage limits exceeded.' },
  rateLimitExceeded: { domain: 'usageLimits', message: 'Rate Limit Exceeded' },
  required: { message: 'Required' },
  timeRangeEmpty: { domain: 'calendar', message: 'The specified time range is empty.' },
  userRateLimitExceeded: { domain: 'usageLimits', message: 'User Rate Limit Exceeded' },
};
