import type { Reply } from '../types.ts';
import { needStart, propose } from './booking.ts';
import { sayDay } from './days.ts';
import type { Appointment, Frame } from './frame.ts';
import { needProof } from './identity.ts';
import { sayTime } from './slots.ts';
import { call, type Means, SERVICE_WORDS, say } from './talk.ts';

export function cancel(frame: Frame, means: Means): Reply {
  return (
    needAppointment(frame, means, 'cancel') ??
    propose(frame, means, 'cancel_appointment', { appointment_id: frame.appointmentId, reason: frame.reason })
  );
}

export function reschedule(frame: Frame, means: Means): Reply {
  const need = needAppointment(frame, means, 'move');
  if (need) return need;
  const standing = frame.appointments?.find((one) => one.id === frame.appointmentId);
  return (
    needStart(frame, means, standing?.service ?? frame.service ?? 'general_maintenance') ??
    propose(frame, means, 'reschedule_appointment', {
      appointment_id: frame.appointmentId,
      new_start_time: frame.start,
    })
  );
}

export function confirm(frame: Frame, means: Means): Reply {
  return (
    needAppointment(frame, means, 'confirm') ??
    call(frame, means, 'confirm_appointment', { appointment_id: frame.appointmentId })
  );
}

export function list(frame: Frame, means: Means): Reply {
  const need = needList(frame, means);
  if (need) return need;
  const all = frame.appointments ?? [];
  const text =
    all.length === 0 ? 'I see no upcoming appointments.' : `You have ${all.map(sayAppointment).join(', and ')}.`;
  return say(`${text} Is there anything else I can help with?`);
}

function needAppointment(frame: Frame, means: Means, verb: 'cancel' | 'move' | 'confirm'): Reply | null {
  if (frame.appointmentId !== null) return null;
  const need = needList(frame, means);
  if (need) return need;
  const all = frame.appointments ?? [];
  if (all.length === 0) return say('I see no upcoming appointments for you. Is there anything else I can help with?');
  return say(`I see ${all.map(sayAppointment).join(', and ')}. Which one would you like to ${verb}?`);
}

function needList(frame: Frame, means: Means): Reply | null {
  const need = needProof(frame, means);
  if (need) return need;
  if (frame.appointments !== null) return null;
  // After verifying from another number the customer is known only by the next request's facts.
  return call(frame, means, 'get_upcoming_appointments', { customer_id: frame.customerId }, 'Let me pull that up.');
}

function sayAppointment({ service, start }: Appointment): string {
  return `${SERVICE_WORDS[service] ?? 'an appointment'} on ${sayDay(start.slice(0, 10))} at ${sayTime(start)}`;
}
