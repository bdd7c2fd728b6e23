import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { systemClock } from '../../../src/clock.ts';
import { OutsideError } from '../../../src/errors.ts';
import { createTwilioRest } from '../../../src/telephony/twilio-rest.ts';
import { handClock } from '../../kit/telephony-clock.ts';
import { Diary } from '../../kit/telephony-server.ts';

type Answer = { status: number; body: string } | 'hang up' | 'nothing';

const answer = (status: number, body: object | string): Answer => ({
  status,
  body: typeof body === 'string' ? body : JSON.stringify(body),
});
const OK = answer(200, { sid: 'CA1', status: 'completed' });
const GONE = answer(404, { code: 20404, message: 'not found', status: 404 });
const BUSY = answer(429, { code: 20429, message: 'too many', status: 429 });

describe("Twilio's REST API", () => {
  let server: Server;
  let asked: Diary<string>;
  let answers: Answer[];

  beforeEach(async () => {
    asked = new Diary();
    server = createServer((req, res) => {
      let body = '';
      req.on('data', (chunk) => {
        body += chunk;
      });
      req.on('end', () => {
        const next = answers.shift();
        asked.write(`${req.method} ${req.url} ${req.headers.authorization} ${body}`);
        if (next === 'hang up') return req.socket.destroy();
        if (next === 'nothing' || !next) return;
        res.writeHead(next.status, { 'content-type': 'application/json' }).end(next.body);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  const rest = (given: Answer[], clock = systemClock) => {
    answers = given;
    const apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    return createTwilioRest({ accountSid: 'AC1', authToken: 'token', apiUrl, clock, timeoutMs: 2_000 });
  };
  const outcome = (work: Promise<void>) =>
    work.then(
      () => 'done',
      (error: unknown) =>
        error instanceof OutsideError ? [error.provider, error.code, error.retryable, 'cause' in error] : error,
    );
  const UPDATE = 'POST /2010-04-01/Accounts/AC1/Calls/CA1.json Basic QUMxOnRva2Vu';

  it('hangs up', async () => {
    expect(await outcome(rest([OK]).hangUp('CA1'))).to.equal('done');
    expect(asked.entries).to.deep.equal([`${UPDATE} Status=completed`]);
  });

  it('redirects to other TwiML', async () => {
    const twiml = '<Response><Dial>+15550100123</Dial></Response>';
    expect(await outcome(rest([OK]).redirect('CA1', twiml))).to.equal('done');
    expect(asked.entries).to.deep.equal([
      `${UPDATE} Twiml=%3CResponse%3E%3CDial%3E%2B15550100123%3C%2FDial%3E%3C%2FResponse%3E`,
    ]);
  });

  for (const [what, gone] of Object.entries({
    'is not there': GONE,
    'is not there, says whatever stands before it,': answer(404, ''),
    'is in no state to be changed': answer(400, { code: 21220, message: 'Invalid call state', status: 400 }),
  }))
    it(`is content when the call ${what} any more`, async () => {
      const twilio = rest([gone, gone]);
      expect([await outcome(twilio.hangUp('CA1')), await outcome(twilio.redirect('CA1', '<Response/>'))]).to.deep.equal(
        ['done', 'done'],
      );
      expect(asked.entries.length).to.equal(2);
    });

  for (const [what, first] of Object.entries({
    'too many requests': BUSY,
    'an error of its own': answer(503, 'Service Unavailable'),
    'a connection that breaks': 'hang up',
  } satisfies Record<string, Answer>))
    it(`tries once more after ${what}`, async () => {
      expect(await outcome(rest([first, OK]).hangUp('CA1'))).to.equal('done');
      expect(asked.entries.length).to.equal(2);
    });

  for (const [what, given, error, times] of [
    ['too many requests twice', [BUSY, BUSY, OK], ['twilio', '20429', true, false], 2],
    ['an error without a code twice', [answer(500, ''), answer(502, 'x'), OK], ['twilio', 'http_502', true, false], 2],
    ['two broken connections', ['hang up', 'hang up', OK], ['twilio', 'unreachable', true, false], 2],
    [
      'wrong credentials',
      [answer(401, { code: 20003, message: 'Authenticate', status: 401 }), OK],
      ['twilio', '20003', false, false],
      1,
    ],
  ] satisfies [string, Answer[], unknown, number][])
    it(`fails after ${what}`, async () => {
      expect(await outcome(rest(given).hangUp('CA1'))).to.deep.equal(error);
      expect(asked.entries.length).to.equal(times);
    });

  it('fails on a call that cannot be one, without asking', async () => {
    expect(await outcome(rest([OK]).hangUp('../CA1?'))).to.deep.equal(['twilio', 'invalid_request', false, false]);
    expect(asked.entries).to.deep.equal([]);
  });

  it('does not wait for an answer beyond its time, and does not ask again', async () => {
    const clock = handClock();
    const done = outcome(rest(['nothing', OK], clock).hangUp('CA1'));
    await asked.until(() => true);
    clock.advance(2_000);
    expect(await done).to.deep.equal(['twilio', 'timeout', true, false]);
    expect([asked.entries.length, clock.timers]).to.deep.equal([1, 0]);
  });
});
