import type { Desk } from '../calls/desk.ts';
import type { Fate } from '../calls/live-call.ts';
import type { Config } from '../config.ts';
import { callerNumber } from './caller-id.ts';
import { type Form, fieldOf, parseForm } from './form.ts';
import type { HttpReply, HttpRequest } from './server.ts';
import { SIGNATURE_HEADER, webhookIsSigned } from './signature.ts';
import type { Tokens } from './tokens.ts';
import { apologyOrTransfer, connectStream, dial, hangUp } from './twiml.ts';

export interface WebhookOptions {
  config: Pick<Config, 'TWILIO_AUTH_TOKEN' | 'TRANSFER_NUMBER'>;
  /** The address that the carrier calls, known once the server listens. */
  publicUrl(): string;
  /** `ws://…/media` or `wss://…/media` of this very server. */
  mediaUrl(): string;
  tokens: Tokens;
  desk: Desk;
}

export type Webhook = (request: HttpRequest) => Promise<HttpReply> | HttpReply;

const SORRY_FULL = 'We are sorry, all our lines are busy. Please call again in a few minutes.';
const SORRY_DOWN = 'We are sorry, we cannot take your call right now. Please call again in a few minutes.';
const SORRY_VOICE = 'We are sorry, we are having technical trouble. Please call again in a few minutes.';

const twiml = (body: string): HttpReply => ({
  status: 200,
  headers: { 'content-type': 'text/xml; charset=utf-8' },
  body,
});
const refused = (status: number, body: string): HttpReply => ({
  status,
  headers: { 'content-type': 'text/plain; charset=utf-8' },
  body: `${body}\n`,
});

/**
 * What the carrier asks and tells us over HTTP. https://www.twilio.com/docs/voice/twiml
 * Each is refused with 403 when a token is configured and the signature is not the carrier's.
 */
export function createWebhooks({ config, publicUrl, mediaUrl, tokens, desk }: WebhookOptions): Record<string, Webhook> {
  const connect = (callSid: string): HttpReply =>
    twiml(
      connectStream({ mediaUrl: mediaUrl(), token: tokens.issue(callSid), resumeUrl: `${publicUrl()}/twilio/resume` }),
    );

  /** Checks who asks, reads the form, and hands on what is asked about which call. */
  function signed(handle: (callSid: string, form: Form) => Promise<HttpReply> | HttpReply): Webhook {
    return (request) => {
      if (request.method !== 'POST') return { ...refused(405, 'expected POST'), headers: { allow: 'POST' } };
      const form = parseForm(request.body);
      const authToken = config.TWILIO_AUTH_TOKEN;
      if (authToken) {
        const signature = request.headers[SIGNATURE_HEADER];
        const { path, query } = request;
        if (!webhookIsSigned({ authToken, publicUrl: publicUrl(), path, query, params: form, signature }))
          return refused(403, 'expected a valid signature of the carrier');
      }
      const callSid = fieldOf(form, 'CallSid');
      if (!callSid) return refused(400, 'CallSid: expected a value, got none');
      return handle(callSid, form);
    };
  }

  const answers: Record<Fate['next'], (callSid: string, fate: Fate) => HttpReply> = {
    'go-on': (callSid) => connect(callSid),
    'hang-up': () => twiml(hangUp()),
    dial: (_, fate) => twiml(fate.next === 'dial' ? dial(fate.number) : hangUp()),
    apologize: () => twiml(apologyOrTransfer(config.TRANSFER_NUMBER, SORRY_VOICE)),
  };

  return {
    '/twilio/voice': signed((callSid, form) => {
      const ringing = desk.ring(callSid, callerNumber(fieldOf(form, 'From')), callerNumber(fieldOf(form, 'To')));
      if (ringing === 'accepted') return connect(callSid);
      return twiml(apologyOrTransfer(config.TRANSFER_NUMBER, ringing === 'full' ? SORRY_FULL : SORRY_DOWN));
    }),
    '/twilio/resume': signed(async (callSid) => {
      const fate = await desk.fateOf(callSid);
      return answers[fate.next](callSid, fate);
    }),
    '/twilio/status': signed((callSid, form) => {
      desk.status(callSid, fieldOf(form, 'CallStatus') ?? '');
      return { status: 204 };
    }),
  };
}
