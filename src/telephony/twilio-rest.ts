import { type Clock, within } from '../clock.ts';
import { OutsideError, timedOut } from '../errors.ts';
import { pause } from './http.ts';
import { loadTwilio, type TwilioAccess, twilioError } from './twilio-client.ts';

/** What we ask of Twilio about a call in progress. */
export interface TwilioRest {
  /** Ends the call. Resolves also when it is over already. @throws {OutsideError} */
  hangUp(callSid: string): Promise<void>;
  /** Has the call go on with this TwiML, which ends its stream. Resolves also when it is over already. @throws {OutsideError} */
  redirect(callSid: string, twiml: string): Promise<void>;
}

interface TwilioRestOptions extends TwilioAccess {
  clock: Clock;
}

const RETRY_AFTER_MS = 300; // a caller waits in silence meanwhile

// 20404: the call is not there any more. 21220: it is in no state in which it could be changed.
const ALREADY_OVER: ReadonlySet<unknown> = new Set([20404, 21220]);

/**
 * Twilio's REST API through Twilio's own client, at `apiUrl`. An attempt that fails is made once more.
 *
 * The client takes a while to load: it is loaded as soon as this is made, which is
 * when the server starts, and not for the first caller who says goodbye.
 */
export function createTwilioRest(options: TwilioRestOptions): TwilioRest {
  const { clock, timeoutMs } = options;
  const client = loadTwilio(options).then(({ calls }) => calls);
  client.catch(() => {}); // told to whoever needs it

  async function attempt(callSid: string, change: { status: 'completed' } | { twiml: string }): Promise<void> {
    try {
      const calls = await client;
      await within(clock, timeoutMs, calls(callSid).update(change), () =>
        timedOut('twilio', 'updating a call', timeoutMs),
      );
    } catch (thrown) {
      const error = asOutsideError(thrown);
      if (error !== null) throw error;
    }
  }

  async function update(callSid: string, change: { status: 'completed' } | { twiml: string }): Promise<void> {
    try {
      await attempt(callSid, change);
    } catch (thrown) {
      // After a time-out we do not know; to wait as long again would help nobody.
      if (!(thrown instanceof OutsideError) || !thrown.retryable || thrown.code === 'timeout') throw thrown;
      await pause(clock, RETRY_AFTER_MS);
      await attempt(callSid, change);
    }
  }

  return {
    hangUp: (callSid) => update(callSid, { status: 'completed' }),
    redirect: (callSid, twiml) => update(callSid, { twiml }),
  };
}

/** What failed, for us; null when nothing did: the call is over. */
function asOutsideError(thrown: unknown): OutsideError | null {
  const { status, code } = thrown as { status?: unknown; code?: unknown };
  if (typeof status === 'number' && (ALREADY_OVER.has(code) || status === 404)) return null;
  return twilioError('updating a call', thrown);
}
