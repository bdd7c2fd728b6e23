import { expect } from 'chai';
import { toE164 } from '../../../src/tools/phone.ts';

describe('a phone number as it is written', () => {
  const forms: [written: string, number: string | null][] = [
    ['+12125550142', '+12125550142'],
    ['212-555-0142', '+12125550142'],
    ['(212) 555 0142', '+12125550142'],
    ['212.555.0142', '+12125550142'],
    ['1 212 555 0142', '+12125550142'],
    ['+1 (212) 555-0142', '+12125550142'],
    ['212-555-0142 ext 3', '+12125550142'],
    ['212-555-0142x3', '+12125550142'],
    ['212 555 0142, extension 3', '+12125550142'],
    ['212 555 0142 #3', '+12125550142'],
    ['+44 20 7946 0958', '+442079460958'],
    ['011 44 20 7946 0958', '+442079460958'],
    ['+15550100123', '+15550100123'],
    ['555-0142', null],
    ['555-0142 ext 3', null],
    ['+1 212 555', null],
    ['+1 212 555 01422', null],
    ['22 12125550142', null],
    ['+0 212 555 0142', null],
    ['1-800-FLOWERS', null],
    ['five five five', null],
    ['anonymous', null],
    ['', null],
  ];
  for (const [written, number] of forms)
    it(`${number === null ? 'is none' : `is ${number}`}: "${written}"`, () => {
      expect(toE164(written)).to.equal(number);
    });

  it('stays as it is when it is read again', () => {
    const numbers = forms.map(([, number]) => number).filter((number) => number !== null);
    expect(numbers.map(toE164)).to.deep.equal(numbers);
  });
});
