import { z } from 'zod';
import { SERVICES } from '../../entities/vocabulary.ts';
import { appointmentOf } from '../crm/appointments.ts';
import { reschedule } from '../crm/booking.ts';
import { releaseHoldsOf } from '../crm/holds.ts';
import { vehicleOf } from '../crm/vehicles.ts';
import { minutesOf } from '../shop/shop-file.ts';
import { notYours, ownerOf, refused, vehicleName } from './answers.ts';
import { startOf } from './book.ts';
import { baysFor, changed, changeRefusal, proposeSlot, slotTaken, statusRefusal } from './changes.ts';
import { defineTool } from './define.ts';
import * as fields from './fields.ts';
import { readBackMove } from './read-back.ts';

export const rescheduleAppointment = defineTool({
  name: 'reschedule_appointment',
  description:
    'Moves an appointment to another free time. Call it with confirmed false first: the caller is then asked whether it is right. After a yes call it again, the same with confirmed true.',
  args: z.strictObject({
    appointment_id: fields.id,
    new_start_time: fields.startTime.describe('ISO 8601 with offset, one of the free times'),
    confirmed: fields.confirmed.describe('True only after the caller has said yes to the read-back'),
  }),
  defaults: { confirmed: false },
  about({ appointment_id, new_start_time, confirmed }, { shopTime, now }) {
    const start = shopTime.read(new_start_time);
    if (!start) return `new_start_time: expected a time that exists, as ISO 8601; ${shopTime.today(now)}`;
    return {
      owned: { appointmentId: appointment_id },
      changeKey: ['reschedule_appointment', appointment_id, start.toISOString()].join(' '),
      confirmed,
    };
  },
  async run(args, task) {
    const { desk, call, grant } = task;
    const { shopTime } = desk;
    const owner = ownerOf(task);
    if (typeof owner !== 'string') return owner;
    const appointment = await appointmentOf(desk.db, desk.shopId, owner, args.appointment_id);
    const vehicle = appointment && (await vehicleOf(desk.db, desk.shopId, owner, appointment.vehicleId));
    if (!vehicle) return notYours('appointment');
    const settled = changeRefusal(task, appointment);
    if (settled) return settled;

    const service = SERVICES[appointment.serviceType];
    const start = startOf(args.new_start_time, task);
    const { appointmentId, vehicleId } = appointment;
    const booking = { minutes: minutesOf(appointment.serviceType), vehicleId, appointmentId };
    if (start.getTime() === appointment.startTime.getTime())
      return refused('not_allowed', 'The appointment already is at this time.');
    const bays = await baysFor(task, start, booking);
    if (!Array.isArray(bays)) return bays;

    const [from, when] = [shopTime.spoken(appointment.startTime), shopTime.spoken(start)];
    if (grant.mode !== 'commit') {
      const spoken = { service: `the ${service.name}`, vehicle: vehicleName(vehicle), from, when };
      return proposeSlot(task, bays, start, booking, readBackMove(spoken));
    }

    const endTime = new Date(start.getTime() + booking.minutes * 60_000);
    const moved = await task.write(async (tx) => {
      const move = { customerId: owner, appointmentId, startTime: start, endTime };
      const outcome = await reschedule(tx, task.change, bays, move);
      await releaseHoldsOf(tx, desk.shopId, call.callId);
      return outcome;
    });
    if (moved.outcome === 'slot_taken') return slotTaken(task, start, booking, moved.by);
    if (moved.outcome === 'not_changeable') return statusRefusal(moved.status) ?? notYours('appointment');
    if (moved.outcome === 'not_found') return notYours('appointment');
    return changed(task, appointmentId, `Moved from ${from} to ${when}.`, {
      appointment_id: appointmentId,
      old_start_time: shopTime.iso(moved.before.startTime),
      start_time: shopTime.iso(moved.appointment.startTime),
      status: moved.appointment.status,
    });
  },
});
