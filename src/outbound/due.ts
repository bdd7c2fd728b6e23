import type { Appointment } from '../../entities/appointment.ts';
import type { Customer } from '../../entities/customer.ts';
import type { Scenario } from '../../machines/ports/placed.ts';
import type { ShopTime } from '../shop/calendar.ts';
import { addDays } from '../shop/dates.ts';
import { type AllowList, isAllowed } from './allow-list.ts';

/** An appointment that may be called about, with its customer. */
export interface Candidate {
  appointment: Pick<Appointment, 'appointmentId' | 'startTime' | 'status'>;
  customer: Pick<Customer, 'phoneNumber' | 'reminderConsent'>;
}

/** The day before, and three days after. */
const DAYS_FROM_NOW: Record<Scenario, number> = { reminder: 1, 'follow-up': -3 };

/** The appointments of which day are called about today: from its midnight to the next, in the shop's zone. */
export function dayOf(scenario: Scenario, shopTime: ShopTime, now: Date): { from: Date; to: Date } {
  return shopTime.dayBounds(addDays(shopTime.dateOf(now), DAYS_FROM_NOW[scenario]));
}

/** Whether there is still something to call about: nobody is reminded of what they have confirmed. */
function isFit(scenario: Scenario, { appointment, customer }: Candidate, allowList: AllowList): boolean {
  const status = scenario === 'reminder' ? 'scheduled' : 'completed';
  return (
    appointment.status === status && customer.reminderConsent === true && isAllowed(allowList, customer.phoneNumber)
  );
}

/** Whether it is to be called about on the day whose appointments these are. */
export function isDue(
  scenario: Scenario,
  candidate: Candidate,
  { from, to }: { from: Date; to: Date },
  allowList: AllowList,
): boolean {
  const { startTime } = candidate.appointment;
  return startTime >= from && startTime < to && isFit(scenario, candidate, allowList);
}

/**
 * Who is to be called today, the earliest appointment first, and every number once: two cars are one call.
 * @param called numbers that are called today anyway; those that are chosen are added
 */
export function whoIsDue<C extends Candidate>(
  scenario: Scenario,
  candidates: readonly C[],
  day: { from: Date; to: Date },
  allowList: AllowList,
  called: Set<string>,
): C[] {
  return candidates
    .filter((candidate) => isDue(scenario, candidate, day, allowList))
    .sort((a, b) => a.appointment.startTime.getTime() - b.appointment.startTime.getTime())
    .filter(({ customer: { phoneNumber } }) => !called.has(phoneNumber) && called.add(phoneNumber));
}
