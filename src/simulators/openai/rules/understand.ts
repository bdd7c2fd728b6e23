import { carIn, vehicleMeant } from './cars.ts';
import { addDays } from './days.ts';
import type { Facts } from './facts.ts';
import { type Aside, callKey, type Frame, type Goal, NOTHING_WANTED, newFrame } from './frame.ts';
import { type Heard, hear, type Wish } from './hear.ts';
import { nameIn, phoneIn } from './people.ts';
import { takeAnswer } from './results.ts';
import { isTime, offer, startAt } from './slots.ts';
import type { Happening, Question } from './story.ts';

/** Understands the whole story. */
export function frameOf(story: readonly Happening[], facts: Facts): Frame {
  const frame = newFrame(facts);
  for (const happening of story) {
    if (happening.kind === 'caller') takeWords(frame, hear(happening.text, facts.today), happening.asked);
    else if (happening.kind === 'tool') {
      frame.tried.push(callKey(happening.name, happening.args));
      frame.called.add(happening.name);
      takeAnswer(frame, happening);
    }
  }
  return frame;
}

/** Answers to these hold numbers and dates that are not those of an appointment. */
const ABOUT_PEOPLE: readonly (Question | null)[] = ['name', 'last-name', 'car', 'phone', 'zip', 'fact'];

const ASIDES: readonly Aside[] = ['hours', 'price', 'place'];
const GOALS: readonly Wish[] = ['book', 'cancel', 'reschedule', 'list', 'confirm', 'history', 'person', 'bye'];

function takeWords(frame: Frame, heard: Heard, asked: Question | null): void {
  frame.last = heard;
  frame.asked = asked;
  frame.tried = [];
  frame.news = null;
  frame.aside = ASIDES.find((aside) => aside === heard.wish) ?? null;
  takeIdentity(frame, heard, asked);
  takeGoal(frame, heard, asked);
  if (heard.service !== null && frame.goal !== 'cancel') takeService(frame, heard.service);
  const named = heard.year === null ? heard.words : [...heard.words, String(heard.year)];
  frame.words.push(...named);
  if (frame.vehicles)
    frame.vehicleId =
      vehicleMeant(named, asked === 'vehicle' ? heard.choice : null, frame.vehicles)?.id ?? frame.vehicleId;
  if (frame.aside === null && !ABOUT_PEOPLE.includes(asked)) takeWhen(frame, heard, asked);
  takeProposal(frame, heard);
  frame.reason = reasonIn(heard.words.join(' ')) ?? frame.reason;
  if (frame.appointments === null && (heard.day !== null || heard.service !== null) && !ABOUT_PEOPLE.includes(asked))
    frame.named = { day: heard.day, service: heard.service };
  if (asked === 'appointment' || frame.appointments?.length) takeAppointment(frame, heard);
}

function takeGoal(frame: Frame, heard: Heard, asked: Question | null): void {
  const { wish, answer } = heard;
  const isThanks = /\b(?:thanks|thank you)\b/.test(heard.words.join(' '));
  if (asked === 'else' && wish === null && answer === 'yes') Object.assign(frame, NOTHING_WANTED, { goal: null });
  else if (asked === 'else' && wish === null && (answer === 'no' || isThanks)) frame.goal = 'bye';
  else if (asked === 'person' && answer !== null && wish === null) frame.goal = answer === 'yes' ? 'person' : null;
  else if (wish !== null && GOALS.includes(wish)) {
    // A word of booking while something is being moved or booked is part of that, and `cancel that` refuses a read-back.
    const goes = frame.goal;
    if (wish === 'book' && asked === 'appointment') return;
    if (wish === 'book' && (goes === 'reschedule' || (goes !== null && asked !== 'else' && heard.service === null)))
      return;
    if ((wish === 'cancel' || wish === 'reschedule') && frame.proposal && goes !== wish) return;
    if (wish === 'confirm' && frame.proposal) return;
    if (wish !== goes) {
      // What the price was asked of is what is then booked.
      Object.assign(frame, NOTHING_WANTED, goes === null ? { service: frame.service } : {});
      frame.goal = wish as Goal;
    }
  }
}

function takeService(frame: Frame, service: string): void {
  if (service === frame.service) return;
  frame.service = service;
  frame.slots = null;
  frame.start = null;
}

