import { expect } from 'chai';
import { checkDigit, hasRightCheckDigit, normalizeVin, vinFormProblem } from '../../../src/vin/format.ts';
import { makeOf } from '../../../src/vin/makes.ts';
import { modelYear } from '../../../src/vin/model-year.ts';
import { fromVinAlone, fromVpic } from '../../../src/vin/vehicle.ts';

describe('a VIN', () => {
  const right: [vin: string, digit: string][] = [
    ['1HGCM82633A004352', '3'],
    ['1M8GDM9AXKP042788', 'X'],
    ['1G4AH59H45G118341', '4'],
    ['11111111111111111', '1'],
    ['LJCPCBLCX11000237', 'X'],
    ['1FTMW1T88MFA00001', '8'],
  ];
  for (const [vin, digit] of right)
    it(`has the check digit ${digit}: ${vin}`, () => {
      expect([checkDigit(vin), hasRightCheckDigit(vin)]).to.deep.equal([digit, true]);
    });

  it('shows by its check digit that a character was misheard', () => {
    expect([checkDigit('2T1BURHE0JC123456'), hasRightCheckDigit('2T1BURHE0JC123456')]).to.deep.equal(['8', false]);
  });

  it('is written in upper case, without what people put between its groups', () => {
    expect(normalizeVin(' 1hg-cm8 2633.A00 4352 ')).to.equal('1HGCM82633A004352');
  });

  const forms: [vin: string, problem: string | null][] = [
    ['1HGCM82633A004352', null],
    ['1HGCM82633A00435', 'expected 17 characters, got 16'],
    ['1HGCM82633A0043522', 'expected 17 characters, got 18'],
    ['1HGCM82633AO04352', 'expected no I, O or Q: they are always the digits 1 and 0'],
    ['1HGCM8263ÄA004352', 'expected letters and digits only'],
  ];
  for (const [vin, problem] of forms)
    it(`${problem ? `is refused (${problem})` : 'is taken'}: ${vin}`, () => {
      expect(vinFormProblem(vin)).to.equal(problem);
    });

  const years: [vin: string, year: number | null][] = [
    ['1HGCM82633A004352', 2003],
    ['1M8GDM9AXKP042788', 1989],
    ['1FTMW1T88MFA00001', 2021],
    ['2T1BURHE0JC123456', 2018],
    ['5YJ3E1EA8RF000001', 2024],
    ['1HGCM8263ZA004352', null],
  ];
  for (const [vin, year] of years)
    it(`tells the model year ${year}: ${vin}`, () => {
      expect(modelYear(vin)).to.equal(year);
    });

  it('tells the make of a manufacturer that we know', () => {
    expect(['1HGCM82633A004352', 'WBA00000000000000', 'LJCPCBLCX11000237'].map(makeOf)).to.deep.equal([
      'Honda',
      'BMW',
      null,
    ]);
  });
});

describe('what vPIC says', () => {
  const vin = '1HGCM82633A004352';
  const row = { Make: 'HONDA', Model: 'Accord', ModelYear: '2003', VehicleType: 'PASSENGER CAR', ErrorCode: '0' };
  const accord = {
    vin,
    year: 2003,
    make: 'Honda',
    model: 'Accord',
    vehicleType: 'passenger car',
    needsReadBack: false,
  };

  it('is taken as it is when it decoded clean', () => {
    expect(fromVpic(vin, row)).to.deep.equal(accord);
  });

  const codes: [codes: string, readBack: boolean][] = [
    ['0', false],
    ['0,14', false],
    ['8', false],
    ['7', false],
    ['10', false],
    ['12', false],
    ['1', true],
    ['1,14', true],
    ['2', true],
    ['3', true],
    ['4', true],
    ['5', true],
    ['6, 7', true],
    ['6,11,14', true],
    ['11', true],
    ['400', true],
  ];
  for (const [ErrorCode, needsReadBack] of codes)
    it(`is ${needsReadBack ? 'to be read back' : 'good enough'} with the codes ${ErrorCode}`, () => {
      expect(fromVpic(vin, { ...row, ErrorCode })).to.deep.equal({ ...accord, needsReadBack });
    });

  it('is nothing without a make or a year', () => {
    expect([fromVpic(vin, { ...row, Make: '' }), fromVpic(vin, { ...row, ModelYear: '' })]).to.deep.equal([null, null]);
  });

  it('may have no model', () => {
    expect(fromVpic(vin, { ...row, Model: '', VehicleType: '' })).to.deep.equal({
      ...accord,
      model: null,
      vehicleType: null,
    });
  });

  it('is spoken with the make as a name', () => {
    const makes = ['MERCEDES-BENZ', 'LAND ROVER', 'BMW'].map((Make) => fromVpic(vin, { ...row, Make })?.make);
    expect(makes).to.deep.equal(['Mercedes-Benz', 'Land Rover', 'BMW']);
  });
});

describe('what the VIN alone says', () => {
  it('is make and year', () => {
    const alone = {
      vin: '1HGCM82633A004352',
      year: 2003,
      make: 'Honda',
      model: null,
      vehicleType: null,
      needsReadBack: false,
    };
    expect(fromVinAlone('1HGCM82633A004352')).to.deep.equal(alone);
  });
  it('is to be read back when the check digit is wrong', () => {
    expect(fromVinAlone('2T1BURHE0JC123456')?.needsReadBack).to.equal(true);
  });
  it('is nothing for a manufacturer that we do not know', () => {
    expect(fromVinAlone('LJCPCBLCX11000237')).to.equal(null);
  });
});
