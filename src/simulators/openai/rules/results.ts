import { vehicleMeant } from './cars.ts';
import { addDays } from './days.ts';
import { type Frame, NOTHING_WANTED } from './frame.ts';
import { startAt } from './slots.ts';
import { type Answer, type Happening, record, records, textOf } from './story.ts';

type ToolHappening = Extract<Happening, { kind: 'tool' }>;
type Reader = (frame: Frame, answer: Answer, args: Record<string, unknown>) => void;

/** A caller who takes any day waits for a few looks, not for a week of them. */
const MOST_LOOKS = 4;

/** What each tool's answer changes in what is known. */
const READERS: Record<string, Reader> = {
  lookup_customer(frame, { success, data }) {
    if (!success) return;
    frame.customerId = textOf(data.customer_id) ?? frame.customerId;
    frame.vehicles = records(data.vehicles).map((vehicle) => ({
      id: String(vehicle.vehicle_id),
      name: nameOf(vehicle),
    }));
    frame.vehicleId = vehicleMeant(frame.words, null, frame.vehicles)?.id ?? frame.vehicleId;
  },
  register_customer(frame, { success, data }) {
    if (!success) return;
    frame.customerId = textOf(data.customer_id);
    frame.vehicleId = textOf(data.vehicle_id);
    frame.news = 'registered';
  },
  verify_caller(frame, { success, error, data }) {
    frame.proofs = {};
    if (success && data.verified !== false) frame.verified = true;
    else if (error === 'verification_locked') frame.locked = true;
    else frame.news = 'not-verified';
  },
  get_available_slots(frame, { success, data }, args) {
    if (!success) {
      noDay(frame);
      return;
    }
    const starts = records(data.slots).flatMap((slot) => textOf(slot.start_time) ?? []);
    if (starts.length === 0) {
      noDay(frame);
      return;
    }
    frame.slots = { date: String(args.date), service: String(args.service_type), starts };
    frame.start = frame.time ? startAt(frame.slots, frame.time) : frame.anyDay ? (starts[0] ?? null) : null;
  },
  get_upcoming_appointments(frame, { success, data }) {
    if (!success) return;
    frame.appointments = records(data.appointments).map((one) => ({
      id: String(one.appointment_id),
      service: String(one.service_type),
      start: String(one.start_time),
      vehicle: typeof one.vehicle === 'string' ? one.vehicle : nameOf(record(one.vehicle)),
    }));
    const { day, service } = frame.named;
    const named =
      frame.appointments.find((one) => day !== null && one.start.startsWith(day)) ??
      frame.appointments.find((one) => one.service === service);
    const only = frame.appointments.length === 1 ? frame.appointments[0] : undefined;
    frame.appointmentId = (named ?? only)?.id ?? null;
    // `my appointment on Thursday` is the day that it has, not the one that it is to have.
    if (day !== null && frame.day === day && named?.start.startsWith(day)) frame.day = null;
  },
  get_service_history(frame, { success, data }) {
    if (success) frame.services = data;
  },
  decode_vin(frame, { success, data }) {
    const year = Number(data.year);
    if (success && year > 0) frame.car = { year, make: String(data.make), model: String(data.model) };
    else frame.vin = null;
  },
  book_appointment: (frame, answer, args) => changed(frame, answer, args, 'book_appointment', 'booked'),
  reschedule_appointment: (frame, answer, args) => changed(frame, answer, args, 'reschedule_appointment', 'moved'),
  cancel_appointment: (frame, answer, args) => changed(frame, answer, args, 'cancel_appointment', 'cancelled'),
  confirm_appointment: (frame, { success }) => done(frame, success ? 'confirmed' : 'failed', null),
  transfer_to_human(frame, { success, data }) {
    const isCallback = data.callback_recorded === true || /callback/.test(JSON.stringify(data));
    done(frame, success ? (isCallback ? 'callback' : 'transferred') : 'failed', null);
  },
};

export function takeAnswer(frame: Frame, { name, args, answer }: ToolHappening): void {
  READERS[name]?.(frame, answer, args);
}

function changed(frame: Frame, answer: Answer, args: Record<string, unknown>, tool: string, news: string): void {
  if (answer.success) {
    done(frame, news, textOf(answer.data.start_time));
    return;
  }
  if (answer.error === 'confirmation_required') {
    frame.proposal = { tool, args, state: 'waiting' };
    return;
  }
  frame.proposal = null;
  if (answer.error === 'verification_required') frame.verified = false;
  else if (answer.error === 'verification_locked') frame.locked = true;
  else if (answer.error === 'slot_unavailable' || answer.error === 'outside_hours' || answer.error === 'in_the_past')
    Object.assign(frame, { start: null, time: null, slots: null, news: 'taken', tried: [] });
  else done(frame, answer.error === 'already_cancelled' ? 'cancelled' : 'failed', null);
}

/** The goal is reached or given up: the next words of the caller begin anew. */
function done(frame: Frame, news: string, start: string | null): void {
  Object.assign(frame, NOTHING_WANTED, { goal: null, appointments: null, vehicleId: null, start, news });
}

function noDay(frame: Frame): void {
  const goesOn = frame.anyDay && frame.tried.length < MOST_LOOKS;
  const next = goesOn && frame.day !== null ? addDays(frame.day, 1) : null;
  Object.assign(frame, { day: next, anyDay: goesOn, slots: null, news: 'no-slots' });
}

function nameOf(vehicle: Record<string, unknown>): string {
  return [vehicle.year, vehicle.make, vehicle.model].filter(Boolean).join(' ');
}
