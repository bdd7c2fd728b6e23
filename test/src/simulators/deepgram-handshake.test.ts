import { expect } from 'chai';
import { scaledClock } from '../../../src/clock.ts';
import { LISTEN_LINE, listening } from '../../kit/simulators-deepgram.ts';
import { type Json, refusedUpgrade } from '../../kit/simulators-socket.ts';

describe('the Deepgram simulator, listening', () => {
  const bench = listening();
  const { address, connect, start } = bench;

  describe('at the handshake', () => {
    it('accepts a Token and a Bearer, and names the request', async () => {
      await start();
      const socket = await connect();
      const bearer = await connect(LISTEN_LINE, 'Bearer jwt');
      expect([socket, bearer].map(({ upgrade }) => upgrade.headers['dg-request-id'])).to.deep.equal(
        bench.simulator.connections.map(({ requestId }) => requestId),
      );
    });

    it('refuses who brings no key, in the header and in the body', async () => {
      await start();
      const { status, headers, body } = await refusedUpgrade(address());
      expect({ status, error: headers['dg-error'], body: JSON.parse(body) }).to.deep.equal({
        status: 401,
        error: 'Invalid credentials.',
        body: { err_code: 'INVALID_AUTH', err_msg: 'Invalid credentials.', request_id: headers['dg-request-id'] },
      });
    });

    it('refuses a wrong key when it knows the right one', async () => {
      await start({ apiKey: 'right' });
      expect((await refusedUpgrade(address(), { authorization: 'Token wrong' })).status).to.equal(401);
      await connect(LISTEN_LINE, 'Token right');
    });

    const bad: [string, string, string][] = [
      ['utterance_end_ms below 1000', 'interim_results=true&utterance_end_ms=800', 'INVALID_QUERY_PARAMETER'],
      ['utterance_end_ms without interim results', 'utterance_end_ms=1000', 'INVALID_QUERY_PARAMETER'],
      ['a Flux model', 'model=flux-general-en', 'V2_MODEL_ON_V1_LISTEN_ENDPOINT'],
      ['a model that is not there', 'model=nova-99', 'Bad Request'],
      ['an unknown encoding', 'encoding=mp9&sample_rate=8000', 'INVALID_QUERY_PARAMETER'],
      ['raw audio without its rate', 'encoding=mulaw', 'INVALID_QUERY_PARAMETER'],
      ['keyterms for an older model', 'model=nova-2&keyterm=VIN', 'INVALID_QUERY_PARAMETER'],
      ['endpointing that is no number', 'endpointing=soon', 'INVALID_QUERY_PARAMETER'],
    ];
    for (const [what, query, code] of bad)
      it(`refuses ${what}`, async () => {
        await start();
        const { status, body } = await refusedUpgrade(address(query), { authorization: 'Token key' });
        expect([status, (JSON.parse(body) as Json).err_code]).to.deep.equal([400, code]);
      });

    it('refuses as a fault tells it, and only the connections that the fault names', async () => {
      await start({ faults: { listen: [{ connections: [1, 2], refuse: { status: 429 } }] } });
      const answers = [await refusedUpgrade(address()), await refusedUpgrade(address())];
      expect(answers.map(({ status, headers }) => [status, headers['dg-error']])).to.deep.equal([
        [429, 'Too many requests. Please try again later'],
        [429, 'Too many requests. Please try again later'],
      ]);
      await connect();
      bench.simulator.faults.set('listen', { refuse: { status: 402 } });
      const { status, body } = await refusedUpgrade(address());
      expect([status, (JSON.parse(body) as Json).err_code]).to.deep.equal([402, 'ASR_PAYMENT_REQUIRED']);
      bench.simulator.faults.clear();
      await connect();
    });

    it('takes its time when a fault says so', async () => {
      const clock = scaledClock(50);
      await start({ clock, faults: { listen: [{ handshakeDelayMs: 2000 }] } });
      const before = clock.now();
      await connect();
      expect(clock.now() - before).to.be.at.least(2000);
    });
  });
});
