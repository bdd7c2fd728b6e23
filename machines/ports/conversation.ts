import type { KnownCustomer } from './tools.ts';

export type Identity = 'unknown' | 'recognised' | 'verified' | 'locked';
export type Change = 'none' | 'proposed' | 'read-back' | 'awaiting-answer' | 'allowed' | 'refused';
export type Topic =
  | 'opening'
  | 'new-customer'
  | 'booking'
  | 'rescheduling'
  | 'cancelling'
  | 'enquiry'
  | 'reminder'
  | 'follow-up'
  | 'closing';

/** Is a person to go on? `to-offer`, not yet said; `due` and `stuck`, to be handed over now; `arranged`, done or noted. */
export type Escalation = 'none' | 'to-offer' | 'offered' | 'due' | 'stuck' | 'arranged';
/** Why a person is to go on. */
export type Cause = 'request' | 'anger' | 'complaint' | 'warranty' | 'verification' | 'look-ups' | 'no-progress';

/** The conversation at this moment, in words that prompts and consoles use. */
export interface ConversationFacts {
  identity: Identity;
  change: Change;
  topic: Topic;
  escalation: Escalation;
  /** Null while nothing speaks for a person. */
  cause: Cause | null;
  customer: KnownCustomer | null;
  /** The number the call comes from, E.164; null where it is withheld or not a number. */
  from: string | null;
}
