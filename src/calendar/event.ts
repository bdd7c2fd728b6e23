import type { calendar_v3 } from 'googleapis/build/src/apis/calendar/v3.js';
import type { Appointment } from '../../entities/appointment.ts';
import type { Vehicle } from '../../entities/vehicle.ts';
import { SERVICES } from '../../entities/vocabulary.ts';
import { isoInZone } from '../shop/zone.ts';

/** The parts of an event that are ours; people may write what they like into the others. */
export interface CalendarEvent {
  id: string;
  summary: string;
  start: { dateTime: string; timeZone: string };
  end: { dateTime: string; timeZone: string };
  status: 'confirmed';
  transparency: 'transparent';
  extendedProperties: { private: { appointment_id: string } };
}

/** The id of the appointment's event: its own id in the letters that Google allows, so that writing twice makes one event. */
export function eventIdOf(appointmentId: string): string {
  return appointmentId.replaceAll('-', '').toLowerCase();
}

/**
 * The event as it should be. It does not count as busy: freebusy shows only what people put there. No name and no number
 * is in it; who comes is in the CRM, under the appointment's id.
 */
export function eventOf(
  appointment: Appointment,
  vehicle: Pick<Vehicle, 'year' | 'make' | 'model'> | null,
  timeZone: string,
): CalendarEvent {
  const { appointmentId, serviceType, bay, startTime, endTime } = appointment;
  const service = SERVICES[serviceType].name;
  const car = vehicle ? `, ${vehicle.year} ${vehicle.make} ${vehicle.model}` : '';
  return {
    id: eventIdOf(appointmentId),
    summary: `${service.charAt(0).toUpperCase()}${service.slice(1)}${car} (bay ${bay})`,
    start: { dateTime: isoInZone(startTime, timeZone), timeZone },
    end: { dateTime: isoInZone(endTime, timeZone), timeZone },
    status: 'confirmed',
    transparency: 'transparent',
    extendedProperties: { private: { appointment_id: appointmentId } },
  };
}

/** Whether what Google keeps says the same. It writes times in the calendar's own zone, so instants are compared. */
export function isSame(kept: calendar_v3.Schema$Event, wanted: CalendarEvent): boolean {
  const at = (time: { dateTime?: string | null } | undefined) => Date.parse(time?.dateTime ?? '');
  return (
    at(kept.start) === at(wanted.start) &&
    at(kept.end) === at(wanted.end) &&
    kept.summary === wanted.summary &&
    kept.status === wanted.status &&
    kept.transparency === wanted.transparency &&
    kept.extendedProperties?.private?.appointment_id === wanted.extendedProperties.private.appointment_id
  );
}
