import type { Learned, ToolResult } from '../../machines/ports/tools.ts';
import { BOOKING, MARIA, READ_BACK } from './a-call.ts';
import { aCall } from './a-watched-call.ts';

export type Call = ReturnType<typeof aCall>;

export const someoneElse: Learned = {
  about: 'customer',
  customer: { ...MARIA, customerId: 'customer-other', firstName: 'Olaf' },
};
export const done: ToolResult = { success: true, message: '' };
export const unconfirmed: ToolResult = { success: false, error: 'confirmation_required', message: '' };
export const failed: ToolResult = { success: false, error: 'slot_unavailable', message: '' };
export const WEDNESDAY = { ...BOOKING, start_time: '2026-12-02T09:00:00-05:00' };

/** A caller who has asked for a booking; nothing answers the tools but `answers`. */
export const asking = () => aCall({ answersTools: false }).answered().says('Book it for Tuesday at nine');
export const proposal = ['book_appointment', { ...BOOKING, confirmed: false }] as ['book_appointment', object];
export const claim = ['book_appointment', { ...BOOKING, confirmed: true }] as ['book_appointment', object];

/** The tool in hand answers. */
export function answers(call: Call, result: ToolResult, ...learned: Learned[]): Call {
  const { id, name } = call.executed.at(-1)?.call ?? { id: '', name: '' };
  return call.answers(id, name, result, learned);
}

export const proposed = (call: Call): Learned => ({
  about: 'proposed',
  changeKey: call.executed.at(-1)?.call.changeKey ?? '',
  tool: 'book_appointment',
  readBack: READ_BACK,
});

/** The read-back is on its way to the caller. */
export function readingBack(call = asking()): Call {
  call.replies('', proposal);
  answers(call, unconfirmed, proposed(call));
  return call;
}

export const heard = () => readingBack().hearsAll();
export const agreed = () => heard().says('Yes please');
