import type { Reply } from '../types.ts';
import { sayDay } from './days.ts';
import type { Frame } from './frame.ts';
import { needProof, needVehicle } from './identity.ts';
import { record, records } from './story.ts';
import { call, type Means, SERVICE_WORDS, say } from './talk.ts';

/** Answers a question beside the goal, from the words of the system messages, and leads back to the goal. */
export function enquire(frame: Frame): Reply {
  const after = frame.goal === 'book' ? backToBooking(frame) : 'Is there anything else I can help with?';
  if (frame.aside === 'hours') return say(`${told(frame.facts.hours, 'our hours')} ${after}`);
  if (frame.aside === 'place') return say(`${told(frame.facts.place, 'our address')} ${after}`);
  const service = frame.last?.service ?? frame.service;
  const words = service === null ? undefined : frame.facts.services.get(service);
  if (service === null || words === undefined)
    return say('That depends on the service. What kind of service do you have in mind?');
  return say(`For ${SERVICE_WORDS[service] ?? 'that'}, it is ${words.replace(/\.$/, '')}. ${after}`);
}

/** A part of the system message as sentences in one line. */
function told(text: string | null, what: string): string {
  const words = text ?? `I am sorry, I do not have ${what} at hand.`;
  return words.replace(/\s*\n\s*/g, ' ').replace(/([^.!?])$/, '$1.');
}

function backToBooking({ day, slots, proposal }: Frame): string {
  if (proposal !== null) return 'Shall I go ahead and book it?';
  if (slots !== null) return 'Which time works for you?';
  return day === null ? 'What day would you like to come in?' : 'Shall I look for a time?';
}

export function history(frame: Frame, means: Means): Reply {
  const need = needProof(frame, means) ?? needVehicle(frame, means);
  if (need) return need;
  const done = frame.services;
  if (done === null)
    return call(frame, means, 'get_service_history', { vehicle_id: frame.vehicleId }, 'Let me look that up.');
  const last = records(done.services)[0];
  const what = record(last).services_performed;
  const text = last
    ? `The last visit was on ${sayDay(String(last.date).slice(0, 10))}, for ${Array.isArray(what) ? what.join(' and ') : String(what)}.`
    : 'I see no earlier service for that car.';
  return say(`${text} Is there anything else I can help with?`);
}
