import { expect } from 'chai';
import type { Placed } from '../../../machines/ports/placed.ts';
import type { KnownCustomer, ToolName } from '../../../machines/ports/tools.ts';
import { MARIA } from '../../kit/a-call.ts';
import { aCall } from '../../kit/a-watched-call.ts';

const REMINDER: Placed = {
  scenario: 'reminder',
  appointmentId: 'appointment-1',
  toNumberOnFile: true,
  briefing: 'We called about appointment-1.',
};
const TWO: KnownCustomer = { ...MARIA, appointmentIds: ['appointment-1', 'appointment-2'] };

const called = (placed: Placed, knows: KnownCustomer | null = TWO) => aCall({ placed, knows }).answered();

function asks(call: ReturnType<typeof aCall>, name: ToolName, appointmentId: string): string | undefined {
  call.says('Yes.').replies('', [name, { appointment_id: appointmentId }]);
  return call.results.at(-1);
}

describe('a call that we placed', () => {
  it('begins with what it is for: the model is told before its own first words, and knows the topic', () => {
    const call = called(REMINDER).says('Yes, go on.');
    expect(call.requests[0]?.history[0]).to.deep.equal({ role: 'note', text: REMINDER.briefing });
    expect(call.requests[0]?.facts).to.include({ topic: 'reminder', identity: 'recognised' });
    expect(called({ ...REMINDER, scenario: 'follow-up' }).says('Yes.').requests[0]?.facts.topic).to.equal('follow-up');
  });

  it('has the appointment that it reminds of confirmed without further proof', () => {
    const call = called(REMINDER);
    expect(asks(call, 'confirm_appointment', 'appointment-1')).to.equal('confirm_appointment: ok');
    expect(call.executed.at(-1)?.grant).to.deep.equal({ mode: 'read', customerId: TWO.customerId, verified: false });
    expect(call.requests[0]?.offered).to.include('confirm_appointment');
  });

  for (const [when, placed, tool, appointmentId] of [
    ['another appointment', REMINDER, 'confirm_appointment', 'appointment-2'],
    ['anything but a confirmation', REMINDER, 'cancel_appointment', 'appointment-1'],
    ['a follow-up', { ...REMINDER, scenario: 'follow-up' }, 'confirm_appointment', 'appointment-1'],
    ['a call to another number', { ...REMINDER, toNumberOnFile: false }, 'confirm_appointment', 'appointment-1'],
  ] as const)
    it(`asks for proof all the same for ${when}`, () => {
      expect(asks(called(placed), tool, appointmentId)).to.equal(`${tool}: verification_required`);
    });

  it('offers confirmation only where it is to be had', () => {
    const offered = (placed: Placed, knows?: KnownCustomer | null) =>
      called(placed, knows).says('Yes.').requests[0]?.offered.includes('confirm_appointment');
    expect(offered(REMINDER)).to.equal(true);
    expect(offered({ ...REMINDER, toNumberOnFile: false })).to.equal(false);
    expect(offered({ ...REMINDER, scenario: 'follow-up' })).to.equal(false);
    expect(offered(REMINDER, null)).to.equal(false);
  });
});
