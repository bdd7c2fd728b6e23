import { generateKeyPairSync } from 'node:crypto';
import { expect } from 'chai';
import type { CalendarEvent } from '../../../src/calendar/event.ts';
import type { OutsideError } from '../../../src/errors.ts';
import type { GoogleFault } from '../../../src/simulators/google/server.ts';
import { aGoogle, at, BAY_1, type Google, SHOP, span } from '../../kit/calendar-google.ts';

const EVENT: CalendarEvent = {
  id: '019ad6f1c0de7000800000000000abcd',
  summary: 'Oil change (bay 1)',
  start: { dateTime: '2026-12-01T09:30:00-05:00', timeZone: 'America/New_York' },
  end: { dateTime: '2026-12-01T10:00:00-05:00', timeZone: 'America/New_York' },
  status: 'confirmed',
  transparency: 'transparent',
  extendedProperties: { private: { appointment_id: '019ad6f1-c0de-7000-8000-00000000abcd' } },
};
const rateLimited: GoogleFault = { kind: 'refuse', status: 403, reason: 'rateLimitExceeded' };

describe("Google's calendar", () => {
  let calendar: Google;
  beforeEach(async () => {
    calendar = await aGoogle();
  });
  afterEach(() => calendar.close());

  const freeBusy = (...ids: string[]) => calendar.google.freeBusy(ids, at('08:00'), at('18:00'));
  const failure = (work: Promise<unknown>) =>
    work.then(
      () => 'none',
      ({ provider, code, retryable }: OutsideError) => ({ provider, code, retryable }),
    );

  it('tells what people have taken, calendar by calendar', async () => {
    calendar.simulator.put(SHOP, span(at('12:00'), at('13:00')));
    expect(await freeBusy(SHOP, BAY_1)).to.deep.equal(
      new Map([
        [SHOP, { busy: [{ from: at('12:00'), to: at('13:00') }] }],
        [BAY_1, { busy: [] }],
      ]),
    );
    expect(calendar.google.state()).to.equal('up');
  });

  it('says of a calendar that cannot be read that it cannot, and still tells of the others', async () => {
    calendar.simulator.put(SHOP, span(at('12:00'), at('13:00')));
    expect(await freeBusy(SHOP, 'nobody@example.com')).to.deep.equal(
      new Map<string, unknown>([
        [SHOP, { busy: [{ from: at('12:00'), to: at('13:00') }] }],
        ['nobody@example.com', { unreadable: 'notFound' }],
      ]),
    );
    calendar.fails('freebusy', { kind: 'calendar-error', calendarId: BAY_1, reason: 'internalError' });
    expect((await freeBusy(BAY_1)).get(BAY_1)).to.deep.equal({ unreadable: 'internalError' });
    expect(calendar.google.state()).to.equal('partly');
    const { values } = await calendar.metrics.providerErrors.get();
    expect(values.map(({ labels, value }) => [labels.code, value])).to.deep.equal([
      ['notFound', 1],
      ['internalError', 1],
    ]);
  });

  it('keeps an event with all that was given, in the calendar whose id has an @', async () => {
    await calendar.google.insert(SHOP, EVENT);
    expect(calendar.simulator.events(SHOP)).to.have.length(1);
    expect(await calendar.google.get(SHOP, EVENT.id)).to.deep.include(EVENT);
    const [request] = calendar.simulator.requests.filter(({ operation }) => operation === 'insert');
    expect(request?.query).to.deep.equal({ sendUpdates: 'none' });
  });

  it('changes the given fields of an event and leaves what people wrote', async () => {
    await calendar.google.insert(SHOP, EVENT);
    const { url } = calendar.simulator;
    const authorization = 'Bearer ya29.simulated-1';
    const body = JSON.stringify({ description: 'bring the winter tires' });
    await fetch(`${url}/calendar/v3/calendars/${SHOP}/events/${EVENT.id}`, {
      method: 'PATCH',
      headers: { authorization },
      body,
    });
    await calendar.google.patch(SHOP, { ...EVENT, summary: 'Oil change (bay 2)' });
    expect(await calendar.google.get(SHOP, EVENT.id)).to.include({
      summary: 'Oil change (bay 2)',
      description: 'bring the winter tires',
    });
  });

  it('deletes what is there, what is deleted, and what has never been', async () => {
    await calendar.google.insert(SHOP, EVENT);
    for (const id of [EVENT.id, EVENT.id, 'neverwas']) await calendar.google.remove(SHOP, id);
    expect(await calendar.google.get(SHOP, EVENT.id)).to.include({ status: 'cancelled' });
    expect(await calendar.google.get(SHOP, 'neverwas')).to.equal(null);
    expect(calendar.google.state()).to.equal('up');
  });

  it('keeps a token for as long as it is good, shared by all who wait for it', async () => {
    await Promise.all([freeBusy(SHOP), freeBusy(BAY_1)]);
    calendar.clock.advance(50 * 60_000);
    await freeBusy(SHOP);
    expect(calendar.asked()).to.deep.equal(['token', 'freebusy', 'freebusy', 'freebusy']);
    // Five minutes before it ends.
    calendar.clock.advance(5 * 60_000);
    await freeBusy(SHOP);
    expect(calendar.asked().slice(4)).to.deep.equal(['token', 'freebusy']);
  });

  it('takes a new token once when the one it has is turned away', async () => {
    await freeBusy(SHOP);
    calendar.simulator.revokeTokens();
    await freeBusy(SHOP);
    expect(calendar.asked()).to.deep.equal(['token', 'freebusy', 'freebusy', 'token', 'freebusy']);
    const turnedAway: GoogleFault = { kind: 'refuse', status: 401, reason: 'authError' };
    calendar.fails('freebusy', turnedAway, turnedAway);
    expect(await failure(freeBusy(SHOP))).to.deep.equal({ provider: 'calendar', code: 'authError', retryable: false });
    expect(calendar.asked().slice(5)).to.deep.equal(['freebusy', 'token', 'freebusy']);
  });

  it('signs for a service account with its key', async () => {
    const { publicKey, privateKey } = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    });
    const email = 'desk@project.iam.gserviceaccount.com';
    const credentials = { kind: 'service-account', email, privateKey, keyId: 'key-1' } as const;
    const signed = await aGoogle({ credentials, publicKey });
    expect(await signed.google.freeBusy([SHOP], at('08:00'), at('18:00'))).to.deep.equal(
      new Map([[SHOP, { busy: [] }]]),
    );
    await signed.close();
  });

  const refusals: [what: string, fault: GoogleFault, code: string, retryable: boolean][] = [
    ['a limit of the rate, as 403', rateLimited, 'rateLimitExceeded', true],
    ['a limit of the rate, as 429', { ...rateLimited, status: 429 }, 'rateLimitExceeded', true],
    ['a limit of the user', { ...rateLimited, reason: 'userRateLimitExceeded' }, 'userRateLimitExceeded', true],
    ['a quota', { ...rateLimited, reason: 'quotaExceeded' }, 'quotaExceeded', true],
    ['no permission, as 403', { ...rateLimited, reason: 'insufficientPermissions' }, 'insufficientPermissions', false],
    ['a fault of its own', { kind: 'refuse', status: 500, reason: 'backendError' }, 'backendError', true],
    ['a fault of its own, as 503', { kind: 'refuse', status: 503, reason: 'backendError' }, 'backendError', true],
    ['a reason that is new', { kind: 'refuse', status: 503, reason: 'brandNew' }, 'brandNew', true],
    ['a request that is wrong', { kind: 'refuse', status: 400, reason: 'invalid' }, 'invalid', false],
    ['somebody quicker', { kind: 'refuse', status: 412, reason: 'conditionNotMet' }, 'conditionNotMet', true],
    ['a page of something in between', { kind: 'html', status: 502 }, 'http_502', true],
    ['a page that forbids', { kind: 'html', status: 403 }, 'http_403', false],
    ['a cut', { kind: 'reset' }, 'unreachable', true],
  ];
  for (const [what, fault, code, retryable] of refusals)
    it(`tells by the reason whether to ask again: ${what}`, async () => {
      calendar.fails('patch', fault);
      expect(await failure(calendar.google.patch(SHOP, EVENT))).to.deep.equal({
        provider: 'calendar',
        code,
        retryable,
      });
      expect(calendar.google.state()).to.equal(retryable ? 'down' : 'refused');
      // It has not been repeated behind our back.
      expect(calendar.asked()).to.deep.equal(['token', 'patch']);
    });

  it('does not ask again with a refresh token that is worth nothing', async () => {
    calendar.fails('token', { kind: 'invalid-grant' }, { kind: 'refuse', status: 503, reason: 'backendError' });
    const refused = { provider: 'calendar', code: 'invalid_grant', retryable: false };
    expect(await failure(freeBusy(SHOP))).to.deep.equal(refused);
    expect(await failure(freeBusy(SHOP))).to.include({ code: 'http_503', retryable: true });
    expect(await failure(freeBusy(SHOP))).to.equal('none');
    expect(calendar.asked()).to.deep.equal(['token', 'token', 'token', 'freebusy']);
  });

  it('is waited for a second while a caller is waiting, and for five when nobody is', async () => {
    await freeBusy(SHOP);
    for (const [operation, ms] of [
      ['freebusy', 1_000],
      ['insert', 5_000],
    ] as const) {
      calendar.fails(operation, { kind: 'stall' });
      const arrived = calendar.arrives(operation);
      let isOver = false;
      const work = failure(operation === 'freebusy' ? freeBusy(SHOP) : calendar.google.insert(SHOP, EVENT)).finally(
        () => {
          isOver = true;
        },
      );
      await arrived;
      calendar.clock.advance(ms - 1);
      await new Promise((resolve) => setImmediate(resolve));
      expect(isOver).to.equal(false);
      calendar.clock.advance(1);
      expect(await work).to.include({ code: 'timeout', retryable: true });
    }
  });

  it('counts the token into the second, and has it for the next question', async () => {
    calendar.fails('token', { kind: 'stall', ms: 1_500 });
    const arrived = calendar.arrives('token');
    const first = failure(freeBusy(SHOP));
    await arrived;
    calendar.clock.advance(1_000);
    expect(await first).to.include({ code: 'timeout' });
    const second = freeBusy(SHOP);
    calendar.clock.advance(500);
    await second;
    expect(calendar.asked()).to.deep.equal(['token', 'freebusy']);
  });
});
