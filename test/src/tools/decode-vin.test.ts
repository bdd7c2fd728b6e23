import { expect } from 'chai';
import { Vehicle } from '../../../entities/vehicle.ts';
import { createVehicle } from '../../../src/crm/vehicles.ts';
import { OutsideError } from '../../../src/errors.ts';
import type { DecodedVin } from '../../../src/vin/vehicle.ts';
import { type Desk, MARIAS_NUMBER, useDesk } from '../../kit/tools-desk.ts';

const VIN = '1HGCM82633A004352';
const AWAY = new OutsideError('vpic', 'timeout', 'late', { retryable: true });
const ASK =
  'The check digit shows that it was misheard. Ask only the questions of data.doubtful, one at a time, until one is answered otherwise than heard, and then decode the VIN that vin_if has for the answer. Choose no answer yourself.';

describe('decoding a VIN', () => {
  let desk: Desk;
  let looked: string[];
  useDesk((fresh) => {
    desk = fresh;
    looked = [];
  });

  const accord = { year: 2003, make: 'Honda', model: 'Accord', vehicleType: 'passenger car', needsReadBack: false };
  /** NHTSA's answer, with the VIN that it was asked for. */
  const decode = async (vin: string, answer: Omit<DecodedVin, 'vin'> | null | OutsideError) => {
    const vpic = {
      decode: async (asked: string) => {
        looked.push(asked);
        if (answer instanceof Error) throw answer;
        return answer && { ...answer, vin: asked };
      },
    };
    return (await desk.open(MARIAS_NUMBER, { vpic }).asks('decode_vin', { vin })).result;
  };
  const data = {
    vin: VIN,
    year: 2003,
    make: 'Honda',
    model: 'Accord',
    vehicle_type: 'passenger car',
    needs_read_back: false,
    read_back: '1 H G, C M 8, 2 6 3, 3 A 0 0, 4 3 5 2',
  };

  it('tells the car, and how the VIN is read back', async () => {
    expect(await decode('1hgcm8 2633a 004352', accord)).to.deep.equal({ success: true, message: 'Decoded.', data });
  });

  it('takes it as it is spelled, and a Q for the 0 that its check digit makes of it', async () => {
    await decode('one Hotel Golf Charlie Mike eight two six double three alpha oh oh four three five two', accord);
    const { data: found } = await decode('1HGCM82633AQ04352', accord);
    expect([looked, found]).to.deep.equal([
      [VIN, VIN],
      { ...data, read_back: '1 H G, C M 8, 2 6 3, 3 A Q 0, 4 3 5 2' },
    ]);
  });

  it('may tell year and make alone', async () => {
    expect(await decode(VIN, { ...accord, model: null, vehicleType: null })).to.deep.equal({
      success: true,
      message: 'Only year and make are known. Ask the caller for the model.',
      data: { ...data, model: null, vehicle_type: null },
    });
  });

  it('asks for a whole reading where the check digit has nothing to say', async () => {
    expect(await decode(VIN, { ...accord, needsReadBack: true })).to.deep.equal({
      success: true,
      message: 'The VIN may have been misheard. Read it back to the caller in the groups of data.read_back.',
      data: { ...data, needs_read_back: true },
    });
  });

  const misheard = [
    {
      position: 5,
      heard: 'N',
      candidates: ['M'],
      ask: 'After H G C, is it N as in November, or M as in Mike?',
      vin_if: { M: VIN },
    },
    {
      position: 10,
      heard: '3',
      candidates: ['E', 'V'],
      ask: 'After 2 6 3, is it the digit 3, E as in Echo, or V as in Victor?',
      vin_if: { E: '1HGCN8263EA004352', V: '1HGCN8263VA004352' },
    },
  ];
  const doubted = {
    vin: '1HGCN82633A004352',
    needs_read_back: true,
    read_back: '1 H G, C N 8, 2 6 3, 3 A 0 0, 4 3 5 2',
  };

  it('asks for the doubtful places alone, and puts nothing right itself', async () => {
    expect(await decode('1HGCN82633A004352', { ...accord, needsReadBack: true })).to.deep.equal({
      success: true,
      message: `The VIN may have been misheard. ${ASK}`,
      data: { ...data, ...doubted, doubtful: misheard },
    });
    expect(looked).to.deep.equal(['1HGCN82633A004352']);
  });

  it('knows the doubtful places without NHTSA', async () => {
    expect([await decode('1HGCN82633A004352', AWAY), await decode('1HGCN82633A004352', null)]).to.deep.equal([
      {
        success: false,
        error: 'unavailable',
        message: 'VINs cannot be looked up now. Ask the caller for year, make and model.',
        data: { ...doubted, doubtful: misheard },
      },
      {
        success: false,
        error: 'not_found',
        message: `Nothing is known of this VIN. ${ASK}`,
        data: { ...doubted, doubtful: misheard },
      },
    ]);
  });

  it('asks anew for a place where no VIN has what was heard', async () => {
    const { message, data: found } = await decode('1HGCM82633A0043B2', { ...accord, needsReadBack: true });
    expect([message, found?.doubtful]).to.deep.equal([
      'The VIN may have been misheard. No VIN has what was heard at the places of data.doubtful. Ask for these alone, and decode it again with the answers.',
      [{ position: 16, heard: 'B', candidates: [], ask: 'After 0 4 3, what is the next character?', vin_if: {} }],
    ]);
  });

  it('may find nothing', async () => {
    expect([await decode(VIN, null), await decode(VIN, AWAY)]).to.deep.equal([
      {
        success: false,
        error: 'not_found',
        message: 'Nothing is known of this VIN. Read it back to the caller in the groups of data.read_back.',
        data: { vin: VIN, needs_read_back: true, read_back: data.read_back },
      },
      {
        success: false,
        error: 'unavailable',
        message: 'VINs cannot be looked up now. Ask the caller for year, make and model.',
      },
    ]);
  });

  describe('by its end', () => {
    const ask = async (vin: string, grant = {}) =>
      (await desk.open(MARIAS_NUMBER).asks('decode_vin', { vin }, grant)).result;

    it("finds a verified caller's own vehicle", async () => {
      const { vehicleId } = desk.civic;
      const { vin } = await desk.base.dataSource.manager.findOneByOrFail(Vehicle, { vehicleId });
      const end = vin?.slice(-8) ?? '';
      const found = {
        success: true,
        message: "This is the caller's own vehicle on file.",
        data: {
          vehicle_id: vehicleId,
          year: 2019,
          make: 'Honda',
          model: 'Civic',
          vin,
          vehicle_type: null,
          needs_read_back: false,
          read_back: (await ask(end)).data?.read_back,
        },
      };
      expect([await ask(`the last eight are ${[...end].join(' ')}`), await ask(end.slice(-6))]).to.deep.equal([
        found,
        found,
      ]);
    });

    it("says nothing of it while the caller is not verified, and nothing of another's", async () => {
      const { vin } = await desk.base.dataSource.manager.findOneByOrFail(Vehicle, { vehicleId: desk.truck.vehicleId });
      const answers = [
        await ask('KH512345', { verified: false }),
        await ask('XX999999', { verified: false }),
        await ask(vin?.slice(-8) ?? ''),
      ];
      expect(answers.map(({ error, data: told }) => [error, told])).to.deep.equal([
        ['verification_required', undefined],
        ['verification_required', undefined],
        ['not_found', undefined],
      ]);
    });

    it('does not choose between two', async () => {
      const twin = { year: 2019, make: 'Honda', model: 'Fit', vin: `JHM${desk.civic.vin?.slice(3)}` };
      await createVehicle(desk.base.dataSource, desk.base.change(), desk.maria.customerId, twin);
      expect((await ask(desk.civic.vin?.slice(-8) ?? '')).error).to.equal('not_found');
    });
  });
});
