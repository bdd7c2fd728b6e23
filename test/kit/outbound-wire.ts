import { createShopTime } from '../../src/shop/calendar.ts';
import { addDays } from '../../src/shop/dates.ts';
import type { CarrierCall } from '../../src/simulators/carrier/index.ts';
import { heardText } from '../../src/simulators/deepgram/index.ts';
import type { Brain, ChatRequest, Reply } from '../../src/simulators/openai/types.ts';
import { type Asked, ask } from './telephony-server.ts';
import type { Wire } from './wire.ts';
import { lastWords } from './wire-brain.ts';

/** What was said in the call's briefing: the appointment that it is about. */
function appointmentId({ messages }: ChatRequest): string {
  const text = messages.map(({ content }) => content ?? '').join('\n');
  return /appointment id ([0-9a-f-]{36})/.exec(text)?.[1] ?? 'none';
}

const calls = (name: string, args: Record<string, unknown>): Reply => ({ calls: [{ name, arguments: args }] });

/** A model for the calls that we place: it does what it hears, in words that tests can wait for. */
export const outboundBrain: Brain = (request) => {
  const last = request.messages.at(-1);
  const words = lastWords(request);
  const id = appointmentId(request);
  if (last?.role === 'tool') {
    const { success, error } = JSON.parse(last.content ?? '{}') as { success?: boolean; error?: string };
    if (/the zip code is/i.test(words) && success) return { text: 'Thank you. Now what shall I do?' };
    return { text: success ? 'It is done.' : `Sorry: ${error}.` };
  }
  const [, zip_code] = /zip code is (\d{5})/i.exec(words) ?? [];
  if (zip_code) {
    const nothing = { phone_number: null, date_of_birth: null, vin_last_six: null, license_plate: null };
    return calls('verify_caller', { ...nothing, zip_code });
  }
  const confirmed = /^yes do it/i.test(words);
  const wish = request.messages
    .flatMap(({ role, content }) => (role === 'user' ? [content ?? ''] : []))
    .findLast((said) => /i will come|move it to|cancel it/i.test(said));
  const [, start] = /move it to (\S+)/i.exec(wish ?? '') ?? [];
  if (/goodbye/i.test(words)) return { text: 'Goodbye then.', ...calls('end_call', {}) };
  if (start && (confirmed || words === wish))
    return calls('reschedule_appointment', { appointment_id: id, new_start_time: start.toUpperCase(), confirmed });
  if (/cancel it/i.test(wish ?? '') && (confirmed || words === wish))
    return calls('cancel_appointment', { appointment_id: id, reason: 'other', confirmed });
  if (/i will come/i.test(words)) return calls('confirm_appointment', { appointment_id: id });
  return { text: 'Shall I confirm it?' };
};

/** `POST /calls` with the console's token, unless told otherwise. */
export function postCall(
  wire: Wire,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<{ status: number; json: Record<string, unknown> }> {
  const asked: Asked = {
    method: 'POST',
    path: '/calls',
    headers: { 'content-type': 'application/json', host: `localhost:${wire.stage.app.port}`, ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  };
  return ask(wire.stage.app.port, asked).then(({ status, body: text = '' }) => ({
    status,
    json: JSON.parse(text || '{}'),
  }));
}

/** All that the person at the other end has heard, in words. */
export const heardBy = (call: CarrierCall): string => heardText(call.heardSound());

/** Takes the `n`th call to this number and listens to the whole greeting. */
export async function answersCall(wire: Wire, to: string, n = 1): Promise<CarrierCall> {
  const call = await wire.stage.carrier.placed(to, n);
  const began = await wire.notes.until((note) => note.note === 'began' && note.callSid === call.callSid);
  await wire.notes.until(
    (note) => note.callId === began.callId && note.note === 'event' && note.event.type === 'voice.finished',
  );
  return call;
}

export function rowsOf(wire: Wire, sql: string, parameters: unknown[] = []): Promise<Record<string, unknown>[]> {
  return wire.stage.app.database.dataSource.query(sql, parameters);
}

export async function callLog(wire: Wire, callSid: string): Promise<Record<string, unknown> | undefined> {
  return (await rowsOf(wire, 'SELECT * FROM call_logs WHERE call_sid = $1', [callSid]))[0];
}

/** The wire's clock goes on to the next time of day (`09:00`) by the shop's clocks. */
export function until(wire: Wire, time: string): void {
  const shopTime = createShopTime({ zone: 'America/New_York' });
  const now = wire.clock.now();
  const today = shopTime.dateOf(new Date(now));
  const next = [today, addDays(today, 1)].map((date) => shopTime.read(`${date}T${time}`)?.getTime() ?? 0);
  wire.clock.jump((next.find((then) => then > now) ?? now) - now);
}

/** A statement that puts an appointment on tomorrow, by the wire's clock. */
export function tomorrowAt(wire: Wire, appointmentId: string, time: string): [string, unknown[]] {
  const shopTime = createShopTime({ zone: 'America/New_York' });
  const date = addDays(shopTime.dateOf(new Date(wire.clock.now())), 1);
  const start = shopTime.read(`${date}T${time}`);
  return [
    `UPDATE appointments SET start_time = $2::timestamptz, end_time = $2::timestamptz + (end_time - start_time), status = 'scheduled' WHERE appointment_id = $1`,
    [appointmentId, start],
  ];
}

/** A call that is to be tried later is due now, as soon as there is one. The database has a clock of its own. */
export async function dueNow(wire: Wire): Promise<void> {
  const later = `UPDATE pgboss.job SET start_after = now() WHERE name = 'outbound-call' AND state = 'created' AND start_after > now() + interval '1 minute' RETURNING id`;
  const updated = async () => (((await rowsOf(wire, later)) as unknown as [unknown[], number])[0] ?? []).length;
  while ((await updated()) === 0) await new Promise((resolve) => setTimeout(resolve, 20));
}

/** A statement that has an appointment be a visit of so many days ago, completed. */
export function visitedAgo(wire: Wire, appointmentId: string, days: number): [string, unknown[]] {
  const shopTime = createShopTime({ zone: 'America/New_York' });
  const date = addDays(shopTime.dateOf(new Date(wire.clock.now())), -days);
  return [
    `UPDATE appointments SET start_time = $2::timestamptz, end_time = $2::timestamptz + (end_time - start_time), status = 'completed' WHERE appointment_id = $1`,
    [appointmentId, shopTime.read(`${date}T10:00`)],
  ];
}
