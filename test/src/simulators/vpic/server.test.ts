import { expect } from 'chai';
import { startVpicSimulator, type VpicFault, type VpicSimulator } from '../../../../src/simulators/vpic/server.ts';
import { handClock } from '../../../kit/llm-clock.ts';

describe('the simulated vPIC', () => {
  const clock = handClock();
  let simulator: VpicSimulator;
  async function start(fault?: VpicFault): Promise<void> {
    simulator = await startVpicSimulator({ clock, faults: () => fault });
  }
  afterEach(() => simulator.close());

  const get = (path: string, init?: RequestInit) => fetch(`${simulator.url}${path}`, init);
  async function decoded(vin: string): Promise<Record<string, string>> {
    const answer = (await (await get(`/vehicles/DecodeVinValues/${vin}?format=json`)).json()) as {
      Count: number;
      SearchCriteria: string;
      Results: Record<string, string>[];
    };
    expect([answer.Count, answer.SearchCriteria, answer.Results.length]).to.deep.equal([1, `VIN(s): ${vin}`, 1]);
    return answer.Results[0] ?? {};
  }

  it('answers one flat record of texts, empty where it knows nothing', async () => {
    await start();
    const { VIN, Make, Model, ModelYear, ErrorCode, ErrorText, Trim } = await decoded('1HGCM82633A004352');
    expect({ VIN, Make, Model, ModelYear, ErrorCode, ErrorText, Trim }).to.deep.equal({
      VIN: '1HGCM82633A004352',
      Make: 'HONDA',
      Model: 'Accord',
      ModelYear: '2003',
      ErrorCode: '0',
      ErrorText: '0 - VIN decoded clean. Check Digit (9th position) is correct',
      Trim: '',
    });
    expect(simulator.asked).to.deep.equal(['1HGCM82633A004352']);
  });

  const CODES: [vin: string, make: string, codes: string][] = [
    ['2T1BURHE0JC123456', 'TOYOTA', '1'],
    ['1M8GDM9AXKP042788', 'MOTOR COACH INDUSTRIES', '0,14'],
    ['11111111111111111', '', '1,7,11'],
    ['1HGCM826', '', '6'],
    ['1HGCM82633I004352', '', '400'],
    ['1HGCM82630A00435O', '', '11,400'],
    ['5YJSA1E26HF000337', '', '8,14'],
  ];
  for (const [vin, make, codes] of CODES)
    it(`knows ${codes} for ${vin}`, async () => {
      await start();
      const { Make, ErrorCode } = await decoded(vin);
      expect([Make, ErrorCode]).to.deep.equal([make, codes]);
    });

  it('answers the codes it is told to', async () => {
    await start({ kind: 'codes', codes: '6,11,14' });
    const { Make, ErrorCode, VIN } = await decoded('1HGCM82633A004352');
    expect([Make, ErrorCode, VIN]).to.deep.equal(['', '6,11,14', '1HGCM82633A004352']);
  });

  it('answers a page instead of JSON, 503, or not at all', async () => {
    await start({ kind: 'html' });
    const page = await get('/vehicles/DecodeVinValues/1HGCM82633A004352?format=json');
    expect([page.status, page.headers.get('content-type')]).to.deep.equal([200, 'text/html']);
    await simulator.close();
    await start({ kind: 'unavailable' });
    expect((await get('/vehicles/DecodeVinValues/1HGCM82633A004352?format=json')).status).to.equal(503);
    await simulator.close();
    await start({ kind: 'reset' });
    const broken = await get('/vehicles/DecodeVinValues/1HGCM82633A004352?format=json').catch(() => 'broken');
    expect(broken).to.equal('broken');
  });

  it('answers late, on its clock', async () => {
    await start({ kind: 'stall', ms: 5_000 });
    const set = clock.timerOf(5_000);
    const answer = decoded('1HGCM82633A004352');
    await set;
    clock.advance(5_000);
    expect((await answer).Make).to.equal('HONDA');
  });

  it('knows no other paths, and speaks XML unless asked for JSON', async () => {
    await start();
    const wrong = await get('/vehicles/Decode/1?format=json');
    expect([wrong.status, Object.keys((await wrong.json()) as object)]).to.deep.equal([404, ['message']]);
    const xml = await get('/vehicles/DecodeVinValues/1HGCM82633A004352');
    expect(xml.headers.get('content-type')).to.equal('application/xml');
  });
});
