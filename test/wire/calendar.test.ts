import { expect } from 'chai';
import { systemClock } from '../../src/clock.ts';
import { createShopTime } from '../../src/shop/calendar.ts';
import { addDays } from '../../src/shop/dates.ts';
import {
  type GoogleFault,
  type GoogleRequest,
  type GoogleSimulator,
  startGoogleSimulator,
} from '../../src/simulators/google/server.ts';
import type { Brain } from '../../src/simulators/openai/types.ts';
import { BAY_1, OAUTH, SHOP, ZONE } from '../kit/calendar-google.ts';
import { emptyDatabase, run } from '../kit/database.ts';
import { asks, aWire, ended, type Wire } from '../kit/wire.ts';
import { lastWords } from '../kit/wire-brain.ts';

const shopTime = createShopTime({ zone: ZONE });

/** The next open weekday that is neither today nor tomorrow. */
function openDay(now: Date): string {
  let date = addDays(shopTime.dateOf(now), 2);
  while (!('opens' in shopTime.opening(date)) || shopTime.weekdayOf(date) === 'Saturday') date = addDays(date, 1);
  return date;
}

describe('a call about a shop with a calendar', function () {
  this.timeout(60_000);
  const day = openDay(new Date());
  const at = (time: string) => shopTime.read(`${day}T${time}`) ?? new Date();
  let google: GoogleSimulator;
  let wire: Wire;
  let databaseUrl: string;
  let fault: GoogleFault | undefined;
  let waiting: { operation: GoogleRequest['operation']; resolve: () => void }[];
  let offered: string[];
  let booked: unknown;

  /** A model that offers what it is told of, takes the first and books it. */
  const brain: Brain = (request) => {
    const last = request.messages.at(-1);
    if (last?.role === 'tool') {
      const { data, error } = JSON.parse(last.content ?? '{}') as {
        data?: { slots?: { start_time: string }[] };
        error?: string;
      };
      if (error === 'unavailable') return { text: 'A colleague will call you.' };
      if (data?.slots) offered = data.slots.map(({ start_time }) => start_time);
      else booked = data;
      return { text: data?.slots ? 'I have a few openings.' : 'You are all set.' };
    }
    const words = lastWords(request);
    if (/oil/i.test(words))
      return { calls: [{ name: 'get_available_slots', arguments: { date: day, service_type: 'oil_change' } }] };
    const { customerId, vehicleIds } = wire.stage.people.maria;
    const booking = {
      customer_id: customerId,
      vehicle_id: vehicleIds[0],
      service_type: 'oil_change',
      start_time: offered[0],
      notes: null,
      confirmed: /works/i.test(words),
    };
    return { calls: [{ name: 'book_appointment', arguments: booking }] };
  };

  const arrives = (operation: GoogleRequest['operation']) =>
    new Promise<void>((resolve) => waiting.push({ operation, resolve }));
  const blocks = (calendar: string, from: string, to: string) =>
    google.put(calendar, { start: { dateTime: at(from).toISOString() }, end: { dateTime: at(to).toISOString() } });
  const stored = () =>
    run(
      databaseUrl,
      `SELECT appointment_id, start_time, bay, calendar_status, calendar_event_id FROM appointments WHERE booked_by = 'phone_agent'`,
    );
  const calendarState = async () => JSON.parse((await wire.get('/readyz')).body ?? '').dependencies.calendar;

  const calls = async () => {
    const call = await wire.stage.carrier.call({ ...wire.stage.dialing, from: wire.stage.people.maria.phoneNumber });
    await call.waitFor(({ type }) => type === 'voice.started');
    for (const words of ['I need an oil change', 'the first one please', 'yes that works for me'])
      await asks(wire, call, words);
    await call.hangUp();
    await ended(wire, call.callSid);
  };

  beforeEach(async () => {
    [fault, waiting, offered, booked] = [undefined, [], [], null];
    google = await startGoogleSimulator({
      clock: systemClock,
      clients: { oauth: OAUTH },
      calendars: { [SHOP]: ZONE, [BAY_1]: ZONE },
      faults({ operation }) {
        waiting = waiting.filter((each) => {
          if (each.operation === operation) each.resolve();
          return each.operation !== operation;
        });
        return fault;
      },
    });
    databaseUrl = await emptyDatabase();
    wire = await aWire({
      brain,
      // Google has a second to answer, and the machine may be busy.
      speed: 2,
      env: {
        DATABASE_URL: databaseUrl,
        GOOGLE_CALENDAR_ID: SHOP,
        GOOGLE_CALENDAR_BAYS: `1=${BAY_1}`,
        GOOGLE_CLIENT_ID: OAUTH.clientId,
        GOOGLE_CLIENT_SECRET: OAUTH.clientSecret,
        GOOGLE_REFRESH_TOKEN: OAUTH.refreshToken,
        GOOGLE_API_URL: google.url,
        GOOGLE_TOKEN_URL: google.tokenUrl,
      },
    });
  });
  afterEach(async () => {
    await wire.close();
    await google.close();
  });

  it('offers nothing that people have taken, books another bay, and shows the booking in the calendar', async () => {
    blocks(SHOP, '08:00', '12:00');
    blocks(BAY_1, '08:00', '18:00');
    const inserted = arrives('insert');
    await calls();
    await inserted;
    expect(await calendarState()).to.equal('up');
    await wire.close();

    expect(offered.length).to.be.greaterThan(0);
    expect(offered.filter((start) => new Date(start) < at('12:00'))).to.deep.equal([]);
    const [appointment, ...others] = await stored();
    expect(others).to.deep.equal([]);
    const id = String(appointment?.appointment_id).replaceAll('-', '');
    expect(appointment).to.deep.include({
      start_time: new Date(String(offered[0])),
      calendar_status: 'written',
      calendar_event_id: id,
    });
    expect(appointment?.bay).to.not.equal(1);
    expect(booked).to.include({ appointment_id: appointment?.appointment_id });
    const event = google.events(SHOP).find((each) => each.id === id);
    expect(event).to.deep.include({
      summary: `Oil change, 2019 Honda Civic (bay ${appointment?.bay})`,
      start: { dateTime: offered[0], timeZone: ZONE },
      transparency: 'transparent',
    });
  });

  it('names no time while the calendar cannot be read, and tells staff of it once', async () => {
    fault = { kind: 'calendar-error', calendarId: SHOP, reason: 'notFound' };
    const call = await wire.stage.carrier.call({ ...wire.stage.dialing, from: wire.stage.people.maria.phoneNumber });
    await call.waitFor(({ type }) => type === 'voice.started');
    for (const words of ['I need an oil change', 'really no oil change']) await asks(wire, call, words);
    await call.hangUp();
    await ended(wire, call.callSid);
    expect(await calendarState()).to.equal('partly');
    const answers = (wire.stage.openai.requests.at(-1)?.body.messages ?? []).flatMap(({ role, content }) =>
      role === 'tool' ? [JSON.parse(content ?? '{}')] : [],
    );
    expect(answers.map(({ error, data }) => [error, data])).to.deep.equal([
      ['unavailable', undefined],
      ['unavailable', undefined],
    ]);
    await wire.close();
    expect(await run(databaseUrl, 'SELECT kind, status, payload FROM staff_tasks')).to.deep.equal([
      {
        kind: 'failed',
        status: 'open',
        payload: { problem: 'a calendar cannot be read', calendar: 'the shop', code: 'notFound' },
      },
    ]);
  });

  it('tells staff once of what people put over a booking later, on one server of all', async () => {
    const inserted = arrives('insert');
    await calls();
    await inserted;
    const { calendar } = wire.stage.app;
    const [appointment] = await stored();
    const { start_time: start } = appointment as { start_time: Date };
    google.put(SHOP, {
      start: { dateTime: start.toISOString() },
      end: { dateTime: new Date(start.getTime() + 600_000).toISOString() },
    });
    await calendar?.look();
    await calendar?.look();
    // Others who are booked for that time are told of, too.
    const whose = `payload->>'appointment_id' = '${appointment?.appointment_id}'`;
    expect(await run(databaseUrl, `SELECT kind FROM staff_tasks WHERE ${whose}`)).to.deep.equal([
      { kind: 'calendar_conflict' },
    ]);
    expect(await run(databaseUrl, `SELECT DISTINCT name FROM pgboss.job WHERE name = 'calendar-patrol'`)).to.deep.equal(
      [{ name: 'calendar-patrol' }],
    );
  });

  it('goes on from the CRM while Google is down, and tells staff of the conflict once Google is back', async () => {
    fault = { kind: 'refuse', status: 503, reason: 'backendError' };
    blocks(SHOP, '08:00', '18:00');
    await calls();
    expect(booked).to.include({ status: 'scheduled' });
    expect(await calendarState()).to.equal('down');
    const [appointment] = await stored();
    expect(appointment).to.include({ calendar_status: 'awaiting', calendar_event_id: null });

    const compared = arrives('insert').then(() => arrives('freebusy'));
    fault = undefined;
    // The queue counts by the clock of the database, which runs behind that of the call: what waits is due now.
    const due = `UPDATE pgboss.job SET start_after = now() - interval '1 second' WHERE state < 'active'`;
    for (let isBack = false; !isBack; )
      isBack = await Promise.race([compared.then(() => true), run(databaseUrl, due).then(() => false)]);
    await wire.close();
    expect((await stored())[0]).to.include({ calendar_status: 'written' });
    // Others who are booked for that day are told of, too.
    const whose = `payload->>'appointment_id' = '${appointment?.appointment_id}'`;
    expect(await run(databaseUrl, `SELECT kind FROM staff_tasks WHERE ${whose}`)).to.deep.equal([
      { kind: 'calendar_conflict' },
    ]);
    expect(google.events(SHOP).filter(({ extendedProperties }) => extendedProperties)).to.have.length(1);
  });
});
