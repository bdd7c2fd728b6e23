import { expect } from 'chai';
import { type Answer, assess, isBackchannel, isFarewell } from '../../../machines/conversation/phrases.ts';
import type { ToolName } from '../../../machines/ports/tools.ts';

/**
 * What an answer to a read-back means: to a booking ("…, shall I book it?"), a cancellation and a move ("…, shall I do
 * that?"). Written as recognisers write: with capitals and marks or without, with numerals. A line a caller was
 * misunderstood by goes here first.
 */
const ANSWERS: Record<string, Record<Answer, string[]>> = {
  anything: {
    assent: [
      'Yes',
      'yes',
      'Yes.',
      'Yes, please.',
      'yes please',
      'Yes please go ahead thank you',
      'yes, please go ahead, thank you!',
      'Yeah',
      'Yep. Thanks.',
      'Yup, sounds good',
      'Yea',
      'yes yes',
      'Um, yes.',
      'uh yeah sure',
      'Oh, yes, please do',
      'Sure',
      'Sure thing.',
      'okay',
      'OK then',
      'O.K.',
      'Okay, great, thanks a lot',
      'Alright',
      'all right then',
      'Well, okay',
      'go ahead',
      'Go a head.',
      'Please',
      'Please do.',
      'do it',
      "Let's do it",
      'lets do that please',
      'That works',
      'Yes, that works for me',
      "That'll be fine.",
      'That would be great, thank you so much',
      "that'd be lovely",
      'That is correct',
      "that's right",
      'thats right',
      "Yes, that's exactly right",
      'Perfect. Thank you, Sophie.',
      'Absolutely',
      'Of course',
      'I do',
      'Yes I do',
      '100%',
      'one hundred percent',
      'Uh-huh',
      'mm-hmm',
      'mhmm',
      'No problem',
      'Yes, no problem',
      'no problem at all go ahead',
      'No worries.',
      'Why not?',
      'sure, why not',
      "I don't mind, yes",
      "Yes. Can't wait!",
      'Yes thank you bye',
    ],
    refusal: [
      'No',
      'no.',
      'Nope',
      'nah',
      'No, thank you.',
      'no thanks',
      'No no no',
      'not yet',
      'Not now',
      'Please do not',
      "No, don't.",
      'dont do that',
      "I can't",
      'cant do that sorry',
      'That is wrong',
      "that's not right",
      'thats not what I said',
      'never mind',
      'Forget it.',
      'Stop',
      'no wait',
      'Yes, no, sorry',
      'Yes. No. Another day.',
      'I would rather have another time',
      'a different time please',
      'something else please',
      'Friday instead',
      'No, what about Friday?',
      "I don't think so.",
      'I changed my mind',
    ],
    unclear: [
      '',
      '...',
      'What?',
      'what',
      'Sorry?',
      'pardon me',
      'Huh?',
      'Uh?',
      'Yes?',
      'Okay?',
      'Is that correct?',
      'is that correct',
      'Is that right',
      'Are you sure?',
      'are you sure',
      'Sure, but are you sure?',
      'Yes, how long will it take?',
      'Okay what does it cost',
      'Yes, can you make it ten?',
      "Isn't that a Sunday?",
      "Aren't you closed then",
      'Do you have another day?',
      'Could we do something else instead?',
      'Why not Friday?',
      'Make it Friday please',
      'Friday please',
      'Yes, Friday',
      'yes at 9 perfect',
      'Yes, at nine, perfect.',
      'Okay, 10:30.',
      'Yes but at ten',
      'yes but',
      'Yes and',
      'yes if it is in the morning',
      'Yes for the Civic',
      'Better at ten',
      'ok earlier would be better',
      'please hold',
      'Hold on.',
      'Wait.',
      'one moment please',
      'Let me check.',
      'let me see',
      'I think so',
      'I guess so',
      'maybe',
      'Probably fine',
      'know',
      'hmm',
      'um',
      'oh I see',
      'Thank you',
      "I don't mind",
      'Have a good day',
      "I don't think so, do you?",
      'Hello',
      'my name is Maria',
      'yes I have a question',
      "I'm good",
      'Yes I am still here',
      'Bye',
    ],
  },
  book_appointment: {
    assent: [
      'Book it',
      'yes book it please',
      'Go ahead and book it.',
      'Please book.',
      'Put me down',
      "I'll take it",
      'Yes, schedule it',
    ],
    refusal: [
      'Cancel that',
      'leave it',
      'Cancel it please',
      'please leave it',
      'change it',
      "Don't book it",
      'yes change the time',
    ],
    unclear: [
      'Can you book it?',
      'Should I book it?',
      'Book it for Friday',
      'Move it to Friday',
      'Book two',
      'Yes, book the brakes',
    ],
  },
  cancel_appointment: {
    assent: [
      'Cancel it',
      'Yes, cancel it',
      'yes cancel',
      'Please cancel.',
      'yes please cancel my appointment',
      'Just cancel it',
      'go ahead and cancel it thanks',
      'Yes I want to cancel it',
    ],
    refusal: [
      'Keep it please',
      'keep it',
      'No, keep it.',
      'Leave it as it is, thanks',
      'leave it as it is thanks',
      "Don't cancel it",
      'do not cancel',
      "Please don't cancel it",
      'I still want it',
      "I'll be there",
      'Move it please',
      'Yes, keep the appointment',
    ],
    unclear: [
      'What happens if I cancel it?',
      'what happens if i cancel it',
      'Should I cancel it?',
      'Can I keep it?',
      'Cancel',
      'Book it',
      'yes cancel the other one',
      'Cancel it on Friday',
      'Did you cancel it',
    ],
  },
  reschedule_appointment: {
    assent: [
      'Move it',
      'Yes, move it please',
      'change it',
      'Okay, reschedule it',
      'go ahead and move it',
      'Yes please book it',
      'Switch it, thanks',
    ],
    refusal: [
      'Leave it',
      'keep it as it is',
      'Keep the old one please',
      'cancel it',
      'Cancel the appointment',
      "Don't move it",
      'no leave it where it is',
    ],
    unclear: [
      'Can you move it to Friday?',
      'can you move it to friday',
      'Move it to Friday',
      'move it to 10',
      'Should I move it?',
      'yes move it an hour later',
    ],
  },
};

