import type { MessageStatus } from '../../entities/vocabulary.ts';

/** The carrier's words for how far a text is, as we keep them. https://www.twilio.com/docs/messaging/api/message-resource#message-status-values */
const STATUSES: ReadonlyMap<string, MessageStatus> = new Map([
  ['accepted', 'queued'],
  ['scheduled', 'queued'],
  ['queued', 'queued'],
  ['sending', 'queued'],
  ['sent', 'sent'],
  ['delivered', 'delivered'],
  ['read', 'delivered'],
  ['undelivered', 'undelivered'],
  ['failed', 'failed'],
  ['canceled', 'failed'],
]);

const RANK: Record<MessageStatus, number> = { sending: 0, queued: 1, sent: 2, delivered: 3, undelivered: 3, failed: 3 };

export function statusOf(word: string): MessageStatus | null {
  return STATUSES.get(word) ?? null;
}

/** The statuses that a new one takes the place of: callbacks overtake each other, and a text does not go back. */
export function statusesBefore(status: MessageStatus): MessageStatus[] {
  return (Object.keys(RANK) as MessageStatus[]).filter((each) => RANK[each] < RANK[status]);
}
