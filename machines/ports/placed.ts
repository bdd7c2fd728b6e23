export const SCENARIOS = ['reminder', 'follow-up'] as const;

/** What a call that we place is for. */
export type Scenario = (typeof SCENARIOS)[number];

/** A call that the shop placed, as its charts have to know it. */
export interface Placed {
  scenario: Scenario;
  appointmentId: string;
  /** Whether it went to the number that is on file for the appointment's customer. */
  toNumberOnFile: boolean;
  /** What the model is told of the reason: it finds this before its own first words. */
  briefing: string;
}
