import { expect } from 'chai';
import { type ClaimedFacts, provesIdentity } from '../../../src/tools/facts.ts';
import { isLocked } from '../../../src/tools/lockout.ts';
import { createStrangers } from '../../../src/tools/strangers.ts';

const MARIA = {
  zipCode: '10001-1234',
  dateOfBirth: '1985-03-14',
  vins: ['1HGCM82633A004352', '2T1BURHE8JC123456'],
  licensePlates: ['ABC-1O23'],
};

function claim(facts: Partial<ClaimedFacts>): ClaimedFacts {
  return { zip_code: null, date_of_birth: null, vin_last_six: null, license_plate: null, ...facts };
}

describe('what a caller knows', () => {
  const right: Partial<ClaimedFacts>[] = [
    { zip_code: '10001' },
    { zip_code: '10001-9999' },
    { date_of_birth: '1985-03-14' },
    { vin_last_six: '004352' },
    { vin_last_six: 'C1 23-456'.slice(1) },
    { vin_last_six: 'OO4352' },
    { license_plate: 'abc 1023' },
    { license_plate: 'alpha bravo charlie, one oh two three' },
    { license_plate: 'A B as in boy see 10 twenty three' },
    { vin_last_six: 'double oh forty three fifty two' },
    { vin_last_six: 'the last six are zero zero four three five two' },
    { vin_last_six: '3A00 4352' },
    { vin_last_six: '1HGCM82633A004352' },
    { zip_code: '10001', date_of_birth: '1985-03-14', vin_last_six: '123456', license_plate: 'ABC1O23' },
  ];
  for (const facts of right)
    it(`shows who they are: ${JSON.stringify(facts)}`, () => {
      expect(provesIdentity(claim(facts), MARIA, 1)).to.equal(true);
    });

  const wrong: [what: string, facts: Partial<ClaimedFacts>, needed: number][] = [
    ['nothing', {}, 1],
    ['another ZIP code', { zip_code: '10002' }, 1],
    ['another plate', { license_plate: 'ABC1024' }, 1],
    ['a part of the plate', { license_plate: 'ABC' }, 1],
    ['the right last six after two wrong ones', { vin_last_six: '3B004352' }, 1],
    ['the last five', { vin_last_six: '04352' }, 1],
    ['words', { vin_last_six: 'I do not know', license_plate: 'I do not know' }, 1],
    ['a right fact and a wrong one', { zip_code: '10001', date_of_birth: '1985-03-15' }, 1],
    ['three right ones and a wrong one', { ...right.at(-1), vin_last_six: '999999' }, 1],
    ['one where two are needed', { zip_code: '10001' }, 2],
  ];
  for (const [what, facts, needed] of wrong)
    it(`does not show it: ${what}`, () => {
      expect(provesIdentity(claim(facts), MARIA, needed)).to.equal(false);
    });

  it('takes a plate that looks like a word both as it is written and as it is spelled', () => {
    const plate = (onFile: string) =>
      provesIdentity(claim({ license_plate: 'SEE 12' }), { ...MARIA, licensePlates: [onFile] }, 1);
    expect(['SEE12', 'C12', 'EE12'].map(plate)).to.deep.equal([true, true, false]);
  });

  it('counts neither for nor against them where nothing is on file', () => {
    const onFile = { ...MARIA, dateOfBirth: null };
    expect([
      provesIdentity(claim({ date_of_birth: '1985-03-14' }), onFile, 1),
      provesIdentity(claim({ date_of_birth: '1985-03-14', zip_code: '10001' }), onFile, 1),
      provesIdentity(claim({ date_of_birth: '1985-03-14', zip_code: '10001' }), onFile, 2),
    ]).to.deep.equal([false, true, false]);
  });
});

describe("a customer's lock", () => {
  const hours = (...times: number[]) => times.map((hour) => new Date(hour * 3_600_000));
  const cases: [what: string, failures: Date[], now: number, locked: boolean][] = [
    ['four failures', hours(0, 1, 2, 3), 4, false],
    ['five within a day', hours(0, 1, 2, 3, 4), 4, true],
    ['five within a day, nearly a day after the fifth', hours(0, 1, 2, 3, 23), 46.9, true],
    ['five within a day, a day after the fifth', hours(0, 1, 2, 3, 4), 28, false],
    ['five, the first of them more than a day before the fifth', hours(0, 7, 13, 19, 25), 26, false],
    ['six, of which the last five are within a day', hours(0, 7, 13, 19, 25, 26), 26, true],
  ];
  for (const [what, failures, now, locked] of cases)
    it(`is ${locked ? 'on' : 'off'}: ${what}`, () => {
      expect(isLocked(failures, new Date(now * 3_600_000))).to.equal(locked);
    });

  it('is kept for numbers that nobody has, too', () => {
    const strangers = createStrangers();
    for (const at of hours(0, 1, 50, 51)) strangers.record('+12125550199', at);
    expect(strangers.failuresOf('+12125550199')).to.deep.equal(hours(50, 51));
    expect(strangers.failuresOf('+12125550198')).to.deep.equal([]);
  });
});
