/**
 * The words that the database, the tools and the flows share. The database refuses any other (CHECK constraints), so a
 * word added here needs a migration.
 */

/**
 * What can be booked, and how it is spoken of, without and with its article. How long it takes and what it costs is the shop's
 * business: `src/shop/shop.yaml`.
 */
export const SERVICES = {
  oil_change: { name: 'oil change', spoken: 'an oil change' },
  tire_rotation: { name: 'tire rotation', spoken: 'a tire rotation' },
  inspection: { name: 'inspection', spoken: 'an inspection' },
  brake_service: { name: 'brake service', spoken: 'a brake service' },
  engine_diagnostics: { name: 'engine diagnostics', spoken: 'engine diagnostics' },
  general_maintenance: { name: 'general maintenance', spoken: 'general maintenance' },
} as const;

export type ServiceType = keyof typeof SERVICES;
export const SERVICE_TYPES = Object.keys(SERVICES) as [ServiceType, ...ServiceType[]];

export const APPOINTMENT_STATUSES = [
  'scheduled',
  'confirmed',
  'in_progress',
  'completed',
  'cancelled',
  'no_show',
] as const;
export type AppointmentStatus = (typeof APPOINTMENT_STATUSES)[number];

/** An appointment with one of these holds its bay and its vehicle. */
export const LIVE_STATUSES = ['scheduled', 'confirmed', 'in_progress'] as const satisfies AppointmentStatus[];

/** An appointment with one of these has not begun: it can still be moved, cancelled or confirmed. */
export const CHANGEABLE_STATUSES = ['scheduled', 'confirmed'] as const satisfies AppointmentStatus[];

export const CANCEL_REASONS = [
  'schedule_conflict',
  'got_service_elsewhere',
  'vehicle_sold',
  'issue_resolved',
  'other',
] as const;
export type CancelReason = (typeof CANCEL_REASONS)[number];

export const CALENDAR_STATUSES = [
  /** Its event, or the comparison with what people have put there, is still to come. */
  'awaiting',
  'written',
  /** Given up, and told to staff. */
  'failed',
] as const;
export type CalendarStatus = (typeof CALENDAR_STATUSES)[number];

/** Through whom an appointment came to be. */
export const BOOKERS = ['phone_agent', 'staff', 'online'] as const;
export type Booker = (typeof BOOKERS)[number];

export const CALL_DIRECTIONS = ['inbound', 'outbound'] as const;
export type CallDirection = (typeof CALL_DIRECTIONS)[number];

/** How a call ended. `null` in the database while it goes on. */
export const CALL_OUTCOMES = [
  /** The goodbye was heard, then we hung up. */
  'completed',
  'caller_hung_up',
  'transferred',
  'callback_recorded',
  /** The line stayed silent. */
  'silent',
  /** `MAX_CALL_MINUTES`. */
  'too_long',
  /** The stream was lost and did not come back. */
  'dropped',
  /** We had no voice, no ears or no words left, or were wrong. */
  'failed',
  /** Turned away at the door: too many calls, or draining. */
  'refused',
  'busy',
  'no_answer',
  'canceled',
  'voicemail',
] as const;
export type CallOutcome = (typeof CALL_OUTCOMES)[number];

export const TASK_KINDS = ['call_back', 'merge_customers', 'calendar_conflict', 'failed'] as const;
export type TaskKind = (typeof TASK_KINDS)[number];

export const TASK_STATUSES = ['open', 'done', 'dismissed'] as const;
export type TaskStatus = (typeof TASK_STATUSES)[number];

export const CONTACT_PREFERENCES = ['phone', 'text', 'email'] as const;
export type ContactPreference = (typeof CONTACT_PREFERENCES)[number];

export const TRACED_ACTIONS = ['create', 'update', 'cancel', 'reschedule', 'confirm'] as const;
export type TracedAction = (typeof TRACED_ACTIONS)[number];

export const TRACED_ENTITIES = ['customer', 'vehicle', 'appointment'] as const;
export type TracedEntity = (typeof TRACED_ENTITIES)[number];

/** What a call that the shop places is for. */
export const OUTBOUND_SCENARIOS = ['reminder', 'follow-up'] as const;
export type OutboundScenario = (typeof OUTBOUND_SCENARIOS)[number];

/** What a text tells. */
export const MESSAGE_KINDS = ['booked', 'moved', 'cancelled'] as const;
export type MessageKind = (typeof MESSAGE_KINDS)[number];

/** How far a text has come: `sending` until the carrier has taken it, the others are the carrier's own words. */
export const MESSAGE_STATUSES = ['sending', 'queued', 'sent', 'delivered', 'undelivered', 'failed'] as const;
export type MessageStatus = (typeof MESSAGE_STATUSES)[number];
