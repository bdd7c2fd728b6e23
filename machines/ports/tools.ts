import type { ToolCall } from './history.ts';

export const TOOL_NAMES = [
  'lookup_customer',
  'get_available_slots',
  'book_appointment',
  'get_upcoming_appointments',
  'cancel_appointment',
  'reschedule_appointment',
  'decode_vin',
  'verify_caller',
  'register_customer',
  'confirm_appointment',
  'get_service_history',
  'transfer_to_human',
  'end_call',
] as const;

export type ToolName = (typeof TOOL_NAMES)[number];

export type ToolErrorCode =
  | 'invalid_arguments'
  | 'unknown_tool'
  | 'verification_required'
  | 'verification_locked'
  | 'not_yours'
  | 'not_found'
  | 'outside_hours'
  | 'in_the_past'
  | 'slot_unavailable'
  | 'already_cancelled'
  | 'confirmation_required'
  | 'not_allowed'
  | 'timeout'
  | 'unavailable';

/** What every tool answers the model with, as JSON. */
export interface ToolResult {
  success: boolean;
  message: string;
  data?: Record<string, unknown>;
  error?: ToolErrorCode;
}

/** What the tools actor makes of a call's arguments before anything is allowed: pure, no effect. */
export interface CheckedCall {
  id: string;
  name: ToolName;
  /** The arguments, valid for the tool's schema. */
  args: Record<string, unknown>;
  /** The ids among the arguments that have to be the caller's own. */
  owned: { customerId?: string; vehicleId?: string; appointmentId?: string };
  /** For a phone number argument, whether it is (in E.164) the number that the call comes from. */
  isCallersNumber?: boolean;
  /** For a change (book, reschedule, cancel): a key of its substance, the same for the same what, when and vehicle. */
  changeKey?: string;
  /** For a change: what the model claims. */
  confirmed?: boolean;
}

/** What the conversation's chart permits. `propose` looks whether the change could be made and answers its read-back. */
export interface Grant {
  mode: 'read' | 'propose' | 'commit';
  /** The customer that every query is bound to; null where the caller is nobody we know. */
  customerId: string | null;
  verified: boolean;
}

export type ToolsCommand =
  /** Look at the arguments. Answered by `tools.checked` or `tools.answered`, synchronously or later. */
  | { type: 'check'; call: ToolCall }
  /** Do it. Answered by `tools.answered`, always, within the tool's time-out. */
  | { type: 'execute'; call: CheckedCall; grant: Grant }
  /** This change is not asked about any more: the slot that is held for it is anybody's again. Not answered. */
  | { type: 'withdraw'; changeKey: string }
  /** The caller still makes up their mind about this change: its slot is held on. Not answered. */
  | { type: 'renew'; changeKey: string };

/** What the conversation learns from a tool, beside the answer for the model. */
export type Learned =
  | { about: 'customer'; customer: KnownCustomer }
  | { about: 'verified'; customer: KnownCustomer }
  /** A wrong answer. `locked` when the customer is locked for the day, whatever this call has counted. */
  | { about: 'verification-failed'; locked: boolean }
  /** Nothing is on file by which whoever calls from this number could be verified. */
  | { about: 'unverifiable' }
  /** A look-up found nothing of what the caller asked for. */
  | { about: 'nothing-found' }
  | { about: 'registered'; customer: KnownCustomer }
  | { about: 'proposed'; changeKey: string; tool: ToolName; readBack: ReadBack }
  | { about: 'changed'; changeKey: string; appointmentId: string }
  | { about: 'transfer'; outcome: 'transferred' | 'callback_recorded'; number: string | null }
  | { about: 'farewell' };

export interface ReadBack {
  /** One sentence that ends in a question. */
  text: string;
  /** The beginning of it that names what, when and which vehicle. */
  substance: string;
}

export interface KnownCustomer {
  customerId: string;
  firstName: string;
  vehicleIds: string[];
  appointmentIds: string[];
  /** What their vehicles are due for, once they have been verified; absent where nothing is. Told to nobody else. */
  due?: DueService[];
  /** BCP 47; left out where it is the shop's. */
  language?: string;
}

export interface DueService {
  /** `2019 Honda Civic` */
  vehicle: string;
  /** In words; null where only the time is on file. */
  service: string | null;
  /** `YYYY-MM-DD`. */
  date: string | null;
  /** Miles. */
  mileage: number | null;
}

export type ToolsFact =
  | { type: 'tools.checked'; call: CheckedCall }
  | { type: 'tools.answered'; id: string; name: string; result: ToolResult; learned: Learned[] };

export interface ToolsInput {
  callId: string;
}
