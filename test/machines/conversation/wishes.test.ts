import { expect } from 'chai';
import { asksNothing, detailsIn, topicIn } from '../../../machines/conversation/wishes.ts';

const WISHES: [string, ReturnType<typeof topicIn>][] = [
  ['I need to cancel my appointment', 'cancelling'],
  ['I sold my car, so I want to cancel', 'cancelling'],
  ['Can we reschedule?', 'rescheduling'],
  ['I want to move my appointment to Friday', 'rescheduling'],
  ["I've never been here and need an inspection", 'new-customer'],
  ['Hi, I need an oil change', 'booking'],
  ['I need to get my brakes checked', 'booking'],
  ["I'd like to make an appointment", 'booking'],
  ['Bye, no wait, I need new tires', 'booking'],
  ['How much is an oil change?', 'enquiry'],
  ['What time do you close on Saturday?', 'enquiry'],
  ['Where are you located, and how do I get there?', 'enquiry'],
  ['No thanks, goodbye', 'closing'],
  ["That's all, thank you", 'closing'],
  // What is no wish, or is an answer to a read-back.
  ['Yes, book it', null],
  ['Yes, cancel it', null],
  ['No, cancel that', null],
  ["I don't want to cancel", null],
  ['Okay, nine thirty then', null],
  ['I have an appointment tomorrow', null],
  ['My schedule has changed', null],
];

describe('what a caller says that it is about', () => {
  for (const [text, topic] of WISHES)
    it(`"${text}" is ${topic ?? 'about nothing that we know'}`, () => expect(topicIn(text)).to.equal(topic));
});

describe('a turn of the caller', () => {
  it('tells details: wishes, days, times, numbers, letters and cars', () => {
    expect(detailsIn('I need to move my Honda to Tuesday at 9:30, plate B C 12')).to.deep.equal([
      'move my',
      'honda',
      'tuesday',
      '9',
      '30',
      'plate',
      'b',
      'c',
      '12',
    ]);
    expect(detailsIn('you know, the thing with the stuff')).to.deep.equal([]);
  });

  it('asks nothing when it is a yes, thanks, a greeting, or asks us to wait', () => {
    const courtesies = ['Yes', 'Yes, please', 'Okay, thanks', 'Hello', 'Hold on, let me get my papers', 'uh huh'];
    expect(courtesies.filter((text) => !asksNothing(text))).to.deep.equal([]);
    expect(['No', 'You know, the thing', 'What?'].filter(asksNothing)).to.deep.equal([]);
  });
});
