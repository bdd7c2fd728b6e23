import type { Phrases } from '../../machines/call/phrases.ts';
import type { Placed, Scenario } from '../../machines/ports/placed.ts';
import type { OutboundWords } from '../words/outbound.ts';
import { filled } from '../words/texts.ts';

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
export function phrasesFor(
  words: OutboundWords,
  { scenario, toNumberOnFile, service, when }: Subject,
): Partial<Phrases> {
  const { greeting, greetingToOther, voicemail } = words[scenario];
  return {
    // Without a name the records could not be asked whose number it is.
    greeting: greetingToOther,
    greetingByName: toNumberOnFile ? filled(greeting, { service, when }) : greetingToOther,
    voicemail,
  };
}

/** What the model is told of the call's reason. To a number that is not the customer's, nothing about them. */
export function placedFor(words: OutboundWords, subject: Subject): Placed {
  const { scenario, appointmentId, toNumberOnFile, service, when, vehicle, status, besides } = subject;
  const base = { scenario, appointmentId, toNumberOnFile };
  if (!toNumberOnFile) return { ...base, briefing: words.briefingToOther };
  const briefing = filled(words[scenario].briefing, {
    what: vehicle === null ? service : `${service} for their ${vehicle}`,
    when,
    appointment_id: appointmentId,
    status,
    besides: besides.length > 0 ? filled(words.besides, { others: besides.join('; ') }) : '',
  });
  return { ...base, briefing };
}
