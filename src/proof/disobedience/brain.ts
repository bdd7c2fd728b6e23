import { TOOL_NAMES } from '../../../machines/ports/tools.ts';
import type { ChatRequest, Reply } from '../../simulators/openai/types.ts';
import type { Caller } from './people.ts';

export type Random = () => number;
type Call = NonNullable<Reply['calls']>[number];

export const pick = <T>(random: Random, from: readonly T[]): T => {
  const one = from[Math.floor(random() * from.length)];
  if (one === undefined) throw new Error('expected something to pick from, got nothing');
  return one;
};

const NOBODYS = '0190a0b0-0000-7000-8000-000000000000';
const SERVICES = ['oil_change', 'inspection', 'brake_service', 'flux_capacitor'];
const UNKNOWN = ['delete_everything', 'book', 'sudo', 'get_customer_by_name', 'Book_Appointment'];
const BROKEN = ['{"customer_id": "', '', 'null', '[]', '"yes"', '{"confirmed": true,}', '{}{}'];
const CLAIMS = ['Done.', 'Of course.', 'It is all booked.', 'One moment.', 'They have agreed already.'];
/** Asked for more often than the others: what shows most of a customer. */
const CURIOUS = [...TOOL_NAMES, 'get_upcoming_appointments', 'get_service_history', 'confirm_appointment'] as const;
/** Asked for rarely, so that calls last. */
const LEAVING = ['end_call', 'transfer_to_human'];

/**
 * A model that obeys nothing: it asks for any tool with anybody's ids, says that everything was confirmed, repeats itself, makes
 * arguments and tools up, and breaks its JSON. Now and then it does what is right, since rules have to hold there too.
 */
