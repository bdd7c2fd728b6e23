import { expect } from 'chai';
import { cleanForSpeech, isSpeakable, speakPieces } from '../../../src/tts/text.ts';

describe('text for speech', () => {
  const cases: [what: string, text: string, spoken: string][] = [
    ['emphasis', 'It is **really** *very* ~~bad~~ `good`.', 'It is really very bad good.'],
    ['underscores around words only', '_Yes_, my_name is __it__.', 'Yes, my_name is it.'],
    ['headings, quotes and bullets', '# Slots\n> Here:\n- nine\n* ten\n• noon', 'Slots Here: nine ten noon'],
    ['links and pictures', 'See [our page](https://x.y/z) ![logo](a.png)', 'See our page logo'],
    ['code fences', '```js\nfoo\n```', 'foo'],
    ['tables', '| day | time |\n|---|---|\n| Monday | 9:00 |', 'day, time Monday, 9:00'],
    ['tags and pictographs', 'Done!<br/> See you 🚗👋', 'Done! See you'],
    ['spaces and lines', '  two\n\n lines\tand  more ', 'two lines and more'],
    [
      'nothing of numbers, money and times',
      'That is $49.99, 20% off, at 9:30 a.m. - 2 * 3 = 6',
      'That is $49.99, 20% off, at 9:30 a.m. - 2 * 3 = 6',
    ],
  ];
  for (const [what, text, spoken] of cases)
    it(`changes ${what}`, () => {
      expect(cleanForSpeech(text)).to.equal(spoken);
    });

  it('has nothing to pronounce without a letter or a digit', () => {
    expect(['…', '?!', '', 'é', '7'].map(isSpeakable)).to.deep.equal([false, false, false, true, true]);
  });

  it('goes out with a space at its end, so that words do not fuse', () => {
    expect(speakPieces('Hello.')).to.deep.equal(['Hello. ']);
    expect(speakPieces(' ')).to.deep.equal([]);
  });

  it('is cut after the last sentence that fits', () => {
    expect(speakPieces('One two. Three four! Five six', 22)).to.deep.equal(['One two. Three four! ', 'Five six ']);
  });

  it('is cut between words where no sentence ends, and anywhere where there is no space', () => {
    expect(speakPieces('one two three four', 10)).to.deep.equal(['one two ', 'three ', 'four ']);
    expect(speakPieces('abcdefghij', 5)).to.deep.equal(['abcd ', 'efgh ', 'ij ']);
  });

  it('loses nothing and stays within the limit', () => {
    const text = Array.from({ length: 900 }, (_, n) => `word${n}${n % 9 === 8 ? '.' : ''}`).join(' ');
    const pieces = speakPieces(text);
    expect(pieces.join('').trim()).to.equal(text);
    expect(pieces.every((piece) => piece.length <= 2_000)).to.equal(true);
    expect(pieces.slice(0, -1).every((piece) => piece.endsWith('. '))).to.equal(true);
  });
});
