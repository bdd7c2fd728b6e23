import { expect } from 'chai';
import { acceptsAPerson, offersAPerson, personWanted } from '../../../machines/conversation/person.ts';

const REQUESTS = [
  'Let me talk to a person',
  'I want to speak to a human being, please',
  'Can I speak with your manager?',
  'Is there someone I can talk to?',
  'Operator!',
  'Representative, please.',
  'a real person',
  "No. I'd rather talk to an advisor",
  'Put me through to service',
  'Transfer me',
  'I need to speak to Bob',
  'Is there a real person there?',
  'Can you have someone call me back?',
  "Why don't you put me through?",
  "Can't I talk to a person?",
  "I don't want to talk to a machine",
  "I'm not talking to a robot",
  "I don't want to talk to a robot, give me a person",
  'Connect me with a service advisor',
  'Get me somebody who knows about cars',
];
const DECLINED = [
  "I don't want to talk to a person",
  "No, I don't need a person",
  "Please don't transfer me",
  "Don't put me through",
  'No transfer, please',
  "This is ridiculous, but I don't want to talk to anybody else",
];
const HANDED_OVER: [string, string][] = [
  ['I want to make a complaint', 'complaint'],
  ["I'd like to complain about my last visit", 'complaint'],
  ['You scratched my car', 'complaint'],
  ['You charged me twice', 'complaint'],
  ['The brakes are still not fixed', 'complaint'],
  ['This is ridiculous', 'anger'],
  ["I'm so angry with you", 'anger'],
  ["I'm really upset", 'anger'],
  ['This is a waste of my time', 'anger'],
  ['What the fuck', 'anger'],
  ['I have a warranty claim', 'warranty'],
  ['That should be covered under warranty', 'warranty'],
  ['I want it fixed under my warranty', 'warranty'],
];
const OFFERED: [string, string][] = [
  ['What does the warranty cover for an oil change?', 'warranty'],
  ['Is it still under warranty?', 'warranty'],
  ['Do you do recall work?', 'warranty'],
  ["I'm a bit frustrated", 'anger'],
  ["I'm not happy with that", 'anger'],
];
const NOTHING = [
  'I need an oil change',
  'Yes, book it',
  'No, the other one',
  'I have to talk to my wife first',
  'Can I talk to you about my car?',
  'I talked to someone yesterday',
  'Someone hit my car',
  'Are you a real person?',
  'Am I talking to a machine?',
  'I need a mechanic to look at my brakes',
  'My brakes make a terrible noise',
  'My wife is complaining about the noise',
  "I can't complain, how are you?",
  'Stupid question, but when do you open?',
  'My wipers are useless',
  'A colleague told me to call',
  'My name is Manuel Person',
];

describe('what a caller says of a person', () => {
  for (const text of REQUESTS)
    it(`"${text}" asks for one`, () =>
      expect(personWanted(text)).to.deep.equal({ what: 'transfer', cause: 'request' }));

  for (const text of DECLINED)
    it(`"${text}" wants none`, () => expect(personWanted(text)).to.deep.equal({ what: 'declined' }));

  for (const [text, cause] of HANDED_OVER)
    it(`"${text}" is for a person to hear`, () =>
      expect(personWanted(text)).to.deep.equal({ what: 'transfer', cause }));

  for (const [text, cause] of OFFERED)
    it(`"${text}" may be for a person, if they like`, () =>
      expect(personWanted(text)).to.deep.equal({ what: 'offer', cause }));

  for (const text of NOTHING) it(`"${text}" says nothing of one`, () => expect(personWanted(text)).to.equal(null));
});

describe('the offer of a person', () => {
  it('is accepted by a yes and nothing else', () => {
    const yes = ['Yes', 'Yes, please.', 'Okay', 'Sure, that would be great', 'Please do'];
    const other = ['Yes, November second', 'No', 'Okay, then the ZIP code is 10001', 'What?', 'Maybe'];
    expect([yes, other].map((texts) => texts.map(acceptsAPerson))).to.deep.equal([
      yes.map(() => true),
      other.map(() => false),
    ]);
  });

  it('is known by its words', () => {
    expect(
      ['Shall I put you through to a colleague?', 'Someone can call you back.', 'What is your date of birth?'].map(
        offersAPerson,
      ),
    ).to.deep.equal([true, true, false]);
  });
});
