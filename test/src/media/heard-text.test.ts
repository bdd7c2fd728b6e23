import { expect } from 'chai';
import { heardText } from '../../../src/media/heard-text.ts';

describe('the text that was heard', () => {
  it('is cut back to the last whole word', () => {
    const text = 'One two three.';
    const cuts = [0, 0.2, 3 / 14, 0.45, 0.5, 0.99, 1, 1.2].map((fraction) => heardText(text, fraction));
    expect(cuts).to.deep.equal(['', '', 'One', 'One', 'One two', 'One two', text, text]);
  });

  it('is a prefix of the text whatever its spaces', () => {
    expect(heardText('  One  two', 0.7)).to.equal('  One');
    expect(heardText('Yes', 0.9)).to.equal('');
    expect(heardText('', 0.5)).to.equal('');
  });
});
