import { type Clock, within } from '../clock.ts';
import { timedOut } from '../errors.ts';
import { loadTwilio, type TwilioAccess, twilioError } from './twilio-client.ts';

/** A call to be placed. Addresses are whole ones; the carrier signs what it sends to them, their query included. */
export interface CallOrder {
  to: string;
  from: string;
  /** Asked for TwiML when somebody answers. */
  url: string;
  statusUrl: string;
  /** Told who it is that answered. */
  detectedUrl: string;
  /** How long it may ring. */
  ringSeconds: number;
}

export interface TextOrder {
  to: string;
  from: string;
  /** At most 1,600 characters. */
  body: string;
  statusUrl: string;
}

/**
 * What we begin at Twilio. Nothing here is tried twice: after an answer that did not come nobody knows whether it was done.
 * Each rejects with an OutsideError whose code is Twilio's own where there is one.
 */
export interface TwilioOutbound {
  placeCall(order: CallOrder): Promise<{ callSid: string }>;
  sendText(order: TextOrder): Promise<{ messageSid: string }>;
}

interface TwilioOutboundOptions extends TwilioAccess {
  clock: Clock;
}

export function createTwilioOutbound(options: TwilioOutboundOptions): TwilioOutbound {
  const { clock, timeoutMs } = options;
  const client = loadTwilio(options);
  client.catch(() => {}); // told to whoever needs it

  async function ask<T>(what: string, work: (twilio: Awaited<typeof client>) => Promise<T>): Promise<T> {
    try {
      const twilio = await client;
      return await within(clock, timeoutMs, work(twilio), () => timedOut('twilio', what, timeoutMs));
    } catch (thrown) {
      throw twilioError(what, thrown);
    }
  }

  return {
    placeCall: ({ to, from, url, statusUrl, detectedUrl, ringSeconds }) =>
      ask('placing a call', async ({ calls }) => {
        const { sid } = await calls.create({
          to,
          from,
          url,
          method: 'POST',
          statusCallback: statusUrl,
          statusCallbackMethod: 'POST',
          statusCallbackEvent: ['initiated', 'ringing', 'answered', 'completed'],
          timeout: ringSeconds,
          // The end of a machine's greeting is told only so; a human is told as soon as heard, and does not wait for it.
          machineDetection: 'DetectMessageEnd',
          asyncAmd: 'true',
          asyncAmdStatusCallback: detectedUrl,
          asyncAmdStatusCallbackMethod: 'POST',
        });
        return { callSid: sid };
      }),
    sendText: ({ to, from, body, statusUrl }) =>
      ask('sending a text', async ({ messages }) => {
        const { sid } = await messages.create({ to, from, body, statusCallback: statusUrl });
        return { messageSid: sid };
      }),
  };
}
