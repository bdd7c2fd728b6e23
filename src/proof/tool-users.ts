import type { ToolName, ToolResult, ToolsFact } from '../../machines/ports/tools.ts';
import type { Clock } from '../clock.ts';
import { addDays } from '../shop/dates.ts';
import type { CallTools, Tools } from '../tools/runner.ts';
import type { Sample } from './crm-questions.ts';

export interface ToolTime {
  tool: ToolName;
  ms: number;
  error: string | undefined;
}

interface UsersOptions {
  tools: Tools;
  people: readonly Sample[];
  today: string;
  clock: Clock;
  newId: () => string;
  /** Milliseconds between an answer and the next tool; a call has some seconds of talk there. */
  pauseMs: number;
  /** From 0 to 1, seeded. */
  random: () => number;
}

/**
 * As many calls at once as there are people, each using every tool, in about the order of a call: who it is, what was done
 * before, what is free, a booking proposed and made, a move, a cancellation, somebody new, a call-back, the end. Answers how
 * long each tool took, from the command to its answer, waiting in line included.
 */
export async function useTools(options: UsersOptions): Promise<ToolTime[]> {
  const times: ToolTime[] = [];
  await Promise.all(options.people.map((person) => oneCall(person, options, times)));
  return times;
}

async function oneCall(person: Sample, options: UsersOptions, times: ToolTime[]): Promise<void> {
  const { today, newId, clock, pauseMs, random } = options;
  const { customerId, phoneNumber, vehicleId } = person;
  const use = asker(options.tools, person, newId, times);
  const pause = (ms: number) => new Promise<void>((over) => clock.setTimeout(() => over(), ms));
  // Not all of them at the same moment.
  await pause(random() * pauseMs);
  const ask = async (name: ToolName, args: Record<string, unknown>, mode: 'read' | 'propose' | 'commit' = 'read') => {
    const result = await use(name, args, mode);
    await pause(pauseMs * (0.5 + random()));
    return result;
  };

  await ask('lookup_customer', { phone_number: phoneNumber });
  await ask('verify_caller', { ...NOTHING_SAID, zip_code: '99999' });
  await ask('get_upcoming_appointments', { customer_id: customerId });
  await ask('get_service_history', { vehicle_id: vehicleId });
  const date = addDays(today, 3 + Math.floor(random() * 50));
  const free = await ask('get_available_slots', { date, service_type: 'oil_change' });
  const slots = Array.isArray(free.data?.slots) ? (free.data.slots as { start_time: string }[]) : [];
  const anyTime = () => slots[Math.floor(random() * slots.length)]?.start_time ?? `${date}T10:00:00`;
  const start_time = anyTime();
  const booking = {
    customer_id: customerId,
    vehicle_id: vehicleId,
    service_type: 'oil_change',
    start_time,
    notes: null,
  };
  await ask('book_appointment', { ...booking, confirmed: false }, 'propose');
  const booked = await ask('book_appointment', { ...booking, confirmed: true }, 'commit');
  const appointment_id = String(booked.data?.appointment_id ?? person.appointmentId);
  const move = { appointment_id, new_start_time: anyTime() };
  await ask('reschedule_appointment', { ...move, confirmed: false }, 'propose');
  await ask('reschedule_appointment', { ...move, confirmed: true }, 'commit');
  await ask('confirm_appointment', { appointment_id });
  await ask('cancel_appointment', { appointment_id, reason: 'other', confirmed: true }, 'commit');
  await ask('decode_vin', { vin: '1HGCM82633A004352' });
  await ask('register_customer', { ...NEWCOMER, phone_number: phoneNumber });
  await ask('transfer_to_human', { reason: 'asked for a person' });
  await ask('end_call', {});
}

const NEWCOMER = {
  first_name: 'Nora',
  last_name: 'Newcomer',
  email: null,
  vehicle: { year: 2019, make: 'Honda', model: 'Civic', vin: null },
};

const NOTHING_SAID = {
  phone_number: null,
  zip_code: null,
  date_of_birth: null,
  vin_last_six: null,
  license_plate: null,
};

/** One tool after the other, as a call's chart does it. */
function asker(tools: Tools, { customerId, phoneNumber }: Sample, newId: () => string, times: ToolTime[]) {
  let answered: (result: ToolResult) => void = () => undefined;
  let mode: 'read' | 'propose' | 'commit' = 'read';
  const call: CallTools = tools.open({ callId: newId(), callSid: null, from: phoneNumber }, (fact: ToolsFact) => {
    if (fact.type === 'tools.answered') answered(fact.result);
    else call.command({ type: 'execute', call: fact.call, grant: { mode, customerId, verified: true } });
  });
  return async (name: ToolName, args: Record<string, unknown>, as: typeof mode): Promise<ToolResult> => {
    mode = as;
    const begun = performance.now();
    const result = await new Promise<ToolResult>((resolve) => {
      answered = resolve;
      call.command({ type: 'check', call: { id: newId(), name, arguments: JSON.stringify(args) } });
    });
    times.push({ tool: name, ms: performance.now() - begun, error: result.error });
    return result;
  };
}