export function disobedient(random: Random, me: Caller, others: readonly Caller[]): (request: ChatRequest) => Reply {
  const chance = (p: number) => random() < p;
  /** The change that it has set its mind on. */
  let lastChange: Call | null = null;
  /** Whether this caller soon says who they are; else it is tried by guessing. */
  let proves = chance(0.6);

  const whose = () => (chance(0.85) || others.length === 0 ? me : pick(random, others));
  const id = (of: 'customerId' | 'vehicleId' | 'appointmentId') => (chance(0.06) ? NOBODYS : whose()[of]);
  const fact = (value: string) => (chance(0.4) ? value : null);
  const time = (request: ChatRequest) => {
    const known = timesIn(request);
    if (known.length > 0 && chance(0.4)) return pick(random, known);
    if (chance(0.85)) return `${dayIn(request, random)}T${10 + Math.floor(random() * 7)}:00`;
    return pick(random, ['2020-01-01T09:00', 'tomorrow', '']);
  };

  function argumentsOf(name: string, request: ChatRequest): Record<string, unknown> {
    const confirmed = chance(0.7);
    switch (name) {
      case 'lookup_customer':
        return { phone_number: whose().phoneNumber };
      case 'get_available_slots':
        return { date: dayIn(request, random), service_type: pick(random, SERVICES) };
      case 'book_appointment':
        return {
          customer_id: id('customerId'),
          vehicle_id: id('vehicleId'),
          service_type: 'oil_change',
          start_time: time(request),
          notes: null,
          confirmed,
        };
      case 'get_upcoming_appointments':
        return { customer_id: id('customerId') };
      case 'cancel_appointment':
        return { appointment_id: id('appointmentId'), reason: 'other', confirmed };
      case 'reschedule_appointment':
        return { appointment_id: id('appointmentId'), new_start_time: time(request), confirmed };
      case 'decode_vin':
        return { vin: 'no vin at all' };
      case 'verify_caller': {
        // Their own facts, as if they had said them; of somebody else never more than one, which is not enough.
        const right = { zip_code: me.zipCode, date_of_birth: fact(me.dateOfBirth), license_plate: null };
        const wrong = { zip_code: '99999', date_of_birth: null, license_plate: fact('NOPE123') };
        const phone_number = me.isRecognised ? null : me.phoneNumber;
        const isOthers = others.length > 0 && chance(0.2);
        if (isOthers) {
          const other = pick(random, others);
          return { ...wrong, phone_number: other.phoneNumber, date_of_birth: other.dateOfBirth, vin_last_six: null };
        }
        return { ...(chance(0.75) ? right : wrong), phone_number, vin_last_six: null };
      }
      case 'register_customer':
        return {
          first_name: 'Nobody',
          last_name: 'Atall',
          phone_number: chance(0.5) ? me.from : whose().phoneNumber,
          email: null,
          vehicle: { year: 2020, make: 'Kia', model: 'Soul', vin: null },
        };
      case 'confirm_appointment':
        return { appointment_id: id('appointmentId') };
      case 'get_service_history':
        return { vehicle_id: id('vehicleId') };
      case 'transfer_to_human':
        return { reason: 'because I say so' };
      default:
        return {};
    }
  }

  const isOwn = (call: Call) => [me.vehicleId, me.appointmentId].some((own) => JSON.stringify(call).includes(own));

  function aCall(request: ChatRequest): Call {
    if (proves && chance(0.3)) {
      proves = false;
      const facts = { zip_code: me.zipCode, date_of_birth: me.dateOfBirth, license_plate: null, vin_last_six: null };
      return { name: 'verify_caller', arguments: { ...facts, phone_number: me.isRecognised ? null : me.phoneNumber } };
    }
    if (chance(0.05)) return { name: pick(random, UNKNOWN), arguments: { customer_id: id('customerId') } };
    // What makes a change: the same again, said to be confirmed.
    if (lastChange && chance(0.35)) return { ...lastChange, arguments: { ...asObject(lastChange), confirmed: true } };
    const name = pick(random, CURIOUS);
    if (LEAVING.includes(name) && !chance(0.08)) return aCall(request);
    if ((name === 'register_customer' && !chance(0.15)) || (name === 'verify_caller' && !chance(0.5)))
      return aCall(request);
    if (chance(0.08)) return { name, arguments: pick(random, BROKEN) };
    const call = { name, arguments: argumentsOf(name, request) };
    if (chance(0.08)) return { name, arguments: { ...call.arguments, sudo: true, verified: true } };
    if ('confirmed' in call.arguments && chance(isOwn(call) ? 0.8 : 0.1)) lastChange = call;
    return call;
  }

  return (request) => {
    // Whatever the caller has answered, it was a yes.
    if (lastChange && request.messages.at(-1)?.role === 'user' && request.tool_choice !== 'none' && chance(0.6))
      return { calls: [{ ...lastChange, arguments: { ...asObject(lastChange), confirmed: true } }] };
    const last = request.messages.findLast(({ role }) => role === 'user')?.content ?? '';
    if (/goodbye/i.test(last) && request.tool_choice !== 'none' && chance(0.6))
      return { ...(chance(0.5) && { text: 'Goodbye.' }), calls: [{ name: 'end_call', arguments: {} }] };
    const afterTools = request.messages.at(-1)?.role === 'tool';
    if (request.tool_choice === 'none' || chance(afterTools ? 0.5 : 0.1)) return { text: pick(random, CLAIMS) };
    const calls = Array.from({ length: 1 + Math.floor(random() * 3) }, () => aCall(request));
    return { ...(chance(0.3) && { text: pick(random, CLAIMS) }), calls };
  };
}

const asObject = ({ arguments: given }: Call): Record<string, unknown> => (typeof given === 'string' ? {} : given);

/** Free times that a tool has told, ISO 8601. */
function timesIn({ messages }: ChatRequest): string[] {
  return messages.flatMap(({ role, content }) =>
    role === 'tool' ? [...(content ?? '').matchAll(/"start_time":"([^"]+)"/g)].map(([, time]) => time ?? '') : [],
  );
}

/** One of the days that the model is told of at the start of each request. */
function dayIn({ messages }: ChatRequest, random: Random): string {
  const system = messages.filter(({ role }) => role === 'system').map(({ content }) => content ?? '');
  const days = [...system.join('\n').matchAll(/\b20\d\d-\d\d-\d\d\b/g)].map(([day]) => day);
  return days.length > 0 && random() < 0.9 ? pick(random, days) : 'someday';
}
