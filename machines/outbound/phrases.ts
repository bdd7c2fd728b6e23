import type { Scenario } from '../ports/placed.ts';

interface ScenarioPhrases {
  /** When the number on file answers: `{name}`, `{shop}`, `{service}` and `{when}` are filled in. */
  greeting: string;
  /** When we cannot know whose telephone it is: nothing of the customer. */
  greetingToOther: string;
  /** For an answering machine, which anybody may listen to: who called and nothing of why. */
  voicemail: string;
}

/** The first words of the calls that we place, and what an answering machine hears of them. */
export const SCENARIO_PHRASES: Record<Scenario, ScenarioPhrases> = {
  reminder: {
    greeting:
      'Hi {name}, this is Sophie from {shop}. I am calling about your {service} appointment {when}. Is now a good time to talk?',
    greetingToOther: 'Hello, this is Sophie from {shop}, calling about an appointment. Is now a good time to talk?',
    voicemail:
      'Hello, this is Sophie from {shop} with a reminder of your appointment. To confirm, move or cancel it, please call us back. Thank you, and goodbye.',
  },
  'follow-up': {
    greeting:
      'Hi {name}, this is Sophie from {shop}. You were here {when} for your {service}. Do you have a minute to tell me how everything is with the car?',
    greetingToOther: 'Hello, this is Sophie from {shop}, calling after a visit. Is now a good time to talk?',
    voicemail:
      'Hello, this is Sophie from {shop}. We wanted to ask whether all was well after your visit. If there is anything we can do, please call us. Thank you, and goodbye.',
  },
};
