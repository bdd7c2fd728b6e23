import { In, Not } from 'typeorm';
import { Appointment } from '../../entities/appointment.ts';
import type { OutboundCall } from '../../entities/outbound-call.ts';
import { Vehicle } from '../../entities/vehicle.ts';
import { LIVE_STATUSES, SERVICES } from '../../entities/vocabulary.ts';
import { type Db, managerOf } from '../crm/writing.ts';
import type { ShopTime } from '../shop/calendar.ts';
import { addDays } from '../shop/dates.ts';
import type { Subject } from './words.ts';

/** What a call is about, as things stand now; null where its appointment is gone. */
export async function subjectOf(db: Db, call: OutboundCall, shopTime: ShopTime, now: Date): Promise<Subject | null> {
  const { shopId, appointmentId, customerId, scenario, toNumberOnFile } = call;
  const appointment = await managerOf(db).findOneBy(Appointment, { shopId, appointmentId });
  if (!appointment) return null;
  const { vehicleId, serviceType, startTime, status } = appointment;
  const vehicle = await managerOf(db).findOneBy(Vehicle, { shopId, vehicleId });
  const others = await managerOf(db).findBy(Appointment, {
    shopId,
    customerId,
    appointmentId: Not(appointmentId),
    status: In([...LIVE_STATUSES]),
  });
  const day = shopTime.dateOf(startTime);
  return {
    scenario,
    appointmentId,
    toNumberOnFile,
    service: SERVICES[serviceType].name,
    when: scenario === 'reminder' ? dayAndTime(startTime, shopTime, now) : `on ${shopTime.weekdayOf(day)}`,
    vehicle: vehicle && `${vehicle.year} ${vehicle.make} ${vehicle.model}`,
    status,
    besides: others
      .filter((other) => shopTime.dateOf(other.startTime) === day)
      .map((other) => `${SERVICES[other.serviceType].name}, ${shopTime.spoken(other.startTime)}`),
  };
}

/** `tomorrow, Wednesday, December 2nd at 9 AM` */
export function dayAndTime(start: Date, shopTime: ShopTime, now: Date): string {
  const today = shopTime.dateOf(now);
  const day = shopTime.dateOf(start);
  const spoken = shopTime.spoken(start);
  if (day === today) return `today, ${spoken}`;
  return day === addDays(today, 1) ? `tomorrow, ${spoken}` : `on ${spoken}`;
}
