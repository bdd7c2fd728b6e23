import type { Reply } from '../types.ts';
import type { Frame } from './frame.ts';
import { call, type Means, say } from './talk.ts';

/** What is still missing to know who is calling, for a booking; null when they are known. */
export function needCustomer(frame: Frame, means: Means): Reply | null {
  const { facts } = frame;
  if (frame.customerId !== null) return null;
  if (facts.from !== null && !frame.called.has('lookup_customer') && means.offered.has('lookup_customer'))
    return call(
      frame,
      means,
      'lookup_customer',
      { phone_number: facts.from },
      'Let me see if we have your number on file.',
    );
  const [first, last] = frame.name;
  if (first === undefined) return say("I don't have you on file yet. May I have your first and last name?");
  if (last === undefined) return say(`Thanks, ${first}. And your last name?`);
  if (frame.vin !== null && frame.car === null)
    return call(frame, means, 'decode_vin', { vin: frame.vin }, 'Let me look up that VIN.');
  if (frame.car === null) return say(`Thanks, ${first}. What are the year, make and model of your car?`);
  const phone = facts.from ?? frame.phone;
  if (phone === null) return say('And what is the best phone number to reach you?');
  const { year, make, model } = frame.car;
  return call(
    frame,
    means,
    'register_customer',
    {
      first_name: first,
      last_name: last,
      phone_number: phone,
      email: null,
      vehicle: { year, make, model, vin: frame.vin },
    },
    'Thanks, let me set that up.',
  );
}

/** Which of the caller's cars; null when that is settled. */
export function needVehicle(frame: Frame, means: Means): Reply | null {
  if (frame.vehicleId !== null) return null;
  const [only, ...others] = frame.vehicles?.map((vehicle) => vehicle.id) ?? frame.facts.vehicleIds;
  if (only !== undefined && others.length === 0) {
    frame.vehicleId = only;
    return null;
  }
  if (frame.vehicles === null && frame.facts.from !== null)
    return call(
      frame,
      means,
      'lookup_customer',
      { phone_number: frame.facts.from },
      'One moment, let me pull up your file.',
    );
  const names = frame.vehicles?.map((vehicle) => vehicle.name) ?? [];
  if (names.length === 0) return say("I don't see a car on your file. Shall I put you through to someone?");
  return say(
    `Which car is it for, ${names
      .slice(0, -1)
      .map((name) => `the ${name}`)
      .join(', ')} or the ${names.at(-1)}?`,
  );
}

/** What is missing until the caller has shown who they are; null when they have. */
export function needProof(frame: Frame, means: Means): Reply | null {
  if (frame.verified) return null;
  if (frame.locked)
    return say("I'm sorry, I can't open your records on this call. Shall I put you through to someone?");
  const isOther = frame.customerId === null;
  const phone = isOther ? frame.phone : null;
  if (isOther && phone === null) return say('What is the phone number we have on file for you?');
  const facts = Object.keys(frame.proofs).length;
  if (facts >= (isOther ? 2 : 1)) {
    const { zip_code = null, date_of_birth = null, vin_last_six = null, license_plate = null } = frame.proofs;
    const args = { phone_number: phone, zip_code, date_of_birth, vin_last_six, license_plate };
    return call(frame, means, 'verify_caller', args, 'Thank you, let me check that.');
  }
  if (frame.news === 'not-verified')
    return say(
      "I'm sorry, I couldn't verify that. What is your date of birth, your license plate, or the last six of your VIN?",
    );
  if (facts === 1) return say('And what is your date of birth, or the last six of your VIN?');
  return say('For your security, what is the ZIP code we have on file?');
}
