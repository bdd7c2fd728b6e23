import { expect } from 'chai';
import { BOOKING, MARIA, READ_BACK } from '../../kit/a-call.ts';
import { aCall } from '../../kit/a-watched-call.ts';

const userWords = (history: readonly { role: string }[]) =>
  history.flatMap((item) => ('text' in item && item.role === 'user' ? [String(item.text)] : []));

describe('tools that are overtaken', () => {
  const cutOffWhileBooking = () => {
    const call = aCall({ answersTools: false }).answered().says('Book it');
    call.replies('', ['book_appointment', { ...BOOKING, confirmed: false }]);
    const proposed = { about: 'proposed', tool: 'book_appointment', readBack: READ_BACK } as const;
    const changeKey = call.executed[0]?.call.changeKey ?? '';
    call.answers('t1', 'book_appointment', { success: false, error: 'confirmation_required', message: '' }, [
      { ...proposed, changeKey },
    ]);
    call.hearsAll().says('Yes');
    call.replies('', ['book_appointment', { ...BOOKING, confirmed: true }], ['decode_vin', { vin: 'X' }]);
    call.send({ type: 'line.closed', how: 'dropped' }).send({ type: 'line.opened', at: 0 }).hearsAll();
    return { call, changeKey };
  };
  const done = { success: true, message: 'Booked.' };

  it('do not keep what the caller says from the model when the call was cut off', () => {
    const { call } = cutOffWhileBooking();
    call.says('Hello, are you there?');
    expect(userWords(call.requests.at(-1)?.history ?? []).at(-1)).to.equal('Hello, are you there?');
  });

  it('still tell the model and the conversation of what was done, even after other calls', () => {
    const { call, changeKey } = cutOffWhileBooking();
    call.says('Hello?').replies('', ['get_available_slots', { date: '2026-12-01' }]);
    call.answers('t2', 'book_appointment', done, [{ about: 'changed', changeKey, appointmentId: 'appointment-2' }]);
    call.answers('t4', 'get_available_slots', done);
    expect(call.results).to.deep.equal([
      'book_appointment: confirmation_required',
      'decode_vin: unavailable',
      'book_appointment: ok',
      'get_available_slots: ok',
    ]);
    expect(call.requests.at(-1)?.facts).to.deep.include({
      change: 'none',
      customer: { ...MARIA, appointmentIds: ['appointment-1', 'appointment-2'] },
    });
  });

  it('are not begun any more when the call cannot be heard', () => {
    const call = aCall({ answersTools: false }).answered().says('Any time on Tuesday?');
    call.replies('', ['get_available_slots', {}], ['get_available_slots', {}]);
    call.send({ type: 'stt.lost', code: 'refused' });
    expect(call.snapshot.context.toolCalls).to.deep.equal([]);
    expect(call.results).to.deep.equal(['get_available_slots: unavailable']);
  });
});
