import { expect } from 'chai';
import { scaledClock } from '../../../src/clock.ts';
import {
  type CallOptions,
  type Carrier,
  type DiaryEntry,
  startCarrier,
} from '../../../src/simulators/carrier/index.ts';
import { ACCOUNT, startTestServer } from '../../kit/simulators-server.ts';

const CONNECT = '<Connect><Stream url="/media"><Parameter name="token" value="t-1"/></Stream></Connect>';

describe('a call of the simulated carrier', () => {
  const clock = scaledClock(20);
  let carrier: Carrier;
  let server: Awaited<ReturnType<typeof startTestServer>>;

  beforeEach(async () => {
    server = await startTestServer();
    carrier = await startCarrier({ clock, ...ACCOUNT });
  });
  afterEach(async () => {
    await carrier.close();
    await server.close();
  });

  const call = (options: Partial<CallOptions> = {}) =>
    carrier.call({
      webhookUrl: `${server.url}/voice`,
      statusUrl: `${server.url}/status`,
      from: '+15550100123',
      to: '+15550100001',
      ...options,
    });
  const answer = (verbs: string, path = '/voice') => {
    server.twiml[path] = `<Response>${verbs}</Response>`;
  };
  const statuses = () => server.requests.filter(({ path }) => path === '/status').map(({ fields }) => fields);
  const is = (type: DiaryEntry['type']) => (entry: DiaryEntry) => entry.type === type;
  const rest = (callSid: string, form: Record<string, string>, token = ACCOUNT.authToken) =>
    fetch(`${carrier.restUrl}/2010-04-01/Accounts/${ACCOUNT.accountSid}/Calls/${callSid}.json`, {
      method: 'POST',
      headers: {
        authorization: `Basic ${Buffer.from(`${ACCOUNT.accountSid}:${token}`).toString('base64')}`,
        connection: 'close',
      },
      body: new URLSearchParams(form),
    });

  describe('ending', () => {
    it('stops, closes and tells the status when the caller hangs up', async () => {
      answer(`${CONNECT}<Say>never</Say>`);
      const it = await call();
      const stream = await server.stream();
      await stream.next('media');
      const { reason } = await it.hangUp();
      const stop = stream.messages.at(-1);
      expect(reason).to.equal('caller-hung-up');
      expect(stop).to.deep.include({ event: 'stop', stop: { accountSid: ACCOUNT.accountSid, callSid: it.callSid } });
      expect(await stream.closed).to.deep.equal({ code: 1000, reason: '' });
      const [completed, ...others] = statuses();
      expect(others).to.deep.equal([]);
      expect(completed).to.include({
        CallSid: it.callSid,
        CallStatus: 'completed',
        SequenceNumber: '0',
        CallbackSource: 'call-progress-events',
      });
      expect(Number(completed?.CallDuration)).to.equal(Math.ceil(((await it.ended).durationMs ?? 0) / 1000));
      expect(completed?.Timestamp).to.match(/^\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d \+0000$/);
    });

    it('drops without stop, and goes on with the next verb', async () => {
      answer(`${CONNECT}<Redirect>/resume</Redirect>`);
      answer('<Hangup/>', '/resume');
      const it = await call();
      const stream = await server.stream();
      await stream.next('media');
      await it.drop();
      expect(await stream.closed).to.deep.equal({ code: 1006, reason: '' });
      expect(stream.messages.some(({ event }) => event === 'stop')).to.equal(false);
      expect((await it.ended).verbs).to.deep.equal(['Connect', 'Redirect', 'Hangup']);
    });

    it('stops and leaves it at that', async () => {
      answer(CONNECT);
      const it = await call();
      const stream = await server.stream();
      await stream.next('media');
      it.stopOnly();
      await stream.next('stop');
      const count = stream.messages.length;
      await new Promise<void>((resolve) => clock.setTimeout(() => resolve(), 500));
      expect([stream.messages.length, stream.ws.readyState, statuses()]).to.deep.equal([count, stream.ws.OPEN, []]);
      await it.hangUp();
      expect(stream.messages.filter(({ event }) => event === 'stop')).to.have.length(1);
    });

    it('sends its status callbacks out of order and more than once when asked to', async () => {
      answer('<Hangup/>');
      const events = ['initiated', 'ringing', 'answered', 'completed'] as const;
      await (await call({ status: { events, order: 'reversed', copies: 2 } })).ended;
      expect(statuses().map(({ CallStatus, SequenceNumber }) => `${SequenceNumber} ${CallStatus}`)).to.deep.equal([
        '3 completed',
        '3 completed',
        '2 in-progress',
        '2 in-progress',
        '1 ringing',
        '1 ringing',
        '0 queued',
        '0 queued',
      ]);
      expect(server.requests.every(({ signed }) => signed)).to.equal(true);
    });

    it('is hung up while its stream is still being opened, and leaves no socket behind', async () => {
      answer(CONNECT);
      const it = await call();
      await it.waitFor(is('verb'));
      expect((await it.hangUp()).reason).to.equal('caller-hung-up');
      await Promise.all(server.streams.map(({ closed }) => closed));
      expect(it.diary.some(is('stream.opened'))).to.equal(false);
    });
  });

  describe('over REST', () => {
    it('is completed once, and gone the second time', async () => {
      answer(`${CONNECT}<Say>never</Say>`);
      const it = await call();
      const stream = await server.stream();
      await stream.next('media');
      const first = await rest(it.callSid, { Status: 'completed' });
      expect([first.status, await first.json()]).to.deep.equal([
        200,
        {
          sid: it.callSid,
          account_sid: ACCOUNT.accountSid,
          from: '+15550100123',
          to: '+15550100001',
          status: 'completed',
        },
      ]);
      const second = await rest(it.callSid, { Status: 'completed' });
      expect([second.status, ((await second.json()) as { code: number }).code]).to.deep.equal([404, 20404]);
      expect((await it.ended).reason).to.equal('rest-completed');
      expect(stream.messages.at(-1)?.event).to.equal('stop');
      expect(await stream.closed).to.deep.equal({ code: 1000, reason: '' });
    });

    it('is transferred by TwiML: the stream stops and the number is dialed', async () => {
      answer(CONNECT);
      const it = await call();
      const stream = await server.stream();
      await stream.next('media');
      expect((await rest(it.callSid, { Twiml: '<Response><Dial>+15550100999</Dial></Response>' })).status).to.equal(
        200,
      );
      const { reason, transferredTo, verbs } = await it.ended;
      expect({ reason, transferredTo, verbs }).to.deep.equal({
        reason: 'no-more-verbs',
        transferredTo: '+15550100999',
        verbs: ['Connect', 'Dial'],
      });
      expect(stream.messages.at(-1)?.event).to.equal('stop');
    });

    it('goes on with the document at a Url', async () => {
      answer('<Pause length="100"/>');
      answer('<Hangup/>', '/other');
      const it = await call();
      await it.waitFor(is('verb'));
      await rest(it.callSid, { Url: `${server.url}/other` });
      expect((await it.ended).verbs).to.deep.equal(['Pause', 'Hangup']);
    });

    it('refuses what is not allowed, with the carrier’s codes', async () => {
      answer('<Pause length="100"/>');
      const { callSid } = await call();
      carrier.restFaults.tooMany = 1;
      carrier.restFaults.broken = 1;
      const answers = [
        await rest(callSid, { Status: 'completed' }, 'wrong'),
        await rest(callSid, { Status: 'completed' }),
        await rest(callSid, { Status: 'completed' }),
        await rest(`CA${'f'.repeat(32)}`, { Status: 'completed' }),
        await rest(callSid, { Status: 'completed', Twiml: '<Response/>' }),
        await rest(callSid, { Twiml: `<Response>${' '.repeat(4000)}</Response>` }),
        await rest(callSid, { Status: 'paused' }),
      ];
      const told = await Promise.all(
        answers.map(async (one) => [one.status, ((await one.json()) as { code: number }).code]),
      );
      expect(told).to.deep.equal([
        [401, 20003],
        [429, 20429],
        [500, 20500],
        [404, 20404],
        [400, 20001],
        [400, 20001],
        [400, 20001],
      ]);
    });
  });
});
