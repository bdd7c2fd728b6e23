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

/** The conversation at this moment, in words that prompts and consoles use. */
export interface ConversationFacts {
  identity: Identity;
  change: Change;
  topic: Topic;
  customer: KnownCustomer | null;
  /** The number the call comes from, E.164; null where it is withheld or not a number. */
  from: string | null;
}