function takeWhen(frame: Frame, heard: Heard, asked: Question | null): void {
  if (frame.goal !== 'book' && frame.goal !== 'reschedule') return;
  // When an appointment is to be chosen, a day names the one that stands and not the one that is wanted.
  if (frame.goal === 'reschedule' && asked === 'appointment') return;
  if (heard.anyDay && frame.day === null) {
    frame.day = heard.day ?? addDays(frame.facts.today, 1);
    frame.anyDay = heard.day === null;
  }
  if (heard.day !== null && heard.day !== frame.day)
    Object.assign(frame, { day: heard.day, slots: null, start: null, time: null, part: null, anyDay: false });
  if (heard.part !== null) frame.part = heard.part;
  const isExpected = asked === 'time' || frame.slots !== null;
  if (heard.time && (!heard.time.bare || (isExpected && heard.choice === null)))
    Object.assign(frame, { time: heard.time, start: null });
  else if (frame.slots && frame.start === null) {
    const offered = offer(frame.slots, frame.part);
    const chosen = heard.choice === -1 ? offered.at(-1) : offered[(heard.choice ?? 0) - 1];
    const isTheOnlyOne = offered.length === 1 && heard.answer === 'yes';
    frame.start = chosen ?? (isTheOnlyOne || heard.anyDay ? (offered[0] ?? null) : null);
  }
  if (frame.slots && frame.time && frame.start === null) frame.start = startAt(frame.slots, frame.time);
}

function takeProposal(frame: Frame, heard: Heard): void {
  const { proposal } = frame;
  if (!proposal) return;
  const proposed = String(proposal.args.start_time ?? proposal.args.new_start_time ?? '');
  // A mere number beside a yes may be anything; beside a no it is what is wanted instead.
  const isFirm = heard.time?.bare === false || heard.answer !== 'yes';
  const isOther =
    (isFirm && heard.time !== null && proposed !== '' && !isTime(proposed, heard.time)) ||
    (heard.day !== null && proposed !== '' && !proposed.startsWith(heard.day)) ||
    (heard.service !== null &&
      proposal.args.service_type !== undefined &&
      heard.service !== proposal.args.service_type);
  if (isOther) frame.proposal = null;
  else if (heard.answer === 'yes') proposal.state = 'agreed';
  else if (heard.answer === 'no' || heard.wish === 'cancel' || heard.wish === 'reschedule') {
    Object.assign(frame, { proposal: null, time: null, start: null, news: 'refused' });
    if (proposal.tool === 'cancel_appointment') Object.assign(frame, NOTHING_WANTED, { goal: null });
  } else if (frame.aside === null) proposal.state = 'unclear';
}

function takeIdentity(frame: Frame, heard: Heard, asked: Question | null): void {
  const name = nameIn(heard.words, asked === 'name');
  if (asked === 'last-name') frame.name = [...frame.name.slice(0, 1), ...nameIn(heard.words, true).slice(-1)];
  else if (name.length > 0 && (asked === 'name' || frame.name.length === 0)) frame.name = name;
  if (asked === 'car' || heard.vin) frame.car = carIn(heard.words, heard.year) ?? frame.car;
  frame.vin = heard.vin ?? frame.vin;
  frame.phone = phoneIn(heard.digits) ?? frame.phone;
  if (asked !== 'zip' && asked !== 'fact') return;
  if (heard.birthDate) frame.proofs.date_of_birth = heard.birthDate;
  else if (/^\d{5}$/.test(heard.digits)) frame.proofs.zip_code = heard.digits;
  else if (asked === 'fact' && heard.spelled.length === 6) frame.proofs.vin_last_six = heard.spelled;
  else if (asked === 'fact' && heard.spelled.length >= 5) frame.proofs.license_plate = heard.spelled;
}

function takeAppointment(frame: Frame, heard: Heard): void {
  const { appointments } = frame;
  if (!appointments || frame.appointmentId !== null) return;
  const chosen =
    appointments.find((one) => heard.day !== null && one.start.startsWith(heard.day)) ??
    appointments.find((one) => one.service === heard.service) ??
    (heard.choice === -1 ? appointments.at(-1) : appointments[(heard.choice ?? 0) - 1]);
  frame.appointmentId = chosen?.id ?? null;
}

function reasonIn(line: string): string | null {
  if (/\bsold\b/.test(line)) return 'vehicle_sold';
  if (/somewhere else|another shop|elsewhere/.test(line)) return 'got_service_elsewhere';
  if (/\b(?:fixed|resolved|went away|fine now)\b/.test(line)) return 'issue_resolved';
  return /cant make|something came up|schedule conflict|busy|out of town|have to work/.test(line)
    ? 'schedule_conflict'
    : null;
}
