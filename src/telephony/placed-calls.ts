import type { Desk } from '../calls/desk.ts';
import type { PlacedCall } from '../calls/live-call.ts';
import { messageOf } from '../errors.ts';
import type { Logger } from '../log.ts';
import { carrierFact, type Detected, detected } from '../outbound/callbacks.ts';
import type { Outbound } from '../outbound/outbound.ts';
import { type Form, fieldOf } from './form.ts';
import type { HttpReply } from './server.ts';
import { plain, twiml } from './signed.ts';
import { hangUp, say } from './twiml.ts';

interface PlacedCallsOptions {
  outbound: Pick<Outbound, 'answered' | 'heard' | 'messageFor'>;
  desk: Pick<Desk, 'ring' | 'metMachine'>;
  /** The TwiML that connects a call to its stream. */
  connect(callSid: string): HttpReply;
  /** Has a call go on with other TwiML. */
  redirect(callSid: string, twiml: string): Promise<void>;
  log: Logger;
}

const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The name that we gave a call when we placed it, out of the address that the carrier was told; null for any other call. */
export function placedCallId(query: URLSearchParams): string | null {
  const id = query.get('call');
  return id !== null && ID.test(id) ? id.toLowerCase() : null;
}

export type PlacedCalls = ReturnType<typeof createPlacedCalls>;

/** What the carrier asks and tells us of the calls that we placed. */
export function createPlacedCalls({ outbound, desk, connect, redirect, log }: PlacedCallsOptions) {
  const answer = (callSid: string, call: PlacedCall): HttpReply => {
    // Whoever we called is not told that our lines are busy: they hear what a machine would.
    if (desk.ring(callSid, call.to, call.from, call) !== 'accepted') return twiml(say(call.message));
    return connect(callSid);
  };

  async function leaveWord(callId: string, callSid: string): Promise<void> {
    const message = await outbound.messageFor(callId);
    if (message !== null) await redirect(callSid, say(message));
  }

  return {
    async answered(callId: string, callSid: string, form: Form): Promise<HttpReply> {
      const call = await outbound.answered(callId, callSid);
      if (!call) return twiml(hangUp());
      const reply = answer(callSid, call);
      // Where detection is not asynchronous, its word comes with the question.
      const answeredBy = fieldOf(form, 'AnsweredBy');
      if (answeredBy) tell(callId, callSid, detected(answeredBy));
      return reply;
    },

    status(callId: string, form: Form): void {
      const fact = carrierFact(fieldOf(form, 'CallStatus') ?? '');
      if (fact) void outbound.heard(callId, fact);
    },

    detected(callId: string, callSid: string, form: Form): HttpReply {
      tell(callId, callSid, detected(fieldOf(form, 'AnsweredBy') ?? ''));
      return plain(200, 'ok');
    },
  };

  function tell(callId: string, callSid: string, { fact, ready }: Detected): void {
    void outbound.heard(callId, fact);
    if (fact.type !== 'detector.heardMachine' || desk.metMachine(callSid, ready) || !ready) return;
    // The call is on another server, which cannot be told: the carrier says the message itself.
    leaveWord(callId, callSid).catch((error: unknown) =>
      log.warn({ call_id: callId, error: messageOf(error) }, 'outbound.noWordLeft'),
    );
  }
}
