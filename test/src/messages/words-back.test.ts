import { expect } from 'chai';
import { wishOf } from '../../../src/messages/words-back.ts';

// https://help.twilio.com/articles/223134027
describe('what somebody writes back', () => {
  for (const [wish, words] of [
    ['stop', ['stop', 'stopall', 'stop all', 'unsubscribe', 'cancel', 'end', 'quit', 'revoke', 'optout', 'opt-out']],
    ['start', ['start', 'unstop', 'yes']],
    ['help', ['help', 'info']],
  ] as const)
    it(`is ${wish}, however it is written`, () => {
      const written = words.flatMap((word) => [
        word,
        word.toUpperCase(),
        `${word[0]?.toUpperCase()}${word.slice(1)}`,
        `  ${word}\n`,
        `${word}.`,
        `"${word}"!`,
      ]);
      expect(written.filter((text) => wishOf(text) !== wish)).to.deep.equal([]);
    });

  it('is nothing of that where the word does not stand alone', () => {
    const others = ['please stop by at nine', 'when does it end', 'yes I will come', 'cancel my appointment', '', '👍'];
    expect(others.filter((text) => wishOf(text) !== null)).to.deep.equal([]);
  });
});
