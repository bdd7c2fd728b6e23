import { z } from 'zod';
import { SERVICES } from '../../entities/vocabulary.ts';
import { book } from '../crm/booking.ts';
import { releaseHoldsOf } from '../crm/holds.ts';
import { vehicleOf } from '../crm/vehicles.ts';
import { shopFile } from '../shop/shop-file.ts';
import { notYours, ownerOf, vehicleData, vehicleName } from './answers.ts';
import { baysFor, changed, proposeSlot, slotTaken } from './changes.ts';
import { defineTool, type Task } from './define.ts';
import * as fields from './fields.ts';
import { readBackBooking } from './read-back.ts';

export const bookAppointment = defineTool({
  name: 'book_appointment',
  description:
    'Books a service. Call it with confirmed false first: the caller is then asked whether it is right. After a yes call it again, the same with confirmed true.',
  args: z.strictObject({
    customer_id: fields.id,
    vehicle_id: fields.id,
    service_type: fields.serviceType,
    start_time: fields.startTime.describe('ISO 8601 with offset, one of the free times'),
    notes: fields.notes.describe("The caller's concerns about the vehicle, in their words"),
    confirmed: fields.confirmed.describe('True only after the caller has said yes to the read-back'),
  }),
  defaults: { confirmed: false },
  about({ customer_id, vehicle_id, service_type, start_time, confirmed }, { shopTime, now }) {
    const start = shopTime.read(start_time);
    if (!start) return `start_time: expected a time that exists, as ISO 8601; ${shopTime.today(now)}`;
    return {
      owned: { customerId: customer_id, vehicleId: vehicle_id },
      changeKey: ['book_appointment', customer_id, vehicle_id, service_type, start.toISOString()].join(' '),
      confirmed,
    };
  },
  async run(args, task) {
    const { desk, call, grant } = task;
    const owner = ownerOf(task);
    if (typeof owner !== 'string') return owner;
    if (args.customer_id !== owner) return notYours('customer');
    const vehicle = await vehicleOf(desk.db, desk.shopId, owner, args.vehicle_id);
    if (!vehicle) return notYours('vehicle');

    const service = SERVICES[args.service_type];
    const { minutes, price } = shopFile().services[args.service_type];
    const start = startOf(args.start_time, task);
    const booking = { minutes, vehicleId: vehicle.vehicleId };
    const bays = await baysFor(task, start, booking);
    if (!Array.isArray(bays)) return bays;

    const when = desk.shopTime.spoken(start);
    const spoken = { service: service.spoken, vehicle: vehicleName(vehicle), when };
    if (grant.mode !== 'commit') return proposeSlot(task, bays, start, booking, readBackBooking(spoken));

    const booked = await task.write(async (tx) => {
      const outcome = await book(tx, task.change, bays, {
        customerId: owner,
        vehicleId: vehicle.vehicleId,
        serviceType: args.service_type,
        startTime: start,
        endTime: new Date(start.getTime() + minutes * 60_000),
        notes: args.notes,
        // The low end of what is told: a caller who hears "60 to 90" is never shown less than they were told, nor a quote.
        estimatedCost: price.from,
        callSid: call.callSid,
        bookedBy: 'phone_agent',
      });
      await releaseHoldsOf(tx, desk.shopId, call.callId);
      return outcome;
    });
    if (booked.outcome === 'slot_taken') return slotTaken(task, start, booking, booked.by);
    if (booked.outcome === 'not_found') return notYours('vehicle');
    const { appointment } = booked;
    return changed(task, appointment.appointmentId, `Booked: ${service.spoken} on ${when}.`, {
      appointment_id: appointment.appointmentId,
      start_time: desk.shopTime.iso(appointment.startTime),
      end_time: desk.shopTime.iso(appointment.endTime),
      service_type: appointment.serviceType,
      vehicle: vehicleData(vehicle),
      status: appointment.status,
    });
  },
});

/** The instant of a time that was found readable when the call was checked. */
export function startOf(text: string, { desk }: Task): Date {
  const start = desk.shopTime.read(text);
  if (!start) throw new Error('start time: expected a checked call, got one whose time cannot be read');
  return start;
}
