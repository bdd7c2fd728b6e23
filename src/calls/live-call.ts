import type { Actor } from 'xstate';
import type { callMachine } from '../../machines/call/machine.ts';
import type { Phrases } from '../../machines/call/phrases.ts';
import type { Placed, Scenario } from '../../machines/ports/placed.ts';
import type { KnownCustomer } from '../../machines/ports/tools.ts';
import type { MediaPath } from '../media/types.ts';
import type { ToolTimes } from './tool-times.ts';
import type { TurnTimer } from './turn-timer.ts';

/** What the carrier is to do with a call whose stream has ended. Kept with the session, so that any server can answer. */
export type Fate =
  /** Nobody said goodbye: a new stream goes on with the same conversation. */
  | { next: 'go-on' }
  | { next: 'hang-up' }
  | HandOver
  /** We have no voice: the carrier says sorry for us. */
  | { next: 'apologize' };

/** A colleague is called, and told this before the two are connected; null: nothing is known to tell. */
export interface HandOver {
  next: 'dial';
  /** E.164. */
  number: string;
  whisper: string | null;
}

/** One open media stream of the carrier, as the call may use it. */
export interface CarrierStream {
  close(code: number, reason: string): void;
}

/** A call of ours that somebody has answered. */
export interface PlacedCall {
  callId: string;
  /** Who was called, and our own number. E.164. */
  to: string;
  from: string;
  /** Whose number on file was called; null where it is another. Known when it is answered: the greeting waits for no look-up. */
  customer: KnownCustomer | null;
  scenario: Scenario;
  placed: Placed;
  /** What is said in other words than in a call to us. */
  phrases: Partial<Phrases>;
  /** What a machine hears, in the carrier's own voice where ours cannot be had. */
  message: string;
}

/** Everything that lives as long as a call does. The chart knows it by `callId` only. */
export interface LiveCall {
  readonly callId: string;
  readonly callSid: string;
  readonly shopId: string;
  /** The number at the other end; null where it is withheld. */
  readonly from: string | null;
  /** Our number. */
  readonly to: string | null;
  /** Null when we were called. */
  readonly placed: PlacedCall | null;
  readonly startedAt: number;
  readonly media: MediaPath;
  readonly actor: Actor<typeof callMachine>;
  readonly timer: TurnTimer;
  readonly toolTimes: ToolTimes;
  fate: Fate;
  stream: CarrierStream | null;
}

/** What is kept of a call outside this process. */
export interface Session {
  callId: string;
  fate: Fate;
}
