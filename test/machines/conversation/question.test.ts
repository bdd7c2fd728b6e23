import { expect } from 'chai';
import { askedIn, consentsAnswered } from '../../../machines/conversation/question.ts';

describe('what callers mean when we have asked for something else', () => {
  for (const [matter, questions] of [
    [
      'texts',
      [
        'May I text you the details?',
        'Can I send you a text about it?',
        'Can we send you texts about your appointments?',
        'Could I send you a text message?',
        'Could we send you text messages?',
        'Shall I send it by text?',
        'Shall we confirm that by text message?',
        'Should I text you?',
        'Should we text you?',
        'You are all set. Would you like a text with the details?',
        'Would you like texts?',
        'Would you want a text message?',
        'Do you want text messages?',
        'May we text you?',
        'Is it okay if I text you?',
        'Is it all right if I text you?',
        'Would it be okay if I text you?',
        'Would it be all right if we text you?',
      ],
    ],
    [
      'reminders',
      [
        'May I remind you the day before?',
        'Would you like a reminder?',
        'Would you like reminders?',
        'Would you like a reminder call?',
        'Do you want reminder calls?',
        'Would you like to be reminded?',
        'Should we call you the day before?',
        'Would you like a call the day before?',
      ],
    ],
  ] as const)
    for (const question of questions)
      it(`"${question}" asks for ${matter}`, () => {
        expect(askedIn(question)).to.deep.equal([matter]);
      });

  for (const question of [
    'Is there anything else?',
    'Can I do something else for you?',
    'Do you have any other questions?',
    'Do you have any other question?',
    'Do you have more questions?',
    'Can I help you with anything?',
  ])
    it(`"${question}" asks for more`, () => {
      expect(askedIn(question)).to.deep.equal(['more']);
    });

  for (const words of [
    'May I text you the details.',
    'Did you get our text?',
    'We will text you. Is that all?',
    'Would you like me to book it?',
    'May I have your name?',
    '',
  ])
    it(`"${words}" asks for neither`, () => {
      expect(askedIn(words)).to.deep.equal([]);
    });

  it('only a clear yes gives what was asked for, and a no takes nothing back', () => {
    const given = (answer: string) => consentsAnswered(answer, ['texts', 'reminders']).map(({ matter }) => matter);
    expect(['Yes, please.', 'Sure', 'No, thanks.', 'Yes, but when?', 'Well'].map(given)).to.deep.equal([
      ['texts', 'reminders'],
      ['texts', 'reminders'],
      [],
      [],
      [],
    ]);
    expect([consentsAnswered('Yes', []), consentsAnswered('Yes', ['more'])]).to.deep.equal([[], []]);
  });
});
