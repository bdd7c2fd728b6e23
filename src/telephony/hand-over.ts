import type { HandOver } from '../calls/live-call.ts';
import { dial } from './twiml.ts';

/** Which call a colleague is told of: the carrier asks in the name of its call to the colleague. */
const CALL = 'call';

/**
 * The document that hands a caller over. It comes back to us where nobody answers; who answers is told first what it is about.
 * Only the address of that is in it: REST takes no document of more than 4,000 characters.
 */
export function handOver(publicUrl: string, callSid: string, { number, whisper }: HandOver): string {
  const whisperUrl = `${publicUrl}/twilio/whisper?${new URLSearchParams({ [CALL]: callSid })}`;
  return dial(number, { actionUrl: `${publicUrl}/twilio/resume`, ...(whisper !== null && { whisperUrl }) });
}

/** The caller's call of whom a colleague is to be told. */
export function handedOver(query: URLSearchParams): string {
  return query.get(CALL) ?? '';
}
