import { z } from 'zod';
import type { Learned } from '../../machines/ports/tools.ts';
import { appointmentOf, upcomingOf } from '../crm/appointments.ts';
import { confirm } from '../crm/booking.ts';
import { vehiclesOf } from '../crm/vehicles.ts';
import { done, notYours, ownerOf, vehicleData } from './answers.ts';
import { changeRefusal, statusRefusal } from './changes.ts';
import { defineTool } from './define.ts';
import * as fields from './fields.ts';

export const getUpcomingAppointments = defineTool({
  name: 'get_upcoming_appointments',
  description:
    "Lists the caller's coming appointments, soonest first. Call it before moving, cancelling or confirming one.",
  args: z.strictObject({ customer_id: fields.id }),
  about: ({ customer_id }) => ({ owned: { customerId: customer_id } }),
  async run({ customer_id }, task) {
    const { desk, now } = task;
    const owner = ownerOf(task);
    if (typeof owner !== 'string') return owner;
    if (customer_id !== owner) return notYours('customer');
    const [upcoming, vehicles] = await Promise.all([
      upcomingOf(desk.db, desk.shopId, owner, now),
      vehiclesOf(desk.db, desk.shopId, owner),
    ]);
    const appointments = upcoming.map((appointment) => {
      const vehicle = vehicles.find(({ vehicleId }) => vehicleId === appointment.vehicleId);
      return {
        appointment_id: appointment.appointmentId,
        start_time: desk.shopTime.iso(appointment.startTime),
        service_type: appointment.serviceType,
        status: appointment.status,
        vehicle: vehicle ? vehicleData(vehicle) : null,
      };
    });
    const message =
      appointments.length === 0 ? 'No appointment is to come.' : `Appointments to come: ${appointments.length}.`;
    const nothing: Learned[] = appointments.length === 0 ? [{ about: 'nothing-found' }] : [];
    return done(message, { appointments }, ...nothing);
  },
});

export const confirmAppointment = defineTool({
  name: 'confirm_appointment',
  description: 'Notes that the caller will come to an appointment as it is.',
  args: z.strictObject({ appointment_id: fields.id }),
  about: ({ appointment_id }) => ({ owned: { appointmentId: appointment_id } }),
  async run({ appointment_id }, task) {
    const { desk } = task;
    const owner = ownerOf(task);
    if (typeof owner !== 'string') return owner;
    const appointment = await appointmentOf(desk.db, desk.shopId, owner, appointment_id);
    if (!appointment) return notYours('appointment');
    const refusal = changeRefusal(task, appointment);
    if (refusal) return refusal;
    const { appointmentId } = appointment;
    const answer = (status: string) =>
      done('Confirmed: the caller will come.', { appointment_id: appointmentId, status });
    if (appointment.status === 'confirmed') return answer('confirmed');
    const confirmed = await task.write((tx) => confirm(tx, task.change, { customerId: owner, appointmentId }));
    if (confirmed.outcome === 'not_found') return notYours('appointment');
    if (confirmed.outcome === 'not_changeable') return statusRefusal(confirmed.status) ?? notYours('appointment');
    return answer(confirmed.appointment.status);
  },
});
