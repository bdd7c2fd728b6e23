import type { MessageKind } from '../../entities/vocabulary.ts';

/** What a text is about, in words. */
export interface TextSubject {
  shop: string;
  /** `oil change` */
  service: string;
  /** `2019 Honda Civic`; null where it is not known. */
  vehicle: string | null;
  /** `Tuesday, December 1st at 9:30 AM` */
  when: string;
}

/** What customers read. `{what}` is the service, with its vehicle where that is known. */
const TEXTS: Record<MessageKind, string> = {
  booked: '{shop}: your {what} is booked for {when}. Reply STOP to get no more texts.',
  moved: '{shop}: your {what} has been moved to {when}. Reply STOP to get no more texts.',
  cancelled: '{shop}: your {what} on {when} is cancelled. Reply STOP to get no more texts.',
};

/** Sent to who asks for help. */
export const HELP_TEXT =
  '{shop}: we text you about your service appointments. Reply STOP to get no more texts, START to get them again.';

export function textFor(kind: MessageKind, { shop, service, vehicle, when }: TextSubject): string {
  const what = vehicle === null ? service : `${service} for your ${vehicle}`;
  return TEXTS[kind].replace('{shop}', shop).replace('{what}', what).replace('{when}', when);
}
