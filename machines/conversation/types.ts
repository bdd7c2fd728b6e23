import type { Asked, SaidConsent } from '../ports/consents.ts';
import type { Cause, ConversationFacts } from '../ports/conversation.ts';
import type { Placed } from '../ports/placed.ts';
import type { RecordsFact } from '../ports/records.ts';
import type { CheckedCall, Grant, KnownCustomer, Learned, ReadBack, ToolErrorCode, ToolName } from '../ports/tools.ts';

/** A change that has been read back, or is to be. */
export interface ProposedChange {
  key: string;
  tool: ToolName;
  readBack: ReadBack;
  /** Media-clock time from which an answer counts: the substance had been heard. Null while it has not. */
  answerableFrom: number | null;
}

/** What a call that we placed is for, as far as the rules must know. */
export type PlacedFor = Pick<Placed, 'scenario' | 'appointmentId' | 'toNumberOnFile'>;

export interface ConversationContext {
  /** E.164, or null when withheld. */
  from: string | null;
  customer: KnownCustomer | null;
  /** Wrong answers to verification in this call. */
  failures: number;
  change: ProposedChange | null;
  /** Null when we were called. */
  placed: PlacedFor | null;
  /** Why a person is to go on; null while nothing speaks for one. */
  cause: Cause | null;
  /** Turns of the caller's so far. */
  turns: number;
  /** Turns in a row, this one included, that brought nothing new. */
  idle: number;
  /** The turns, by their number, in which a look-up found nothing. */
  missed: number[];
  /** Everything that the caller has told so far: phrases and words of the tables. */
  told: string[];
}

export interface ConversationInput {
  from: string | null;
  placed?: PlacedFor | null;
}

/** What the call tells the conversation. */
export type ConversationEvent =
  | RecordsFact
  /** A new reply of the model begins: it may propose one change. */
  | { type: 'reply.began' }
  /** A tool call whose arguments are valid asks to be done. Answered by `ruling.granted` or `ruling.refused`. */
  | { type: 'tool.asked'; call: CheckedCall }
  | { type: 'tool.learned'; learned: Learned }
  /** A tool's answer brought something that no earlier one had. */
  | { type: 'tool.helped' }
  /** The caller was asked whether they would like a person. */
  | { type: 'person.offered' }
  /** A commit was tried and did not succeed. */
  | { type: 'change.failed' }
  | { type: 'readBack.began' }
  | { type: 'readBack.substanceHeard'; at: number }
  | { type: 'readBack.heard'; at: number }
  | { type: 'readBack.cut' }
  /** `asked`: what else than for a change the last words asked that they heard from us. */
  | { type: 'caller.said'; text: string; startedAt: number; asked?: Asked[] }
  /** How do things stand? Answered by `conversation.stands`. */
  | { type: 'brief' };

/** What the conversation tells the call. */
export type ConversationFact =
  | { type: 'ruling.granted'; call: CheckedCall; grant: Grant }
  | { type: 'ruling.refused'; call: CheckedCall; code: ToolErrorCode }
  /** Somebody whom we know wants texts or reminder calls, or no more of them. */
  | ({ type: 'consent.heard' } & SaidConsent)
  | { type: 'conversation.stands'; facts: ConversationFacts; offered: ToolName[] }
  /** Nobody is asked about this change any more: what was kept for it is anybody's again. */
  | { type: 'change.withdrawn'; changeKey: string }
  /** The caller has said something of it: what is kept for it is needed further. */
  | { type: 'change.discussed'; changeKey: string };
