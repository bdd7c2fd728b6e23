import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { type Clock, scaledClock, systemClock } from '../../../src/clock.ts';
import { OutsideError } from '../../../src/errors.ts';
import { silentLog } from '../../../src/log.ts';
import { createMetrics } from '../../../src/metrics.ts';
import { createVpic, type VinCache } from '../../../src/vin/vpic.ts';

const VIN = '1HGCM82633A004352';
const ACCORD = { Make: 'HONDA', Model: 'Accord', ModelYear: '2003', VehicleType: 'PASSENGER CAR', ErrorCode: '0' };

describe('the vPIC client', () => {
  let server: Server | undefined;
  const asked: string[] = [];

  async function vpicThat(answers: RequestListener, clock: Clock = systemClock, cache?: VinCache) {
    asked.length = 0;
    const listening = createServer((request, response) => {
      asked.push(request.url ?? '');
      answers(request, response);
    });
    server = listening;
    await new Promise<void>((done) => listening.listen(0, '127.0.0.1', done));
    const { port } = listening.address() as AddressInfo;
    const options = { url: `http://127.0.0.1:${port}/api`, clock, log: silentLog, metrics: createMetrics() };
    return createVpic(cache ? { ...options, cache } : options);
  }

  const says =
    (body: unknown, status = 200): RequestListener =>
    (_, response) => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(typeof body === 'string' ? body : JSON.stringify(body));
    };

  afterEach(async () => {
    server?.closeAllConnections();
    await new Promise((done) => (server ? server.close(done) : done(undefined)));
    server = undefined;
  });

  it('asks once for a VIN, by its address, and keeps the answer', async () => {
    const vpic = await vpicThat(says({ Count: 1, Results: [{ ...ACCORD, Trim: 'EX-V6' }] }));
    const accord = {
      vin: VIN,
      year: 2003,
      make: 'Honda',
      model: 'Accord',
      vehicleType: 'passenger car',
      needsReadBack: false,
    };
    expect([await vpic.decode(VIN), await vpic.decode(VIN)]).to.deep.equal([accord, accord]);
    expect(asked).to.deep.equal([`/api/vehicles/DecodeVinValues/${VIN}?format=json`]);
  });

  it('looks into the cache that it is given before it asks, and keeps there what it hears', async () => {
    const kept = new Map<string, unknown>();
    const cache: VinCache = {
      get: async (vin) => kept.get(vin),
      put: async (vin, found) => void kept.set(vin, found),
    };
    const vpic = await vpicThat(says({ Results: [ACCORD] }), systemClock, cache);
    const accord = await vpic.decode(VIN);
    expect([...kept]).to.deep.equal([[VIN, { decoded: accord }]]);
    kept.set(VIN, { decoded: { ...accord, year: 2004 } });
    expect(await vpic.decode(VIN)).to.deep.equal({ ...accord, year: 2004 });
    kept.set(VIN, { decoded: { year: 'no longer what it was' } });
    expect(await vpic.decode(VIN)).to.deep.equal(accord);
    expect(asked).to.have.length(2);
  });

  it('does not wait long for a cache that does not answer', async () => {
    const cache: VinCache = { get: () => new Promise(() => undefined), put: async () => undefined };
    const vpic = await vpicThat(says({ Results: [ACCORD] }), scaledClock(20), cache);
    expect(await vpic.decode(VIN)).to.include({ make: 'Honda', year: 2003 });
  });

  it('answers null for a VIN that NHTSA has no make for', async () => {
    const vpic = await vpicThat(says({ Results: [{ ...ACCORD, Make: '', Model: '' }] }));
    expect(await vpic.decode(VIN)).to.equal(null);
  });

  const alone = { vin: VIN, year: 2003, make: 'Honda', model: null, vehicleType: null, needsReadBack: false };
  const away: [what: string, answers: RequestListener, clock?: Clock][] = [
    ['answers 503', says({}, 503)],
    ['answers a web page', says('<html>sorry</html>')],
    ['answers something else', says({ Message: 'No HTTP resource was found' })],
    ['answers no result', says({ Results: [] })],
    ['hangs up', (request) => request.socket.destroy()],
    // 3 s pass in 60 ms.
    ['says nothing for three seconds', () => undefined, scaledClock(50)],
  ];
  for (const [what, answers, clock] of away)
    it(`tells make and year by the VIN alone while NHTSA ${what}, and asks again the next time`, async () => {
      const vpic = await vpicThat(answers, clock);
      expect([await vpic.decode(VIN), await vpic.decode(VIN)]).to.deep.equal([alone, alone]);
      expect(asked).to.have.length(2);
    });

  it('fails while NHTSA is away and the VIN alone tells too little', async () => {
    const vpic = await vpicThat(says({}, 503));
    const thrown = await vpic.decode('LJCPCBLCX11000237').catch((error: unknown) => error);
    expect(thrown).to.be.instanceOf(OutsideError);
    expect(thrown).to.include({ provider: 'vpic', code: 'bad_answer', message: 'vPIC: expected status 200, got 503' });
  });
});
