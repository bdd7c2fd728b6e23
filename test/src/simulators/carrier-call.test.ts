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

  describe('at the webhook', () => {
    it('brings the parameters of a call, signed', async () => {
      answer('<Hangup/>');
      const { callSid, ended } = await call();
      expect((await ended).reason).to.equal('hangup-verb');
      expect(callSid).to.match(/^CA[0-9a-f]{32}$/);
      expect(server.requests[0]).to.deep.equal({
        path: '/voice',
        signed: true,
        fields: {
          CallSid: callSid,
          AccountSid: ACCOUNT.accountSid,
          From: '+15550100123',
          To: '+15550100001',
          Caller: '+15550100123',
          Called: '+15550100001',
          CallStatus: 'ringing',
          Direction: 'inbound',
          ApiVersion: '2010-04-01',
        },
      });
    });

    it('can be signed wrongly or not at all, withhold the caller, and be a call that we placed', async () => {
      answer('<Hangup/>');
      const sid = `CA${'a'.repeat(32)}`;
      await (await call({ sign: 'wrong', from: 'anonymous' })).ended;
      await (await call({ sign: 'none', callSid: sid, direction: 'outbound-api', parameters: { AnsweredBy: 'human' } }))
        .ended;
      const asked = server.requests.filter(({ path }) => path === '/voice');
      expect(
        asked.map(({ signed, fields }) => [signed, fields.From, fields.Direction, fields.AnsweredBy]),
      ).to.deep.equal([
        [false, 'anonymous', 'inbound', undefined],
        [null, '+15550100123', 'outbound-api', 'human'],
      ]);
      expect(asked[1]?.fields.CallSid).to.equal(sid);
    });

    for (const [what, act] of [
      ['is refused', () => Object.assign(server.status, { '/voice': 403 })],
      ['answers no TwiML', () => Object.assign(server.twiml, { '/voice': '<Response><Say>' })],
    ] as const)
      it(`apologizes and hangs up when it ${what}`, async () => {
        answer('<Hangup/>');
        act();
        const { ended, diary } = await call();
        expect((await ended).reason).to.equal('application-error');
        expect(diary.filter(is('said')).map((entry) => entry.type === 'said' && entry.text)).to.deep.equal([
          'We are sorry, an application error has occurred. Goodbye.',
        ]);
      });
  });

  describe('running verbs', () => {
    it('goes through them in order, with what they take of time', async () => {
      answer('<Say>Please hold the line.</Say><Pause length="2"/><Redirect>/next?a=1</Redirect><Say>never</Say>');
      answer('<Say>Bye</Say>', '/next?a=1');
      const { ended, diary } = await call();
      const { reason, verbs, durationMs } = await ended;
      expect({ reason, verbs }).to.deep.equal({ reason: 'no-more-verbs', verbs: ['Say', 'Pause', 'Redirect', 'Say'] });
      expect(durationMs).to.be.at.least(3600);
      expect(diary.flatMap((entry) => (entry.type === 'said' ? [entry.text] : []))).to.deep.equal([
        'Please hold the line.',
        'Bye',
      ]);
      expect(server.requests[1]?.signed).to.equal(true);
      expect(server.requests[1]?.fields.CallStatus).to.equal('in-progress');
    });

    it('dials, and tells the action how it went', async () => {
      answer('<Dial action="/after" timeout="20"><Number>+15550100999</Number></Dial>');
      answer('<Hangup/>', '/after');
      const answered = await (await call({ dial: { ms: 3000 } })).ended;
      const missed = await (await call({ dial: { result: 'no-answer' } })).ended;
      expect([answered.transferredTo, missed.transferredTo]).to.deep.equal(['+15550100999', null]);
      expect(
        server.requests
          .filter(({ path }) => path === '/after')
          .map(({ fields }) => [fields.DialCallStatus, fields.DialCallDuration]),
      ).to.deep.equal([
        ['completed', '3'],
        ['no-answer', '0'],
      ]);
    });

    it('ends as busy when it is rejected, and notes a verb it does not know', async () => {
      answer('<Jump/><Reject reason="busy"/>');
      const { ended, problems } = await call().then(async (it) => ({ ended: await it.ended, problems: it.problems }));
      expect(ended.reason).to.equal('rejected');
      expect(problems).to.deep.equal(['12200 expected a known verb, got <Jump>']);
      expect(statuses().map(({ CallStatus }) => CallStatus)).to.deep.equal(['busy']);
    });

    it('is ended when documents send it in circles', async () => {
      answer('<Redirect>/voice</Redirect>');
      expect((await (await call()).ended).reason).to.equal('application-error');
    });

    it('can be hung up in the middle of a verb', async () => {
      answer('<Pause length="100"/>');
      const it = await call();
      await it.waitFor(is('verb'));
      const { reason, durationMs } = await it.hangUp();
      expect(reason).to.equal('caller-hung-up');
      expect(durationMs).to.be.below(50_000);
    });
  });

  describe('connecting a stream', () => {
    it('signs the upgrade over the ws URL and hands over the parameters', async () => {
      answer(CONNECT);
      const { callSid } = await call();
      const stream = await server.stream();
      expect(stream.signed).to.equal(true);
      const start = await stream.next('start');
      expect(stream.messages[0]).to.deep.equal({ event: 'connected', protocol: 'Call', version: '1.0.0' });
      expect(start).to.deep.equal({
        event: 'start',
        sequenceNumber: '1',
        start: {
          accountSid: ACCOUNT.accountSid,
          streamSid: start.streamSid,
          callSid,
          tracks: ['inbound'],
          mediaFormat: { encoding: 'audio/x-mulaw', sampleRate: 8000, channels: 1 },
          customParameters: { token: 't-1' },
        },
        streamSid: start.streamSid,
      });
      expect(start.streamSid).to.match(/^MZ[0-9a-f]{32}$/);
    });

    it('can sign wrongly, change the token, and never start', async () => {
      answer(CONNECT);
      await call({ streamSign: 'wrong', customParameters: ({ token }) => ({ token: `not ${token}` }) });
      const wrong = await server.stream();
      expect(wrong.signed).to.equal(false);
      const start = (await wrong.next('start')) as { start?: { customParameters: object } };
      expect(start.start?.customParameters).to.deep.equal({ token: 'not t-1' });
      const it = await call({ streamSign: 'none', sendsStart: false });
      const silent = await server.stream(1);
      await silent.next('connected');
      silent.ws.close(1008, 'expected start');
      await it.ended;
      expect(silent.signed).to.equal(null);
      expect(silent.messages.map(({ event }) => event)).to.deep.equal(['connected']);
    });

    const failures: [string, string, number][] = [
      ['has a query string', '/media?token=t', 31920],
      ['is refused', '/refused', 31920],
      ['is no WebSocket address', 'ftp://example.com/media', 31922],
      ['is no address', 'ws://a b/', 31923],
      ['is where nobody listens', 'ws://127.0.0.1:1/media', 31902],
    ];
    for (const [what, url, code] of failures)
      it(`fails with ${code} when its address ${what}, and the next verb runs`, async () => {
        server.status['/refused'] = 403;
        answer(`<Connect><Stream url="${url}"/></Connect><Hangup/>`);
        const { ended, diary } = await call();
        expect((await ended).verbs).to.deep.equal(['Connect', 'Hangup']);
        expect(diary.flatMap((entry) => (entry.type === 'stream.failed' ? [entry.code] : []))).to.deep.equal([code]);
      });

    it('runs the next verb when the server closes the socket, and ends the call when there is none', async () => {
      answer(`${CONNECT}<Redirect method="POST">/resume</Redirect>`);
      answer(CONNECT, '/resume');
      const { ended, diary } = await call();
      for (const n of [0, 1]) {
        const stream = await server.stream(n);
        await stream.next('media');
        stream.ws.close(1000, `done ${n}`);
      }
      const { reason, verbs } = await ended;
      expect({ reason, verbs }).to.deep.equal({ reason: 'no-more-verbs', verbs: ['Connect', 'Redirect', 'Connect'] });
      expect(
        diary.flatMap((entry) => (entry.type === 'stream.closed' ? [[entry.by, entry.code, entry.reason]] : [])),
      ).to.deep.equal([
        ['server', 1000, 'done 0'],
        ['server', 1000, 'done 1'],
      ]);
      expect(server.streams.map(({ messages }) => messages.some(({ event }) => event === 'stop'))).to.deep.equal([
        false,
        false,
      ]);
    });

    it('opens a second socket with whatever one wants to say', async () => {
      const ws = await carrier.socket(`${server.mediaUrl}/media`, 'wrong');
      const stream = await server.stream();
      ws.send('{"event":"connected"}');
      await stream.next('connected');
      expect(stream.signed).to.equal(false);
      ws.terminate();
    });
  });
});
