import { z } from 'zod';
import { type CustomerCard, cardById, knownFrom } from '../crm/customer-card.ts';
import { createCustomer } from '../crm/customers.ts';
import { createVehicle } from '../crm/vehicles.ts';
import { done, refused, vehicleData } from './answers.ts';
import { defineTool, type Task } from './define.ts';
import * as fields from './fields.ts';

export const lookupCustomer = defineTool({
  name: 'lookup_customer',
  description:
    'Finds the customer of a phone number, with their vehicles. Usually the number that the call comes from.',
  args: z.strictObject({ phone_number: fields.phoneNumber.describe('With area code') }),
  about: ({ phone_number }, { from }) => ({ isCallersNumber: phone_number === from }),
  async run({ phone_number }, task) {
    const { grant } = task;
    const card = await findCustomer(phone_number, task);
    if (!card) {
      const answer = refused('not_found', 'No customer of this call has this number. Ask whether they are new here.');
      return { ...answer, learned: [{ about: 'nothing-found' }] };
    }
    const { customerId, firstName, lastName, email, vehicles } = card;
    const verified = grant.verified && grant.customerId === customerId;
    const data = {
      customer_id: customerId,
      first_name: firstName,
      verified,
      vehicles: vehicles.map(vehicleData),
      ...(verified ? { last_name: lastName, email } : {}),
    };
    const message = verified ? 'Found, and verified.' : 'Found by their number; not verified.';
    return done(message, data, { about: 'customer', customer: knownFrom(card) });
  },
});

/** Of this call's own customer, or of nobody yet known and the number it comes from; anybody else's number is answered like nobody's. */
async function findCustomer(phoneNumber: string, { desk, call, grant }: Task): Promise<CustomerCard | null> {
  if (grant.customerId === null) return phoneNumber === call.from ? desk.findCard(phoneNumber) : null;
  if (!grant.verified && phoneNumber !== call.from) return null;
  const theirs = await desk.findCard(phoneNumber);
  if (theirs?.customerId === grant.customerId) return theirs;
  // Somebody registered in this call may share the number with an older customer: they are who the call is about.
  const own = await cardById(desk.db, desk.shopId, grant.customerId);
  return own?.phoneNumber === phoneNumber ? own : null;
}

export const registerCustomer = defineTool({
  name: 'register_customer',
  description:
    'Makes a record for a new customer and their vehicle. Read names, numbers and the VIN back to the caller before.',
  args: z.strictObject({
    first_name: fields.name,
    last_name: fields.name,
    phone_number: fields.phoneNumber.describe('With area code'),
    email: fields.email.nullable(),
    vehicle: fields.vehicle,
  }),
  about: ({ phone_number }, { from }) => ({ isCallersNumber: phone_number === from }),
  async run({ first_name, last_name, phone_number, email, vehicle }, task) {
    // A model that repeats itself must not make two of one person.
    const substance = JSON.stringify(['register', first_name, last_name, phone_number, vehicle]).toLowerCase();
    const before = task.done.get(substance);
    if (before) return before;
    const { customer, car } = await task.write(async (tx) => {
      const customer = await createCustomer(tx, task.change, {
        firstName: first_name,
        lastName: last_name,
        phoneNumber: phone_number,
        email,
      });
      const car = await createVehicle(tx, task.change, customer.customerId, vehicle);
      if (!car) throw new Error('register: expected a vehicle for the new customer, got none');
      return { customer, car };
    });
    const [customerId, vehicleId] = [customer.customerId, car.vehicleId];
    const known = { customerId, firstName: customer.firstName, vehicleIds: [vehicleId], appointmentIds: [] };
    const data = { customer_id: customerId, vehicle_id: vehicleId };
    const outcome = done('The new customer is on file.', data, { about: 'registered', customer: known });
    task.done.set(substance, outcome);
    return outcome;
  },
});
