import type { Identity, Topic } from './conversation.ts';

/** What the call hears of the telephone line itself. */
export type LineFact =
  /** The carrier's media stream is open: from now on the caller hears and is heard. */
  | { type: 'line.opened'; at: number }
  /** The media stream ended and we did not end it. `stopped` is the carrier's word, `dropped` a socket that broke. */
  | { type: 'line.closed'; how: 'stopped' | 'dropped' }
  /** The carrier says that the call itself is over (its status callback). */
  | { type: 'line.hungUp' }
  /** The person whom the caller was to be handed to did not take the call: the caller comes back to us. */
  | { type: 'line.colleagueAway' }
  | { type: 'line.pressedKey'; digit: string }
  /** An answering machine took the call that we placed. `ready`: it has beeped, or is silent, and records what is said now. */
  | { type: 'line.metMachine'; ready: boolean }
  /** The server wants this call to end soon: too long, or going down. */
  | { type: 'line.mustEnd'; why: 'too-long' | 'draining' };

/** How the line is to be left. Done outside the chart; answered by the stream's end or by nothing. */
export type LineCommand =
  | { type: 'hangUp' }
  /** Hand the caller to a person at this number (E.164), who finds this word of what it is about. */
  | { type: 'dial'; number: string; word: TransferWord }
  /** We have no voice: the carrier is to speak for us (`<Say>`), or to transfer. */
  | { type: 'leaveToCarrier'; reason: string };

/** What a colleague has to know of a caller who is handed over, or whom they call back. */
export interface TransferWord {
  reason: string;
  /** Who calls, what they want and what was tried: a few lines, taken from the call as it was heard. */
  briefing: string;
  /** What of it is told in a breath, before the two are connected. */
  gist: TransferGist;
  customerId: string | null;
}

export interface TransferGist {
  /** The first name; null where they are not on file. */
  name: string | null;
  identity: Identity;
  topic: Topic;
  /** Null: nobody asked for it, we cannot go on. */
  reason: string | null;
  /** What the caller said last, as it was heard; null: nothing. */
  lastWords: string | null;
}

export interface LineInput {
  callId: string;
}
