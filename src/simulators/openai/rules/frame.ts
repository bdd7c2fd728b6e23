import type { Car, OwnedVehicle } from './cars.ts';
import type { Day } from './days.ts';
import type { Facts } from './facts.ts';
import type { Heard, Wish } from './hear.ts';
import type { Slots } from './slots.ts';
import type { Question } from './story.ts';
import type { PartOfDay, SpokenTime } from './times.ts';

export type Goal = Extract<Wish, 'book' | 'cancel' | 'reschedule' | 'list' | 'confirm' | 'history' | 'person' | 'bye'>;

/** What may be asked beside the goal. */
export type Aside = Extract<Wish, 'hours' | 'price' | 'place'>;

export interface Appointment {
  id: string;
  service: string;
  start: string;
  vehicle: string;
}

interface Proposal {
  tool: string;
  args: Record<string, unknown>;
  state: 'waiting' | 'agreed' | 'unclear';
}

/** All that has been understood of the call: made anew from the history for every request, so that nothing is kept between them. */
export interface Frame {
  facts: Facts;
  goal: Goal | null;
  /** A question beside the goal, to be answered now. */
  aside: Aside | null;
  service: string | null;
  day: Day | null;
  anyDay: boolean;
  time: SpokenTime | null;
  part: PartOfDay | null;
  start: string | null;
  slots: Slots | null;
  proposal: Proposal | null;
  vehicles: OwnedVehicle[] | null;
  vehicleId: string | null;
  appointments: Appointment[] | null;
  appointmentId: string | null;
  /** What was said of an appointment before the appointments were known. */
  named: { day: Day | null; service: string | null };
  reason: string;
  /** What `get_service_history` told. */
  services: Record<string, unknown> | null;
  customerId: string | null;
  name: string[];
  car: Car | null;
  vin: string | null;
  phone: string | null;
  proofs: Record<string, string>;
  verified: boolean;
  locked: boolean;
  /** What has just gone wrong or been done, for the words of the next reply. */
  news: string | null;
  last: Heard | null;
  asked: Question | null;
  /** `name arguments` of the calls made since the caller last spoke. */
  tried: string[];
  called: Set<string>;
  /** Every word of the caller's. */
  words: string[];
}

/** Where every wish begins. */
export const NOTHING_WANTED = {
  service: null,
  day: null,
  anyDay: false,
  time: null,
  part: null,
  start: null,
  slots: null,
  proposal: null,
  appointmentId: null,
  named: { day: null, service: null },
  reason: 'other',
};

/** What is known before anybody has spoken. */
export function newFrame(facts: Facts): Frame {
  return {
    facts,
    goal: null,
    aside: null,
    ...NOTHING_WANTED,
    vehicles: null,
    vehicleId: null,
    appointments: null,
    services: null,
    customerId: facts.customerId,
    name: [],
    car: null,
    vin: null,
    phone: null,
    proofs: {},
    verified: facts.identity === 'verified',
    locked: facts.identity === 'locked',
    news: null,
    last: null,
    asked: null,
    tried: [],
    called: new Set(),
    words: [],
  };
}

/** A call by its name and arguments, whatever their order. */
export function callKey(name: string, args: Record<string, unknown>): string {
  return `${name} ${JSON.stringify(Object.entries(args).toSorted(([a], [b]) => a.localeCompare(b)))}`;
}
