import { expect } from 'chai';
import {
  type GoogleFault,
  type GoogleSimulator,
  type StoredEvent,
  startGoogleSimulator,
} from '../../../../src/simulators/google/server.ts';
import { VirtualClock } from '../../../kit/virtual-clock.ts';

const SHOP = 'shop@example.com';
const OAUTH = { clientId: 'client', clientSecret: 'hush', refreshToken: 'refresh' };
const SPAN = { start: { dateTime: '2026-12-01T14:30:00Z' }, end: { dateTime: '2026-12-01T15:00:00Z' } };

interface Answer {
  status: number;
  body: Record<string, unknown>;
}

describe('the simulated Google Calendar', () => {
  let clock: VirtualClock;
  let google: GoogleSimulator;
  let fault: GoogleFault | undefined;
  let token: string;

  beforeEach(async () => {
    clock = new VirtualClock();
    fault = undefined;
    google = await startGoogleSimulator({
      clock,
      clients: { oauth: OAUTH },
      calendars: { [SHOP]: 'America/New_York' },
      faults: () => fault,
    });
    token = String((await grant()).body.access_token);
  });
  afterEach(() => google.close());

  const answerOf = async (response: Response): Promise<Answer> => {
    const text = await response.text();
    return { status: response.status, body: text === '' ? {} : JSON.parse(text) };
  };
  const grant = async (form: Record<string, string> = {}) => {
    const fields = {
      grant_type: 'refresh_token',
      client_id: 'client',
      client_secret: 'hush',
      refresh_token: 'refresh',
    };
    const body = new URLSearchParams({ ...fields, ...form });
    return answerOf(await fetch(google.tokenUrl, { method: 'POST', body }));
  };
  const ask = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
    answerOf(
      await fetch(`${google.url}/calendar/v3${path}`, {
        method,
        headers: { authorization: `Bearer ${token}`, ...headers },
        ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      }),
    );
  const events = `/calendars/${encodeURIComponent(SHOP)}/events`;
  const insert = (body: object) => ask('POST', events, body);
  const freeBusy = (items: string[], window: object = {}) =>
    ask('POST', '/freeBusy', {
      timeMin: '2026-12-01T13:00:00Z',
      timeMax: '2026-12-01T23:00:00Z',
      items: items.map((id) => ({ id })),
      ...window,
    });
  const reasonOf = ({ status, body }: Answer) => {
    const { errors, code } = body.error as { errors: { reason: string }[]; code: number };
    expect(code).to.equal(status);
    return `${status} ${errors[0]?.reason}`;
  };

  describe('gives tokens', () => {
    it('for an hour, to who knows the secrets', async () => {
      expect(await grant()).to.deep.equal({
        status: 200,
        body: {
          access_token: 'ya29.simulated-2',
          expires_in: 3599,
          scope: 'https://www.googleapis.com/auth/calendar',
          token_type: 'Bearer',
        },
      });
      expect((await freeBusy([SHOP])).status).to.equal(200);
      clock.advance(3_599_000);
      expect(reasonOf(await freeBusy([SHOP]))).to.equal('401 authError');
    });

    it('to nobody else', async () => {
      const revoked = { error: 'invalid_grant', error_description: 'Token has been expired or revoked.' };
      expect(await grant({ refresh_token: 'old' })).to.deep.equal({ status: 400, body: revoked });
      fault = { kind: 'invalid-grant' };
      expect(await grant()).to.deep.equal({ status: 400, body: revoked });
      fault = undefined;
      const codes = [
        await grant({ client_secret: 'x' }),
        await grant({ grant_type: 'password' }),
        await grant({ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion: 'a.b.c' }),
      ].map(({ status, body }) => `${status} ${body.error}`);
      expect(codes).to.deep.equal(['401 invalid_client', '400 unsupported_grant_type', '400 invalid_grant']);
    });

    it('that can be revoked, and asks for one with every request', async () => {
      google.revokeTokens();
      expect(await freeBusy([SHOP])).to.deep.equal({
        status: 401,
        body: {
          error: {
            errors: [
              {
                domain: 'global',
                reason: 'authError',
                message: 'Invalid Credentials',
                locationType: 'header',
                location: 'Authorization',
              },
            ],
            code: 401,
            message: 'Invalid Credentials',
          },
        },
      });
    });
  });

  describe('tells what is busy', () => {
    it('merged, in order and cut to the window', async () => {
      for (const [from, to] of [
        ['20:00', '23:30'],
        ['12:00', '13:30'],
        ['15:00', '16:00'],
        ['15:30', '15:45'],
        ['16:00', '17:00'],
        ['23:00', '23:30'],
      ])
        google.put(SHOP, {
          start: { dateTime: `2026-12-01T${from}:00Z` },
          end: { dateTime: `2026-12-01T${to}:00Z` },
        });
      expect(await freeBusy([SHOP])).to.deep.equal({
        status: 200,
        body: {
          kind: 'calendar#freeBusy',
          timeMin: '2026-12-01T13:00:00.000Z',
          timeMax: '2026-12-01T23:00:00.000Z',
          calendars: {
            [SHOP]: {
              busy: [
                { start: '2026-12-01T13:00:00Z', end: '2026-12-01T13:30:00Z' },
                { start: '2026-12-01T15:00:00Z', end: '2026-12-01T17:00:00Z' },
                { start: '2026-12-01T20:00:00Z', end: '2026-12-01T23:00:00Z' },
              ],
            },
          },
        },
      });
    });

    it('without what is transparent or deleted', async () => {
      google.put(SHOP, { ...SPAN, transparency: 'transparent' });
      const { id } = google.put(SHOP, SPAN);
      await ask('DELETE', `${events}/${id}`);
      expect((await freeBusy([SHOP])).body.calendars).to.deep.equal({ [SHOP]: { busy: [] } });
    });

    it('by whole days of the zone of the calendar, also when they have 23 or 25 hours', async () => {
      google.put(SHOP, { start: { date: '2027-03-14' }, end: { date: '2027-03-15' } });
      google.put(SHOP, { start: { date: '2026-11-01' }, end: { date: '2026-11-02' } });
      const window = { timeMin: '2026-01-01T00:00:00Z', timeMax: '2028-01-01T00:00:00Z' };
      expect((await freeBusy([SHOP], window)).body.calendars).to.deep.equal({
        [SHOP]: {
          busy: [
            { start: '2026-11-01T04:00:00Z', end: '2026-11-02T05:00:00Z' },
            { start: '2027-03-14T05:00:00Z', end: '2027-03-15T04:00:00Z' },
          ],
        },
      });
    });

    it('with an error in a success for a calendar that cannot be read', async () => {
      const error = (reason: string) => ({ errors: [{ domain: 'global', reason }], busy: [] });
      google.put(SHOP, SPAN);
      const { status, body } = await freeBusy([SHOP, 'nobody@example.com']);
      expect([status, (body.calendars as Record<string, unknown>)['nobody@example.com']]).to.deep.equal([
        200,
        error('notFound'),
      ]);
      fault = { kind: 'calendar-error', calendarId: SHOP, reason: 'internalError' };
      expect((await freeBusy([SHOP])).body.calendars).to.deep.equal({ [SHOP]: error('internalError') });
      fault = undefined;
      const many = Array.from({ length: 51 }, () => SHOP);
      expect((await freeBusy(many)).body.calendars).to.deep.equal({ [SHOP]: error('tooManyCalendarsRequested') });
    });

    it('to who asks rightly', async () => {
      const windows = [{ timeMax: '2026-12-01T13:00:00Z' }, { timeMin: '2026-12-01T08:00:00' }, { timeMin: undefined }];
      const reasons = [];
      for (const window of windows) reasons.push(reasonOf(await freeBusy([SHOP], window)));
      reasons.push(reasonOf(await ask('POST', '/freeBusy', '{"timeMin":')));
      expect(reasons).to.deep.equal(['400 timeRangeEmpty', '400 invalid', '400 required', '400 parseError']);
    });
  });

  describe('keeps events', () => {
    const id = '019ad6f1c0de7000800000000000abcd';

    it('with the times of its own zone and all that an event has', async () => {
      const now = new Date(clock.now()).toISOString();
      const given = { id, summary: 'Oil', extendedProperties: { private: { appointment_id: 'a' } }, unknown: 1 };
      const { status, body } = await insert({ ...SPAN, ...given });
      expect([status, body]).to.deep.equal([
        200,
        {
          kind: 'calendar#event',
          etag: body.etag,
          id,
          status: 'confirmed',
          htmlLink: `https://www.google.com/calendar/event?eid=${id}`,
          created: now,
          updated: now,
          summary: 'Oil',
          creator: { email: SHOP },
          organizer: { email: SHOP, self: true },
          start: { dateTime: '2026-12-01T09:30:00-05:00', timeZone: 'America/New_York' },
          end: { dateTime: '2026-12-01T10:00:00-05:00', timeZone: 'America/New_York' },
          iCalUID: `${id}@google.com`,
          sequence: 0,
          extendedProperties: { private: { appointment_id: 'a' } },
          reminders: { useDefault: true },
          eventType: 'default',
        },
      ]);
      expect(await ask('GET', `${events}/${id}`)).to.deep.equal({ status, body });
      expect((await insert(SPAN)).body.id).to.match(/^[a-v0-9]{5,}$/);
    });

    it('under one id once, for good', async () => {
      await insert({ ...SPAN, id });
      const again = await insert({ ...SPAN, id });
      expect([reasonOf(again), (again.body.error as { message: string }).message]).to.deep.equal([
        '409 duplicate',
        'The requested identifier already exists.',
      ]);
      await ask('DELETE', `${events}/${id}`);
      expect(reasonOf(await insert({ ...SPAN, id }))).to.equal('409 duplicate');
    });

    it('of a form that can be', async () => {
      const reasons = [];
      for (const body of [
        { ...SPAN, id: 'has-dashes' },
        { ...SPAN, id: 'WXYZW' },
        { ...SPAN, id: 'abcd' },
        { start: SPAN.start },
        { start: SPAN.end, end: SPAN.start },
        { ...SPAN, start: { dateTime: '2026-12-01T09:30:00' } },
      ])
        reasons.push(reasonOf(await insert(body)));
      expect(reasons).to.deep.equal([
        '400 invalid',
        '400 invalid',
        '400 invalid',
        '400 required',
        '400 timeRangeEmpty',
        '400 invalid',
      ]);
      expect(google.events(SHOP)).to.deep.equal([]);
    });

    it('changes the fields that are given, and counts moves', async () => {
      const properties = { private: { appointment_id: 'a' }, shared: { b: 'c' } };
      const { body: before } = await insert({ ...SPAN, id, summary: 'Oil', extendedProperties: properties });
      clock.advance(1_000);
      const { body: after } = await ask('PATCH', `${events}/${id}`, {
        end: { dateTime: '2026-12-01T15:30:00Z' },
        description: 'hello',
        extendedProperties: { private: { more: 'd' } },
      });
      expect(after).to.deep.equal({
        ...before,
        etag: after.etag,
        updated: new Date(clock.now()).toISOString(),
        end: { dateTime: '2026-12-01T10:30:00-05:00', timeZone: 'America/New_York' },
        description: 'hello',
        extendedProperties: { private: { appointment_id: 'a', more: 'd' }, shared: { b: 'c' } },
        sequence: 1,
      });
      expect(after.etag).to.not.equal(before.etag);
      const { body: whole } = await ask('PUT', `${events}/${id}`, { ...SPAN, summary: 'New' });
      expect(whole).to.include({ summary: 'New', sequence: 1 }).and.not.have.any.keys('description');
    });

    it('deletes once, and brings back what is patched to be confirmed', async () => {
      await insert({ ...SPAN, id });
      expect(await ask('DELETE', `${events}/${id}`)).to.deep.equal({ status: 204, body: {} });
      const again = await ask('DELETE', `${events}/${id}`);
      expect([reasonOf(again), reasonOf(await ask('DELETE', `${events}/nobody`))]).to.deep.equal([
        '410 deleted',
        '404 notFound',
      ]);
      expect((await ask('GET', `${events}/${id}`)).body.status).to.equal('cancelled');
      await ask('PATCH', `${events}/${id}`, { status: 'confirmed' });
      expect((await ask('GET', `${events}/${id}`)).body.status).to.equal('confirmed');
    });

    it('changes only what the client has seen, where it says what that was', async () => {
      const { body } = await insert({ ...SPAN, id });
      const old = { 'if-match': '"1"' };
      const reasons = [
        await ask('PATCH', `${events}/${id}`, { summary: 'x' }, old),
        await ask('PUT', `${events}/${id}`, SPAN, old),
        await ask('DELETE', `${events}/${id}`, undefined, old),
      ].map(reasonOf);
      expect(reasons).to.deep.equal(Array(3).fill('412 conditionNotMet'));
      expect((await ask('PATCH', `${events}/${id}`, {}, { 'if-match': String(body.etag) })).status).to.equal(200);
    });

    it('lists them by time and by what they are marked with', async () => {
      const mark = (value: string) => ({ extendedProperties: { private: { appointment_id: value } } });
      await insert({ ...SPAN, id: 'aaaaa', ...mark('1') });
      await insert({ start: SPAN.end, end: { dateTime: '2026-12-01T16:00:00Z' }, id: 'bbbbb', ...mark('2') });
      await insert({ ...SPAN, id: 'ccccc' });
      await ask('DELETE', `${events}/ccccc`);
      const ids = async (query: string) =>
        ((await ask('GET', `${events}?${query}`)).body.items as StoredEvent[]).map((event) => event.id);
      expect([
        await ids(''),
        await ids('showDeleted=true'),
        await ids('privateExtendedProperty=appointment_id%3D2'),
        await ids('timeMin=2026-12-01T15:00:00Z'),
        await ids('timeMax=2026-12-01T15:00:00Z'),
        await ids('maxResults=1'),
      ]).to.deep.equal([['aaaaa', 'bbbbb'], ['aaaaa', 'bbbbb', 'ccccc'], ['bbbbb'], ['bbbbb'], ['aaaaa'], ['aaaaa']]);
    });

    it('not in calendars and at addresses that are not there', async () => {
      const answers = [await ask('GET', '/calendars/nobody/events/x'), await ask('GET', '/colors')];
      expect(answers.map(reasonOf)).to.deep.equal(['404 notFound', '404 notFound']);
    });
  });

  describe('fails as it is told', () => {
    const cut = (work: Promise<unknown>) =>
      work.then(
        () => 'answered',
        ({ cause }) => cause?.code,
      );

    it('with a status and a reason, and nothing done', async () => {
      const reasons = [];
      for (const [status, reason] of [
        [403, 'rateLimitExceeded'],
        [429, 'rateLimitExceeded'],
        [403, 'quotaExceeded'],
        [500, 'backendError'],
      ] as const) {
        fault = { kind: 'refuse', status, reason };
        reasons.push(reasonOf(await insert(SPAN)));
      }
      expect(reasons).to.deep.equal([
        '403 rateLimitExceeded',
        '429 rateLimitExceeded',
        '403 quotaExceeded',
        '500 backendError',
      ]);
      expect(google.events(SHOP)).to.deep.equal([]);
    });

    it('by cutting the line: before it is done, or after', async () => {
      fault = { kind: 'reset' };
      expect(await cut(insert(SPAN))).to.equal('ECONNRESET');
      expect(google.events(SHOP)).to.have.length(0);
      fault = { kind: 'lost' };
      expect(await cut(insert(SPAN))).to.equal('ECONNRESET');
      expect(google.events(SHOP)).to.have.length(1);
    });

    it('by answering late, or with a page', async () => {
      fault = { kind: 'stall', ms: 20_000 };
      const late = insert(SPAN);
      let isOver = false;
      void late.finally(() => {
        isOver = true;
      });
      while (clock.pending === 0) await new Promise((resolve) => setImmediate(resolve));
      clock.advance(19_999);
      await new Promise((resolve) => setImmediate(resolve));
      expect(isOver).to.equal(false);
      clock.advance(1);
      expect((await late).status).to.equal(200);
      fault = { kind: 'html', status: 502 };
      const page = await fetch(`${google.url}/calendar/v3/freeBusy`, { method: 'POST' });
      expect([page.status, page.headers.get('content-type')]).to.deep.equal([502, 'text/html']);
    });
  });
});
