import type { Appointment } from '../../entities/appointment.ts';
import type { AppointmentStatus } from '../../entities/vocabulary.ts';
import { CHANGEABLE_STATUSES } from '../../entities/vocabulary.ts';
import type { ReadBack } from '../../machines/ports/tools.ts';
import { refused, sentence } from './answers.ts';
import type { Outcome, Task } from './define.ts';
import { alternatives, type Booking, openBays } from './free-slots.ts';

/** What the three changes of an appointment have in common: whether they may be, how they are proposed. */

/** The bays in which this may begin at this time; the refusal, with other times, where it may not. */
export async function baysFor(task: Task, start: Date, booking: Booking): Promise<number[] | Outcome> {
  const why = task.desk.shopTime.whyNot(start, booking.minutes, task.now);
  if (why) return withAlternatives(task, start, booking, refused(why.code, sentence(why.message)));
  const bays = await openBays(task, start, booking);
  return typeof bays === 'string' ? slotTaken(task, start, booking, bays) : bays;
}

export function slotTaken(task: Task, start: Date, booking: Booking, by: 'bay' | 'vehicle'): Promise<Outcome> {
  const message =
    by === 'bay' ? 'This time is no longer free.' : 'This vehicle already has an appointment at this time.';
  return withAlternatives(task, start, booking, refused('slot_unavailable', message));
}

async function withAlternatives(task: Task, start: Date, booking: Booking, { result }: Outcome): Promise<Outcome> {
  const free = await alternatives(task, start, booking);
  const message = free.length > 0 ? `${result.message} Offer one of the alternatives.` : result.message;
  return { result: { ...result, message, data: { alternatives: free } }, learned: [] };
}

/** Null where the appointment can still be changed. */
export function changeRefusal(task: Task, appointment: Appointment): Outcome | null {
  const status = statusRefusal(appointment.status);
  if (status) return status;
  return appointment.startTime > task.now ? null : refused('in_the_past', 'This appointment has already begun.');
}

export function statusRefusal(status: AppointmentStatus): Outcome | null {
  if (status === 'cancelled') return refused('already_cancelled', 'This appointment has already been cancelled.');
  const changeable: readonly AppointmentStatus[] = CHANGEABLE_STATUSES;
  return changeable.includes(status)
    ? null
    : refused('not_allowed', `An appointment that is ${status.replace('_', ' ')} can no longer be changed.`);
}

/** The change could be made: it is read back first. */
export function proposed({ checked }: Task, readBack: ReadBack): Outcome {
  const message = 'Nothing has been changed yet: the caller is now asked whether this is right.';
  return {
    result: { success: false, error: 'confirmation_required', message, data: { read_back: readBack.text } },
    learned: [{ about: 'proposed', changeKey: changeKeyOf(checked), tool: checked.name, readBack }],
  };
}

/** The same of a change that needs a slot: it is held for the call from now on, or it is gone in this very moment. */
export async function proposeSlot(
  task: Task,
  bays: readonly number[],
  start: Date,
  booking: Booking,
  readBack: ReadBack,
): Promise<Outcome> {
  const taken = await task.hold.take(task, bays, start, booking);
  return taken ? slotTaken(task, start, booking, taken.by) : proposed(task, readBack);
}

export function changed(
  { checked }: Task,
  appointmentId: string,
  message: string,
  data: Record<string, unknown>,
): Outcome {
  const learned = { about: 'changed', changeKey: changeKeyOf(checked), appointmentId } as const;
  return { result: { success: true, message, data }, learned: [learned] };
}

function changeKeyOf({ changeKey, name }: Task['checked']): string {
  if (changeKey === undefined) throw new Error(`${name}: expected a change key, got none`);
  return changeKey;
}