const CHANGES: ToolName[] = ['book_appointment', 'cancel_appointment', 'reschedule_appointment'];

/** What is understood of each answer that the table puts under another verdict. */
function misunderstood(about: string, change?: ToolName): string[] {
  return Object.entries(ANSWERS[about] ?? {}).flatMap(([verdict, answers]) =>
    answers.flatMap((text) => {
      const got = assess(text, change);
      return got === verdict ? [] : [`${text}: expected ${verdict}, got ${got}`];
    }),
  );
}

describe('an answer to a read-back', () => {
  for (const change of CHANGES) {
    it(`means the same about every change: ${change}`, () => {
      expect(misunderstood('anything', change)).to.deep.equal([]);
    });

    it(`may name the change, and then means this one: ${change}`, () => {
      expect(misunderstood(change, change)).to.deep.equal([]);
    });
  }

  it('means the same when nobody says what it is about', () => {
    expect(misunderstood('anything')).to.deep.equal([]);
    expect([assess('Cancel it'), assess('Book it'), assess('Move it')]).to.deep.equal([
      'unclear',
      'unclear',
      'unclear',
    ]);
  });

  it('is assent by no word that is not written down: any other word beside it makes it unclear', () => {
    for (const word of ['Friday', 'ten', '10', 'but', 'better', 'brakes', 'Toyota', 'afternoon', 'tomorrow', 'if'])
      for (const change of CHANGES)
        expect([assess(`yes ${word}`, change), assess(`${word} yes please`, change)]).to.deep.equal([
          'unclear',
          'unclear',
        ]);
  });
});

describe('words that do not take the turn', () => {
  it('are nods, and no questions', () => {
    const nods = ['Uh-huh.', 'mm hmm', 'right', 'Okay, great', 'I see', 'yes', 'Go on.', 'thank you'];
    expect(nods.filter((text) => !isBackchannel(text))).to.deep.equal([]);
    const others = ['', 'Right?', 'no', 'okay but', 'Friday', 'wait'];
    expect(others.filter(isBackchannel)).to.deep.equal([]);
  });

  it('are those of a goodbye', () => {
    const goodbyes = ['Bye', 'Thanks, bye bye', "that's all thank you", 'Okay, have a nice day', 'you too'];
    expect(goodbyes.filter((text) => !isFarewell(text))).to.deep.equal([]);
    expect(['', 'one more thing', 'bye the way', 'no'].filter(isFarewell)).to.deep.equal([]);
  });
});
