import { expect } from 'chai';
import { doubtful, exchanged } from '../../../src/vin/doubt.ts';
import { checkDigit, hasRightCheckDigit } from '../../../src/vin/format.ts';
import { askFor, readBackVin } from '../../../src/vin/read-back.ts';

const ACCORD = '1HGCM82633A004352';
const places = (vin: string) => doubtful(vin).map(({ position, candidates }) => `${position} ${candidates.join('')}`);

describe('the doubtful places of a VIN', () => {
  const misheard: [what: string, vin: string, places: string[]][] = [
    ['none where the check digit is right', ACCORD, []],
    ['none where a Q is the 0 that it looks like', '1HGCM82633AQ04352', []],
    ['the M that was heard as N', '1HGCN82633A004352', ['5 M', '10 EV']],
    ['the 5 that was heard as 9', '1HGCM82633A004392', ['4 EV', '16 5']],
    ['the C that was heard as D', '1HGDM82633A004352', ['4 CT3']],
    ['the check digit itself, where it cannot be one', '1HGCM826E3A004352', ['9 3']],
    ['a letter among the last five, which are digits', '1HGCM82633A0043B2', ['16 ']],
    ['a model year that there is not', '1HGCM8263UA004352', ['10 ']],
    ['what sounds alike, of a maker that is not known', 'LJCPCBLCX1100023M', ['6 D', '16 EV']],
    ['what makes a known maker of one that is not', '1HBCM82633A004352', ['3 G', '4 Z', '11 K']],
  ];
  for (const [what, vin, expected] of misheard)
    it(`are ${what}: ${vin}`, () => {
      expect(places(vin)).to.deep.equal(expected);
    });

  it('have among them the place that was misheard, whichever it was', () => {
    const alike: [said: string, heard: string][] = [
      ['C', 'D'],
      ['M', 'N'],
      ['3', 'E'],
      ['A', '8'],
      ['G', 'B'],
      ['5', '9'],
    ];
    const missed = [];
    for (const [i, character] of [...ACCORD].entries())
      for (const [said, heard] of alike)
        if (character === said) {
          const vin = exchanged(ACCORD, i + 1, heard);
          const found = doubtful(vin).find(({ position }) => position === i + 1);
          if (!found?.candidates.includes(said)) missed.push(vin);
        }
    expect(missed).to.deep.equal([]);
  });

  it('make a right VIN with every candidate', () => {
    const vin = '1HGCN82633A004352';
    const instead = doubtful(vin).flatMap(({ position, candidates }) =>
      candidates.map((each) => exchanged(vin, position, each)),
    );
    expect(instead.map(hasRightCheckDigit)).to.deep.equal([true, true, true]);
  });

  it('are no place whose exchange would make a car of years to come', () => {
    const years = (latestYear: number) =>
      doubtful('1FTMW1P88MFA00001', { latestYear }).map(({ candidates }) => candidates.join(''));
    // A digit in position 7 makes it one of 1991.
    expect([years(2039), years(2020)]).to.deep.equal([['CT3'], ['3']]);
  });

  it('tell a U that was taken for a Q', () => {
    const withU = '1HGUM82613A004352';
    const vin = exchanged(withU, 9, checkDigit(withU));
    expect(doubtful(vin.replace('U', 'Q')).filter(({ heard }) => heard === 'Q')).to.deep.equal([
      { position: 4, heard: 'Q', canStand: false, candidates: ['U'] },
    ]);
  });
});

describe('a VIN that is read back', () => {
  it('is said in groups', () => {
    expect(readBackVin(ACCORD)).to.equal('1 H G, C M 8, 2 6 3, 3 A 0 0, 4 3 5 2');
  });

  const asked: [position: number, heard: string, canStand: boolean, candidates: string[], question: string][] = [
    [5, 'N', true, ['M'], 'After H G C, is it N as in November, or M as in Mike?'],
    [2, 'H', true, ['A', '8'], 'After 1, is it H as in Hotel, A as in Alpha, or the digit 8?'],
    [1, '5', true, ['9'], 'At the beginning, is it the digit 5, or the digit 9?'],
    [9, 'X', false, ['S'], 'After 8 2 6, is it S as in Sierra?'],
    [16, 'B', false, [], 'After 0 4 3, what is the next character?'],
    [4, 'F', true, ['X'], 'After 1 H G, is it F as in Foxtrot, or X as in X-ray?'],
  ];
  for (const [position, heard, canStand, candidates, question] of asked)
    it(`is asked about at one place: ${question}`, () => {
      expect(askFor(ACCORD, { position, heard, canStand, candidates })).to.equal(question);
    });
});
