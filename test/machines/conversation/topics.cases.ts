import { expect } from 'chai';
import type { Topic } from '../../../machines/ports/conversation.ts';
import type { Placed, Scenario } from '../../../machines/ports/placed.ts';
import { BOOKING, MARIA } from '../../kit/a-call.ts';
import { aCall } from '../../kit/a-watched-call.ts';

type Call = ReturnType<typeof aCall>;

const topicOf = (call: Call): Topic | undefined => call.requests.at(-1)?.facts.topic;

/** What it is about after each thing that the caller says; the model answers in words. */
function talk(call: Call, ...texts: string[]): (Topic | undefined)[] {
  return texts.map((text) => {
    const topic = topicOf(call.says(text));
    call.replies('I see.').hearsAll();
    return topic;
  });
}

const called = (scenario: Scenario): Call => {
  const placed: Placed = { scenario, appointmentId: 'appointment-1', toNumberOnFile: true, briefing: 'We called.' };
  return aCall({ placed }).answered();
};
const verified = (call: Call): Call =>
  call
    .says('It is 10001')
    .replies('', ['verify_caller', { zip_code: '10001' }])
    .replies('Thanks.')
    .hearsAll();
const MOVE = { appointment_id: MARIA.appointmentIds[0], new_start_time: BOOKING.start_time };

describe('what the conversation is about', () => {
  it('is told by the words, before any tool', () => {
    const first = (text: string) => talk(aCall().answered(), text)[0];
    expect([
      first('I have to cancel my appointment'),
      first('Can I move my appointment?'),
      first("I've never been here before"),
      first('I want to book a service'),
      first('Oil change, please'),
      first('When do you open?'),
      first("That's all, goodbye"),
      first('Hello there'),
    ]).to.deep.equal([
      'cancelling',
      'rescheduling',
      'new-customer',
      'booking',
      'booking',
      'enquiry',
      'closing',
      'opening',
    ]);
  });

  it('returns to what was under way when a question in between is answered', () => {
    expect(
      talk(
        aCall().answered(),
        'I need to move my appointment',
        'What are your hours?',
        'And on Saturdays?',
        'Okay, nine thirty then',
      ),
    ).to.deep.equal(['rescheduling', 'enquiry', 'enquiry', 'rescheduling']);
  });

  it('returns to the reminder that we called for, and to the follow-up', () => {
    expect(talk(called('reminder'), 'Yes?', 'Where are you located?', 'Fine, I will be there')).to.deep.equal([
      'reminder',
      'enquiry',
      'reminder',
    ]);
    expect(talk(called('follow-up'), 'How much was it?', 'It runs well')).to.deep.equal(['enquiry', 'follow-up']);
  });

  it('is something else at once when that is what they say after a question', () => {
    expect(
      talk(aCall().answered(), 'I want to book a service', 'What are your hours?', 'I have to cancel my appointment'),
    ).to.deep.equal(['booking', 'enquiry', 'cancelling']);
  });

  it('is no visit’s follow-up when a caller has made a change', () => {
    const call = verified(aCall().answered()).says('I want to move my appointment');
    call
      .replies('', ['reschedule_appointment', { ...MOVE, confirmed: false }])
      .hearsAll()
      .says('Yes please');
    call.replies('', ['reschedule_appointment', { ...MOVE, confirmed: true }]);
    expect(topicOf(call)).to.equal('rescheduling');
  });

  it('stays a question when nothing else was under way', () => {
    expect(talk(aCall().answered(), 'How much is an oil change?', 'I see')).to.deep.equal(['enquiry', 'enquiry']);
  });

  it('returns when the goodbye was none', () => {
    expect(talk(aCall().answered(), 'I want to book a service', 'Okay, bye', 'Wait, which day was it')).to.deep.equal([
      'booking',
      'closing',
      'booking',
    ]);
  });

  it('changes with the subject, and comes back by name', () => {
    expect(
      talk(aCall().answered(), 'I need an oil change', 'First I have to cancel my appointment', 'Now book me in'),
    ).to.deep.equal(['booking', 'cancelling', 'booking']);
  });

  it('is not changed by looking for times while something is moved, or while we remind of it', () => {
    const looks = (call: Call, text: string) =>
      topicOf(call.says(text).replies('', ['get_available_slots', { date: '2026-12-01' }]));
    expect([
      looks(aCall().answered(), 'Can I move my appointment?'),
      looks(called('reminder'), 'Is Tuesday free?'),
      looks(called('follow-up'), 'Is Tuesday free?'),
      looks(aCall().answered(), 'Is Tuesday free?'),
    ]).to.deep.equal(['rescheduling', 'reminder', 'booking', 'booking']);
  });

  it('is not a goodbye while a read-back waits for its answer', () => {
    const call = aCall().answered().says('Book me in for an oil change');
    call.replies('', ['book_appointment', { ...BOOKING, confirmed: false }]).hearsAll();
    expect(topicOf(call.says("Yes, and that's all, thanks"))).to.equal('booking');
  });

  for (const scenario of ['reminder', 'follow-up'] as const)
    it(`is the ${scenario} again once a change was made in between`, () => {
      const call = verified(called(scenario)).says('I want to move my appointment');
      call
        .replies('', ['reschedule_appointment', { ...MOVE, confirmed: false }])
        .hearsAll()
        .says('Yes please');
      expect(topicOf(call)).to.equal('rescheduling');
      call.replies('', ['reschedule_appointment', { ...MOVE, confirmed: true }]);
      expect(topicOf(call)).to.equal(scenario);
    });

  it('is the reminder again when they confirm after all', () => {
    const call = called('reminder').says('I want to cancel my appointment');
    expect(topicOf(call)).to.equal('cancelling');
    call.replies('', ['confirm_appointment', { appointment_id: 'appointment-1' }]);
    expect(topicOf(call)).to.equal('reminder');
  });
});
