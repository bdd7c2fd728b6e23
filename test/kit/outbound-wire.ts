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
