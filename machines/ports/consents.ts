/** What a customer can agree to: texts about their appointments, and calls that remind them or ask how it was. */
export const CONSENT_MATTERS = ['texts', 'reminders'] as const;
export type ConsentMatter = (typeof CONSENT_MATTERS)[number];

/** What our last question was about, where a yes to it is to nothing that was read back. */
export type Asked = ConsentMatter | 'more';

/** A consent given or taken back. */
export interface Consent {
  matter: ConsentMatter;
  given: boolean;
}

/** What a caller has said of it, to be written down. Nobody waits for that. */
export interface SaidConsent {
  customerId: string;
  consents: Consent[];
}
