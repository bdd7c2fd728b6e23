import type { ConversationFacts, Identity } from '../../machines/ports/conversation.ts';
import type { HistoryItem, ToolCall } from '../../machines/ports/history.ts';
import { TOOL_NAMES, type ToolName } from '../../machines/ports/tools.ts';
import { loadPrompts } from '../../src/llm/prompts.ts';
import { createRequestMaker } from '../../src/llm/request.ts';
import { rules } from '../../src/simulators/openai/rules/brain.ts';
import type { ChatRequest } from '../../src/simulators/openai/types.ts';
import { validate } from '../../src/simulators/openai/validator.ts';
import { assistant, MARIA, SHOP, STRANGER, spoken, TOOLS, user } from './llm-inputs.ts';

/** Tuesday, 9:05 AM in New York. */
const NOW = Date.parse('2026-12-01T14:05:00Z');
const ROUNDS = 6;

export interface RulesDesk {
  /** The caller says it: what the model calls, `name {what matters}`, and what is heard. */
  says(text: string): { calls: string[]; text: string };
  history: HistoryItem[];
  /** Free times by day, `HH:MM`; another day is closed. */
  free: Record<string, string[]>;
  facts: ConversationFacts;
  /** Answers instead of the desk's own, by tool. */
  answers: Partial<Record<ToolName, unknown>>;
}

const makeBody = createRequestMaker({
  baseUrl: 'http://127.0.0.1/v1',
  model: 'rules',
  prompts: loadPrompts(),
  shop: SHOP,
  tools: TOOLS,
});

type Args = Record<string, unknown>;

const CHANGES: readonly string[] = ['book_appointment', 'cancel_appointment', 'reschedule_appointment'];

/** The rule-following model at a desk whose tools answer from a table, with the rules of identity and of read-backs. */
export function rulesDesk(who: 'maria' | 'two cars' | 'stranger' | 'withheld' = 'maria', greeting = true): RulesDesk {
  const facts: ConversationFacts = structuredClone(who === 'maria' || who === 'two cars' ? MARIA : STRANGER);
  if (who === 'two cars') facts.customer?.vehicleIds.push('veh-2');
  if (who === 'withheld') facts.from = null;
  const desk: RulesDesk = {
    history: greeting
      ? [
          assistant([
            spoken('Hi, this is Sophie. How can I help you today?', 'Hi, this is Sophie. How can I help you today?'),
          ]),
        ]
      : [],
    free: {
      '2026-12-02': ['09:00', '10:30', '14:00', '15:30'],
      '2026-12-04': ['08:00', '09:30', '11:00', '14:30', '16:00'],
    },
    facts,
    answers: {},
    says(text) {
      desk.history.push(user(text));
      const heard: string[] = [];
      const calls: string[] = [];
      for (let round = 0; round < ROUNDS; round++) {
        const offered = TOOL_NAMES.filter((name) => isOffered(name, facts.identity));
        const body = makeBody(
          { callId: 'c', reply: 1, history: desk.history, offered, toolChoice: 'auto', facts },
          NOW,
        );
        const refusal = validate(body);
        if (refusal) throw new Error(refusal.body.error.message);
        const reply = rules(body as unknown as ChatRequest, { callId: 'c' });
        if (reply.text) heard.push(reply.text);
        const made = (reply.calls ?? []).map(
          (call, i): ToolCall => ({
            id: `${desk.history.length}-${i}`,
            name: call.name,
            arguments: JSON.stringify(call.arguments),
          }),
        );
        desk.history.push(assistant(reply.text ? [spoken(reply.text, reply.text)] : [], made));
        for (const call of made) {
          const args = JSON.parse(call.arguments) as Args;
          calls.push(gistOf(call.name, args));
          const answer = desk.answers[call.name as ToolName] ?? answerTo(desk, call.name, args);
          desk.history.push({ role: 'tool', callId: call.id, name: call.name, result: JSON.stringify(answer), at: 0 });
          const readBack = readBackOf(answer);
          if (readBack === null) continue;
          heard.push(readBack);
          desk.history.push(assistant([spoken(readBack, readBack)]));
          return { calls, text: heard.join(' ') };
        }
        if (made.length === 0 || made.some((call) => call.name === 'end_call')) return { calls, text: heard.join(' ') };
      }
      throw new Error(`expected an end within ${ROUNDS} rounds, got ${calls.join('; ')}`);
    },
  };
  return desk;
}

