import { expect } from 'chai';
import { readingsOf, readSpelled, readVin } from '../../../src/vin/spoken.ts';

describe('what is spelled', () => {
  const said: [text: string, characters: string | null][] = [
    ['Hotel Golf', 'HG'],
    ['alpha alfa whiskey whisky juliet juliett', 'AAWWJJ'],
    ['fox trot x-ray X ray', 'FXX'],
    ['Adam Boy Charles', 'ABC'],
    ['aitch see eye queue ex why zee', 'HCIQXYZ'],
    ['double u double-you doubleyou', 'WWW'],
    ['B as in boy', 'B'],
    ['N as in Nancy, M for Mary, D like dog', 'NMD'],
    ['B as in dog', 'D'],
    ['B for five', 'B45'],
    ['double five triple seven double oh double A', '55777OOAA'],
    ['zero oh o', '0OO'],
    ['ten eleven fifteen nineteen', '10111519'],
    ['twenty forty three fifty 2', '204352'],
    ['twenty oh five', '20O5'],
    ['too to won ate niner', '22189'],
    ['my plate is A B C dash one two three', 'ABC123'],
    ['the last eight characters of the VIN are 3 A 0 0 4 3 5 2', '3A004352'],
    ['last 6: 004352', '004352'],
    ['are you', 'U'],
    ['4 are', '4R'],
    ["it's 1hgcm8 2633a 004352 please", '1HGCM82633A004352'],
    ['JTDK b20u', 'JTDKB20U'],
    ['', ''],
    ['hello there', null],
    ['four hundred', null],
    ['double or nothing', null],
    ['the silver Honda', null],
    ['A B Ä', null],
  ];
  for (const [text, characters] of said)
    it(`is ${characters === null ? 'not read' : `"${characters}"`}: ${text}`, () => {
      expect(readSpelled(text)).to.equal(characters);
    });

  it('may have been written instead', () => {
    expect([readingsOf('see 12'), readingsOf('AB-12 C'), readingsOf('hello there')]).to.deep.equal([
      ['SEE12', 'C12'],
      ['AB12C', 'AB12C'],
      ['HELLOTHERE', 'HELLOTHERE'],
    ]);
  });
});

describe('a VIN that is spelled', () => {
  const said: [text: string, vin: string | null][] = [
    ['one Hotel Golf Charlie Mike eight two six three three Alpha zero zero four three five two', '1HGCM82633A004352'],
    ['1HG CM8 263 3A00 4352', '1HGCM82633A004352'],
    ['India oh queue', '10Q'],
    ['1FMSEE12345612345', '1FMSEE12345612345'],
    ['1FM SEE 1234 5612 345', '1FMSEE12345612345'],
    ['charlie alpha bravo', 'CAB'],
    ['I do not have it here', null],
    ['', null],
  ];
  for (const [text, vin] of said)
    it(`is ${vin ?? 'not read'}: ${text}`, () => {
      expect(readVin(text)).to.equal(vin);
    });
});
