import type { ReadBack } from '../../machines/ports/tools.ts';

/** A change in the words in which it is read back: `an oil change`, `2019 Honda Civic`, `Tuesday, December 1st at 9:30 AM`. */
interface Spoken {
  service: string;
  vehicle: string;
  when: string;
}

/** The sentence by which a booking is read back. */
export function readBackBooking({ service, vehicle, when }: Spoken): ReadBack {
  return asked(`I have you down for ${service} for your ${vehicle} on ${when}`, 'shall I book it?');
}

/** @param from when it was to be, `when` is the new time */
export function readBackMove({ service, vehicle, when, from }: Spoken & { from: string }): ReadBack {
  return asked(`I'll move ${service} for your ${vehicle} from ${from} to ${when}`, 'shall I do that?');
}

export function readBackCancellation({ service, vehicle, when }: Spoken): ReadBack {
  return asked(`I'll cancel ${service} for your ${vehicle} on ${when}`, 'shall I do that?');
}

function asked(substance: string, question: string): ReadBack {
  return { substance, text: `${substance}, ${question}` };
}
