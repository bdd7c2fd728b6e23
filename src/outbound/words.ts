import type { Phrases } from '../../machines/call/phrases.ts';
import { SCENARIO_PHRASES } from '../../machines/outbound/phrases.ts';
import type { Placed, Scenario } from '../../machines/ports/placed.ts';

/** What a call is about, in words. */
export interface Subject {
  scenario: Scenario;
  appointmentId: string;
  toNumberOnFile: boolean;
  /** `oil change` */
  service: string;
  /** `tomorrow, Wednesday, December 2nd at 9 AM`; `on Tuesday` */
  when: string;
  /** `2019 Honda Civic`; null where it is not known. */
  vehicle: string | null;
  status: string;
  /** What else the customer is booked for on that day, in the same words. */
  besides: readonly string[];
}

/** The phrases of the call that differ from those of a call to us. `{name}` and `{shop}` are filled in when they are said. */
export function phrasesFor({ scenario, toNumberOnFile, service, when }: Subject): Partial<Phrases> {
  const { greeting, greetingToOther, voicemail } = SCENARIO_PHRASES[scenario];
  const toThem = greeting.replaceAll('{service}', service).replaceAll('{when}', when);
  return {
    // Without a name the records could not be asked whose number it is.
    greeting: greetingToOther,
    greetingByName: toNumberOnFile ? toThem : greetingToOther,
    voicemail,
  };
}

const TASKS: Record<Scenario, string> = {
  reminder:
    'First make sure that it is a good time. Then ask whether they will come: if so, call confirm_appointment with this id; otherwise offer to move or to cancel it.',
  'follow-up':
    'Ask whether all is well with the car and thank them. If something is wrong, offer to hand over to a person.',
};

/** What the model is told of the call's reason. To a number that is not the customer's, nothing about them. */
export function placedFor(subject: Subject): Placed {
  const { scenario, appointmentId, toNumberOnFile, service, when, vehicle, status, besides } = subject;
  const base = { scenario, appointmentId, toNumberOnFile };
  if (!toNumberOnFile)
    return {
      ...base,
      briefing: `You placed this call, about an appointment, to a number that is not on file for it. Tell nothing about it before the person is verified.`,
    };
  const what = `${service}${vehicle ? ` for their ${vehicle}` : ''}, ${when} (appointment id ${appointmentId}, ${status})`;
  const others = besides.length > 0 ? ` On that day they also have: ${besides.join('; ')}.` : '';
  const reason = scenario === 'reminder' ? 'to remind the customer of an appointment' : 'after a visit';
  return { ...base, briefing: `You placed this call ${reason}: ${what}.${others} ${TASKS[scenario]}` };
}
