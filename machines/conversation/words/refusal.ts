import type { ToolName } from '../../ports/tools.ts';

/** One of these anywhere but in a question makes it a refusal: the change is withdrawn. */
export const REFUSAL = [
  'no',
  'nope',
  'nah',
  'not',
  'never',
  'cannot',
  'stop',
  'forget it',
  'forget about it',
  'scratch that',
  'skip it',
  'drop it',
  'wrong',
  'incorrect',
  'instead',
  'rather',
  'different',
  'another',
  'changed my mind',
  'something else',
  'some other',
  'sorry but',
] as const;

/** What refuses one kind of change and may be said about another: whoever keeps an appointment does not cancel it. */
export const REFUSAL_BY_NAME: Partial<Record<ToolName, readonly string[]>> = {
  book_appointment: ['cancel', 'leave it', 'change'],
  cancel_appointment: [
    'keep',
    'leave it',
    'leave the appointment',
    'as it is',
    'i still want',
    'i still need',
    'i will be there',
    'i will come',
    'change',
    'move it',
    'reschedule it',
  ],
  reschedule_appointment: ['keep', 'leave it', 'as it is', 'cancel', 'stay'],
};

/** A sentence that begins with one of these asks, marked or not, and refuses only where it begins with no. */
export const ASKING = [
  'what',
  'when',
  'which',
  'who',
  'where',
  'why',
  'how',
  'is',
  'are',
  'can',
  'could',
  'should',
  'shall',
  'would',
  'does',
  'did',
  'do you',
  'do i',
  'do we',
  'will',
  'have',
  'may',
] as const;

export const NO = ['no', 'nope', 'nah'] as const;
