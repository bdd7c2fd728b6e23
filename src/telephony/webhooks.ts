import type { Desk } from '../calls/desk.ts';
import type { Fate } from '../calls/live-call.ts';
import type { Transfers } from '../calls/transfers.ts';
import type { Config } from '../config.ts';
import { callerNumber } from './caller-id.ts';
import { fieldOf } from './form.ts';
import { handedOver, handOver } from './hand-over.ts';
import { type PlacedCalls, placedCallId } from './placed-calls.ts';
import type { HttpReply } from './server.ts';
import { createSigned, plain, twiml, type Webhook } from './signed.ts';
import type { Tokens } from './tokens.ts';
import { apologyOrTransfer, connectStream, hangUp, say, whisper } from './twiml.ts';

export interface WebhookOptions {
  config: Pick<Config, 'TWILIO_AUTH_TOKEN' | 'TRANSFER_NUMBER'>;
  /** The address that the carrier calls, known once the server listens. */
  publicUrl(): string;
  /** `ws://…/media` or `wss://…/media` of this very server. */
  mediaUrl(): string;
  tokens: Tokens;
  desk: Desk;
  transfers: Pick<Transfers, 'answered'>;
  /** What is to be done with the calls that we placed; nothing where none can be. */
  createPlaced?: ((connect: (callSid: string) => HttpReply) => PlacedCalls) | undefined;
}

const SORRY_FULL = 'We are sorry, all our lines are busy. Please call again in a few minutes.';
const SORRY_DOWN = 'We are sorry, we cannot take your call right now. Please call again in a few minutes.';
const SORRY_VOICE = 'We are sorry, we are having technical trouble. Please call again in a few minutes.';
const SORRY_NOBODY = 'We are sorry, nobody can answer right now. Please call again later.';
/** https://www.twilio.com/docs/voice/twiml/dial#attributes-action: the others are busy, no-answer, failed and canceled. */
const TALKED = new Set(['completed', 'answered']);

/**
 * What the carrier asks and tells us over HTTP. https://www.twilio.com/docs/voice/twiml
 * Each is refused with 403 when a token is configured and the signature is not the carrier's.
 */
export function createWebhooks(options: WebhookOptions): Record<string, Webhook> {
  const { config, publicUrl, mediaUrl, tokens, desk, createPlaced } = options;
  const connect = (callSid: string): HttpReply =>
    twiml(
      connectStream({ mediaUrl: mediaUrl(), token: tokens.issue(callSid), resumeUrl: `${publicUrl()}/twilio/resume` }),
    );

  const signed = createSigned({ config, publicUrl });
  const placed = createPlaced?.(connect);

  const answers: Record<Fate['next'], (callSid: string, fate: Fate) => HttpReply> = {
    'go-on': (callSid) => connect(callSid),
    'hang-up': () => twiml(hangUp()),
    dial: (callSid, fate) => twiml(fate.next === 'dial' ? handOver(publicUrl(), callSid, fate) : hangUp()),
    apologize: () => twiml(apologyOrTransfer(config.TRANSFER_NUMBER, SORRY_VOICE)),
  };

  /** The action of a `<Dial>`: a colleague and the caller have talked, or the caller is still there and nobody came. */
  function afterDial(callSid: string, dialed: string): HttpReply {
    if (TALKED.has(dialed)) {
      options.transfers.answered(callSid);
      return twiml(hangUp());
    }
    return desk.colleagueAway(callSid) ? connect(callSid) : twiml(say(SORRY_NOBODY));
  }

  return {
    '/twilio/voice': signed.about('CallSid', (callSid, form, query) => {
      const callId = placedCallId(query);
      if (callId !== null) return placed ? placed.answered(callId, callSid, form) : twiml(hangUp());
      const ringing = desk.ring(callSid, callerNumber(fieldOf(form, 'From')), callerNumber(fieldOf(form, 'To')));
      if (ringing === 'accepted') return connect(callSid);
      return twiml(apologyOrTransfer(config.TRANSFER_NUMBER, ringing === 'full' ? SORRY_FULL : SORRY_DOWN));
    }),
    '/twilio/resume': signed.about('CallSid', async (callSid, form) => {
      const dialed = fieldOf(form, 'DialCallStatus');
      if (dialed !== undefined) return afterDial(callSid, dialed);
      const fate = await desk.fateOf(callSid);
      return answers[fate.next](callSid, fate);
    }),
    '/twilio/whisper': signed.about('CallSid', async (_, __, query) => {
      const fate = await desk.fateOf(handedOver(query));
      return twiml(whisper(fate.next === 'dial' ? fate.whisper : null));
    }),
    '/twilio/status': signed.about('CallSid', (callSid, form, query) => {
      desk.status(callSid, fieldOf(form, 'CallStatus') ?? '');
      const callId = placedCallId(query);
      if (callId !== null) placed?.status(callId, form);
      return { status: 204 };
    }),
    '/twilio/detected': signed.about('CallSid', (callSid, form, query) => {
      const callId = placedCallId(query);
      if (callId === null || !placed) return plain(404, 'not found');
      return placed.detected(callId, callSid, form);
    }),
  };
}
