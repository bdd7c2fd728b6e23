import type { ConversationFacts } from '../../machines/ports/conversation.ts';
import { spokenFor } from '../shop/languages.ts';
import { fill, type Prompts } from './prompts.ts';

/** What a reply has to know of the shop. */
export interface ShopFacts {
  name: string;
  /** IANA name. */
  zone: string;
  /** Opening hours in words, as they may be told to a caller. */
  hours: string;
  /** Its address, telephone number and directions, in words too. */
  place: string;
  /** What can be booked, how long it takes and what it generally costs: a line each. */
  services: string;
  /** BCP 47; what is spoken where a customer has no other. */
  language: string;
}

const DAYS_AHEAD = 14;
/** What is due later than in so many days is not worth a word yet. */
const DUE_WITHIN_DAYS = 45;
const DAY_MS = 86_400_000;

/** The first system message: the same for every call of a shop, so that a provider can cache it. */
export function personaText(prompts: Prompts, shop: ShopFacts): string {
  const { name, hours, place, services } = shop;
  return fill(prompts.persona, { shop: name, hours, place, services });
}

/** The second system message: this call, this moment. `now` is milliseconds since the epoch. */
export function factsText(prompts: Prompts, shop: ShopFacts, facts: ConversationFacts, now: number): string {
  const { customer } = facts;
  const list = (ids: readonly string[] | undefined) => (ids?.length ? ids.join(', ') : 'none known');
  return fill(prompts.facts, {
    now: nowText(now, shop.zone),
    zone: shop.zone,
    days: comingDays(now, shop.zone),
    caller: customer?.firstName ?? 'nobody we know',
    number: facts.from ?? 'a withheld number',
    language: languageText(customer?.language ?? shop.language),
    customer_id: customer?.customerId ?? 'none',
    vehicle_ids: list(customer?.vehicleIds),
    appointment_ids: list(customer?.appointmentIds),
    identity: facts.identity,
    change: facts.change,
    topic: facts.topic,
    due: dueText(facts, now),
    guidance: guidance(prompts, facts),
  });
}

/** What is due soon, or overdue; nothing before the caller has shown who they are. */
function dueText({ identity, customer }: ConversationFacts, now: number): string {
  const soon = now + DUE_WITHIN_DAYS * DAY_MS;
  const due = (identity === 'verified' ? (customer?.due ?? []) : []).filter(
    ({ date }) => date === null || Date.parse(date) <= soon,
  );
  const told = due.map(({ vehicle, service, date, mileage }) => {
    const when = [date && `on ${DUE_DAY.format(Date.parse(date))}`, mileage && `at ${mileage} miles`].filter(Boolean);
    return `${service ?? 'a service'} for the ${vehicle}, ${when.join(' or ')}`;
  });
  return told.join('; ') || 'none known';
}

const DUE_DAY = new Intl.DateTimeFormat('en-US', { dateStyle: 'long', timeZone: 'UTC' });

/** What is spoken, and what would be where it could. */
function languageText(wanted: string): string {
  const spoken = spokenFor(wanted);
  return spoken === wanted ? spoken : `${spoken} (their own is ${wanted}, which only a person could speak with them)`;
}

function guidance({ moments }: Prompts, facts: ConversationFacts): string {
  const because = facts.cause === null ? '' : moments.cause[facts.cause];
  const texts = [
    moments.topic[facts.topic],
    moments.identity[facts.identity],
    moments.change[facts.change],
    fill(moments.escalation[facts.escalation], { because }),
  ];
  return texts.filter((text) => text !== '').join('\n');
}

/** For example `Tuesday, December 1, 2026 at 9:05 AM (2026-12-01)`. */
function nowText(now: number, zone: string): string {
  const { full, date } = formats(zone);
  // The narrow no-break space before AM is one that models stumble over.
  return `${full.format(now).replace(/\u202f/g, ' ')} (${date.format(now)})`;
}

// Models are poor at calendars: a table of days spares them the arithmetic.
function comingDays(now: number, zone: string): string {
  const { date, weekday } = formats(zone);
  // Steps of a day from noon in UTC, on calendar dates: a change of the clocks cannot skip or repeat a day.
  const noon = Date.parse(`${date.format(now)}T12:00:00Z`);
  const days = Array.from({ length: DAYS_AHEAD }, (_, i) => noon + (i + 1) * DAY_MS);
  return days.map((at) => `${weekday.format(at)} ${new Date(at).toISOString().slice(0, 10)}`).join(', ');
}

interface Formats {
  full: Intl.DateTimeFormat;
  date: Intl.DateTimeFormat;
  weekday: Intl.DateTimeFormat;
}

// Making a formatter costs far more than using it.
const made = new Map<string, Formats>();

function formats(zone: string): Formats {
  const known = made.get(zone);
  if (known) return known;
  const all: Formats = {
    full: new Intl.DateTimeFormat('en-US', { dateStyle: 'full', timeStyle: 'short', timeZone: zone }),
    date: new Intl.DateTimeFormat('en-CA', { dateStyle: 'short', timeZone: zone }),
    weekday: new Intl.DateTimeFormat('en-US', { weekday: 'short', timeZone: 'UTC' }),
  };
  made.set(zone, all);
  return all;
}
