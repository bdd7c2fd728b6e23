import type { Topic } from '../ports/conversation.ts';
import { TOOL_NAMES, type ToolName } from '../ports/tools.ts';

/** Book, move and cancel: said back word for word, heard, answered, and only then done. */
export const CHANGES: readonly ToolName[] = ['book_appointment', 'reschedule_appointment', 'cancel_appointment'];

/** What these show or do is the customer's own business: the caller must have proven to be the customer. */
export const FOR_VERIFIED: readonly ToolName[] = [
  'get_upcoming_appointments',
  'get_service_history',
  'confirm_appointment',
  'reschedule_appointment',
  'cancel_appointment',
];

/** Closed to a caller who has failed verification for good, whatever they try next. */
export const CLOSED_WHEN_LOCKED: readonly ToolName[] = [
  ...FOR_VERIFIED,
  'verify_caller',
  'book_appointment',
  'register_customer',
];

/** What does something, so that it waits while a read-back of the same reply is to be answered. */
export const EFFECTS: readonly ToolName[] = [
  ...CHANGES,
  'confirm_appointment',
  'register_customer',
  'verify_caller',
  'transfer_to_human',
  'end_call',
];

/** A caller who asks for these while a read-back waits for its answer has left it. */
export const LEAVES_THE_CHANGE: readonly ToolName[] = [
  'get_available_slots',
  'register_customer',
  'transfer_to_human',
  'end_call',
];

/** Wrong answers after which a call is locked. */
export const FAILURES_TO_LOCK = 3;

/** What the conversation is about, told by the tool that was asked for. Tools that are not here say nothing of it. */
export const TOPIC_OF: Partial<Record<ToolName, Topic>> = {
  register_customer: 'new-customer',
  book_appointment: 'booking',
  reschedule_appointment: 'rescheduling',
  cancel_appointment: 'cancelling',
  get_service_history: 'enquiry',
  end_call: 'closing',
};

/** Wrong answers after which a person is offered: one more may lock. */
export const FAILURES_TO_OFFER = 2;
/** Turns in which a look-up found nothing, after which a person goes on. */
export const MISSES_TO_HAND_OVER = 2;
/** Turns without progress after which a person goes on. */
export const TURNS_TO_HAND_OVER = 3;

/** The tools that are offered to the model, by who the caller is known to be. */
export function offeredTo(who: {
  recognised: boolean;
  verified: boolean;
  locked: boolean;
  /** We called them, at the number on file, to remind them of an appointment: whether they come, they may say unproven. */
  reminded: boolean;
}): ToolName[] {
  return TOOL_NAMES.filter((tool) => {
    if (who.locked) return !CLOSED_WHEN_LOCKED.includes(tool);
    if (tool === 'confirm_appointment' && who.recognised && who.reminded) return true;
    if (FOR_VERIFIED.includes(tool)) return who.verified;
    if (tool === 'book_appointment') return who.recognised || who.verified;
    return true;
  });
}
