import { z } from 'zod';
import { SERVICES } from '../../entities/vocabulary.ts';
import { appointmentOf } from '../crm/appointments.ts';
import { cancel } from '../crm/booking.ts';
import { vehicleOf } from '../crm/vehicles.ts';
import { notYours, ownerOf, vehicleName } from './answers.ts';
import { changed, changeRefusal, proposed, statusRefusal } from './changes.ts';
import { defineTool } from './define.ts';
import * as fields from './fields.ts';
import { readBackCancellation } from './read-back.ts';

export const cancelAppointment = defineTool({
  name: 'cancel_appointment',
  description:
    'Cancels an appointment. Call it with confirmed false first: the caller is then asked whether it is right. After a yes call it again, the same with confirmed true.',
  args: z.strictObject({
    appointment_id: fields.id,
    reason: fields.cancelReason.describe('Why, as far as the caller has said; other if they have not'),
    confirmed: fields.confirmed.describe('True only after the caller has said yes to the read-back'),
  }),
  defaults: { confirmed: false },
  about: ({ appointment_id, confirmed }) => ({
    owned: { appointmentId: appointment_id },
    changeKey: ['cancel_appointment', appointment_id].join(' '),
    confirmed,
  }),
  async run({ appointment_id, reason }, task) {
    const { desk, grant } = task;
    const owner = ownerOf(task);
    if (typeof owner !== 'string') return owner;
    const appointment = await appointmentOf(desk.db, desk.shopId, owner, appointment_id);
    const vehicle = appointment && (await vehicleOf(desk.db, desk.shopId, owner, appointment.vehicleId));
    if (!vehicle) return notYours('appointment');
    const refusal = changeRefusal(task, appointment);
    if (refusal) return refusal;

    const when = desk.shopTime.spoken(appointment.startTime);
    const service = `the ${SERVICES[appointment.serviceType].name}`;
    if (grant.mode !== 'commit')
      return proposed(task, readBackCancellation({ service, vehicle: vehicleName(vehicle), when }));

    const { appointmentId } = appointment;
    const cancelled = await task.write((tx) => cancel(tx, task.change, { customerId: owner, appointmentId, reason }));
    if (cancelled.outcome === 'not_changeable') return statusRefusal(cancelled.status) ?? notYours('appointment');
    if (cancelled.outcome === 'not_found') return notYours('appointment');
    const data = { appointment_id: appointmentId, status: cancelled.appointment.status };
    return changed(task, appointmentId, `Cancelled: ${service} on ${when}.`, data);
  },
});