function isOffered(name: ToolName, identity: Identity): boolean {
  const needsProof = [
    'get_upcoming_appointments',
    'cancel_appointment',
    'reschedule_appointment',
    'get_service_history',
    'confirm_appointment',
  ];
  if (needsProof.includes(name)) return identity === 'verified';
  return name !== 'book_appointment' || identity === 'recognised' || identity === 'verified';
}

/** The name and the values that are told apart by tests; ids of the caller and empty values are left out. */
function gistOf(name: string, args: Args): string {
  const values = Object.entries(args).filter(([key, value]) => value !== null && key !== 'customer_id');
  return [name, ...values.map(([, value]) => (typeof value === 'object' ? JSON.stringify(value) : String(value)))].join(
    ' ',
  );
}

function readBackOf(answer: unknown): string | null {
  const { data } = answer as { data?: { read_back?: string } };
  return data?.read_back ?? null;
}

const APPOINTMENTS = [
  { appointment_id: 'apt-1', start_time: '2026-12-03T09:00:00-05:00', service_type: 'oil_change', status: 'scheduled' },
  {
    appointment_id: 'apt-2',
    start_time: '2026-12-10T14:00:00-05:00',
    service_type: 'brake_service',
    status: 'scheduled',
  },
];

function answerTo(desk: RulesDesk, name: string, args: Args): unknown {
  const { facts } = desk;
  const ok = (data: Args) => ({ success: true, message: 'Done.', data });
  const no = (error: string, data?: Args) => ({ success: false, message: 'No.', error, ...(data ? { data } : {}) });
  if (CHANGES.includes(name) && args.confirmed === false)
    return no('confirmation_required', { read_back: 'I have you down for that, shall I do it?' });
  switch (name) {
    case 'get_available_slots': {
      const slots = (desk.free[String(args.date)] ?? []).map((time) => ({
        start_time: `${args.date}T${time}:00-05:00`,
      }));
      return ok({ date: args.date, day_of_week: 'a day', slots });
    }
    case 'book_appointment':
      return ok({ appointment_id: 'apt-9', start_time: args.start_time, status: 'scheduled' });
    case 'reschedule_appointment':
      return ok({ appointment_id: args.appointment_id, start_time: args.new_start_time, status: 'scheduled' });
    case 'cancel_appointment':
      return ok({ appointment_id: args.appointment_id, status: 'cancelled' });
    case 'lookup_customer': {
      if (facts.customer === null) return no('not_found');
      const cars = [
        { vehicle_id: 'veh-1', year: 2019, make: 'Honda', model: 'Civic' },
        { vehicle_id: 'veh-2', year: 2021, make: 'Toyota', model: 'Camry' },
      ].filter(({ vehicle_id }) => facts.customer?.vehicleIds.includes(vehicle_id));
      return ok({ customer_id: facts.customer.customerId, first_name: 'Maria', verified: false, vehicles: cars });
    }
    case 'register_customer':
      facts.customer = {
        customerId: 'cus-9',
        firstName: String(args.first_name),
        vehicleIds: ['veh-9'],
        appointmentIds: [],
      };
      facts.identity = 'verified';
      return ok({ customer_id: 'cus-9', vehicle_id: 'veh-9' });
    case 'verify_caller': {
      const isRight = args.zip_code === '10001' || args.date_of_birth === '1985-04-12';
      if (!isRight) return no('verification_required', { verified: false });
      facts.identity = 'verified';
      facts.customer ??= MARIA.customer;
      return ok({ verified: true });
    }
    case 'get_upcoming_appointments':
      return ok({ appointments: APPOINTMENTS });
    case 'get_service_history':
      return ok({
        services: [{ date: '2026-05-04', services_performed: ['oil change', 'inspection'], mileage: 40_000 }],
        next_due: null,
      });
    case 'decode_vin':
      return ok({
        vin: args.vin,
        year: 2003,
        make: 'Honda',
        model: 'Accord',
        vehicle_type: 'PASSENGER CAR',
        needs_read_back: false,
      });
    case 'transfer_to_human':
      return ok({ callback_recorded: true });
    default:
      return ok({});
  }
}
