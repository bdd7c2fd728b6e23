import { expect } from 'chai';
import { consentsIn } from '../../../machines/conversation/consent-words.ts';

/** For example `+texts -reminders`. */
const said = (text: string) =>
  consentsIn(text)
    .map(({ matter, given }) => `${given ? '+' : '-'}${matter}`)
    .join(' ');

describe('what a caller says of texts and reminder calls', () => {
  for (const [meant, sentences] of [
    [
      '+texts',
      [
        'Text me the confirmation.',
        'You can text me.',
        'Yes, and could you text me the details please?',
        'Sure, texts are fine',
        'Can you text me when it’s ready?',
        'Just text me instead',
        'No, you can text me.',
        'It would be great if you could text me the confirmation',
      ],
    ],
    [
      '-texts',
      [
        'Stop texting me!',
        "Please don't text me any more",
        'No more texts.',
        'I do not want any more text messages, I do not want texts',
        'No texts please',
        'never text me again',
      ],
    ],
    [
      '+reminders',
      ['Please remind me.', 'Could you remind me the day before?', 'Oh, you can remind me', 'I’d like a reminder'],
    ],
    [
      '-reminders',
      [
        "Don't call me any more.",
        'don’t call me again',
        'No more reminder calls',
        'Please stop calling me',
        "I don't want to be reminded",
        'You know what, do not call me',
        "Don't call me, please.",
      ],
    ],
    ['-texts -reminders', ['Take me off your list', "Don't contact me again", 'do not call or text me']],
    ['+texts -reminders', ["Don't call me any more, just text me the details", 'Stop calling me and text me instead']],
    ['-texts +reminders', ['No more texts, but please remind me']],
    [
      '',
      [
        '',
        'Why did you text me the wrong time?',
        'Did you text me a confirmation?',
        'Please remind me what time it is',
        'can you remind me when my appointment is?',
        "Don't call me Jim",
        "Don't call me a liar!",
        'Call me back when you can',
        'I need an oil change',
        'Stop, that is wrong',
        'yes please',
        'I did not say you can text me',
        'no reminders came last time',
        'The text on my dashboard says check engine',
      ],
    ],
  ] as const)
    for (const sentence of sentences)
      it(`"${sentence}" means ${meant || 'nothing of that'}`, () => {
        expect(said(sentence)).to.equal(meant);
      });
});
