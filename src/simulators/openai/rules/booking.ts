import type { Reply } from '../types.ts';
import { sayDay } from './days.ts';
import type { Frame } from './frame.ts';
import { needCustomer, needVehicle } from './identity.ts';
import { offer, sayTime, sayTimes } from './slots.ts';
import { call, type Means, SERVICE_WORDS, say } from './talk.ts';

export function book(frame: Frame, means: Means): Reply {
  const { service } = frame;
  if (service === null) return say('Sure, I can set that up. What kind of service does your car need?');
  return (
    needCustomer(frame, means) ??
    needVehicle(frame, means) ??
    needStart(frame, means, service) ??
    propose(frame, means, 'book_appointment', {
      customer_id: frame.customerId,
      vehicle_id: frame.vehicleId,
      service_type: service,
      start_time: frame.start,
      notes: null,
    })
  );
}

/** What is missing until there is a start time; null when there is one. */
export function needStart(frame: Frame, means: Means, service: string): Reply | null {
  const { day, slots, time } = frame;
  if (day === null) return say(askForDay(frame, service));
  if (!slots || slots.date !== day || slots.service !== service) {
    const args = { date: day, service_type: service };
    return call(frame, means, 'get_available_slots', args, `Let me see what we have on ${sayDay(day).split(',')[0]}.`);
  }
  if (frame.start !== null) return null;
  const offered = offer(slots, frame.part);
  const opening = sorry(frame, time ? 'not-that-time' : frame.news);
  const question = offered.length === 1 ? 'Would that work for you?' : 'Which one works for you?';
  return say(`${opening}On ${sayDay(day)}, I have ${sayTimes(offered)}. ${question}`);
}

/** Says that a change is wanted; after the caller has agreed, that it is to be made. */
export function propose(frame: Frame, means: Means, tool: string, args: Record<string, unknown>): Reply {
  const { proposal } = frame;
  if (proposal?.tool === tool && proposal.state === 'agreed')
    return call(frame, means, tool, { ...proposal.args, confirmed: true });
  if (proposal?.tool === tool && proposal.state === 'waiting') return say('Shall I go ahead?');
  if (proposal?.tool === tool && proposal.state === 'unclear') return say('Sorry, was that a yes or a no?');
  return call(frame, means, tool, { ...args, confirmed: false });
}

function askForDay(frame: Frame, service: string): string {
  if (frame.news === 'no-slots') return "I'm sorry, we have nothing open that day. What other day works for you?";
  if (frame.news === 'registered') return "You're all set up. What day would you like to come in?";
  if (frame.news === 'refused') return 'No problem. What day would you like instead?';
  return `Sure, ${SERVICE_WORDS[service] ?? 'that'}. What day works best for you?`;
}

function sorry(frame: Frame, what: string | null): string {
  if (what === 'not-that-time' && frame.time) {
    const asked = `T${String(frame.time.hour).padStart(2, '0')}:${String(frame.time.minute).padStart(2, '0')}`;
    return `I'm sorry, ${sayTime(asked)} isn't open. `;
  }
  if (what === 'taken') return "I'm sorry, that time isn't open. ";
  if (what === 'refused') return 'No problem. ';
  return '';
}
