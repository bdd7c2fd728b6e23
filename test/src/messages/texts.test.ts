import { expect } from 'chai';
import type { Appointment } from '../../../entities/appointment.ts';
import type { Customer } from '../../../entities/customer.ts';
import { book, cancel, confirm, reschedule } from '../../../src/crm/booking.ts';
import { OutsideError } from '../../../src/errors.ts';
import { silentLog } from '../../../src/log.ts';
import { createConsents } from '../../../src/messages/consents.ts';
import { createTextRoutes } from '../../../src/messages/routes.ts';
import { createTexts, TEXT } from '../../../src/messages/texts.ts';
import { createSigned } from '../../../src/telephony/signed.ts';
import type { TextOrder } from '../../../src/telephony/twilio-outbound.ts';
import { loadTextWords } from '../../../src/words/texts.ts';
import { at, type OutreachDesk, shopTime, useOutreachDesk, WrittenJobs } from '../../kit/outreach-desk.ts';

const FROM = '+12125550100';
const BAYS = [1, 2, 3, 4];
type Change = Parameters<typeof book>[1];

describe('texts to customers', () => {
  let desk: OutreachDesk;
  let jobs: WrittenJobs;
  let sent: TextOrder[];
  /** What the carrier refuses next, by its own code. */
  let refusals: string[];
  /** What comes between the carrier's taking a text and its telling us so. */
  let overtakes: () => Promise<unknown>;
  let ann: Customer;
  let texts: ReturnType<typeof createTexts>;
  useOutreachDesk('2026-12-01T12:00', (given) => {
    desk = given;
  });
  beforeEach(async () => {
    jobs = new WrittenJobs();
    sent = [];
    refusals = [];
    overtakes = async () => undefined;
    ann = await desk.customer();
    texts = aServer();
    texts.start();
  });

  const consents = () => {
    const { base, clock } = desk;
    return createConsents({ db: base.dataSource, shopId: base.shop.shopId, clock, newId: base.newId });
  };
  function aServer(allowList: readonly string[] = ['*']) {
    const { base, clock } = desk;
    return createTexts({
      db: base.dataSource,
      shop: { shopId: base.shop.shopId, name: 'Elm Street Motors' },
      shopTime,
      words: loadTextWords(),
      allowList,
      jobs,
      async sendText(order) {
        const code = refusals.shift();
        if (code !== undefined) throw new OutsideError('twilio', code, 'sending a text: refused', { retryable: false });
        sent.push(order);
        await overtakes();
        return { messageSid: `SM${sent.length}` };
      },
      consents: consents(),
      from: FROM,
      publicUrl: () => 'https://shop.example',
      clock,
      newId: base.newId,
      log: silentLog,
    });
  }

  const change = (): Change => ({
    ...desk.base.change(),
    at: new Date(desk.clock.now()),
    afterWrite: texts.afterWrite,
  });
  const half = (time: string) => ({ startTime: at(time), endTime: new Date(at(time).getTime() + 30 * 60_000) });
  const done = <T extends { outcome: string }>(result: T) => {
    if (result.outcome !== 'done') throw new Error(`expected it to be done, got ${result.outcome}`);
    return result as Extract<T, { outcome: 'done' }>;
  };
  async function books(time = '2026-12-03T09:30', customer = ann): Promise<Appointment> {
    const { customerId } = customer;
    const { vehicleId } = await desk.appointment(customer, '2026-11-02T09:00', { status: 'completed' });
    const booking = {
      customerId,
      vehicleId,
      serviceType: 'oil_change',
      notes: null,
      bookedBy: 'phone_agent',
      callSid: null,
    } as const;
    return done(await book(desk.base.dataSource, change(), BAYS, { ...booking, ...half(time) })).appointment;
  }
  async function moves({ customerId, appointmentId }: Appointment, time: string): Promise<void> {
    desk.clock.advance(1);
    done(await reschedule(desk.base.dataSource, change(), BAYS, { customerId, appointmentId, ...half(time) }));
  }
  async function cancels({ customerId, appointmentId }: Appointment): Promise<void> {
    desk.clock.advance(1);
    done(await cancel(desk.base.dataSource, change(), { customerId, appointmentId, reason: 'other' }));
  }
  /** Does what has been written down so far. */
  async function works(): Promise<void> {
    for (const { queue, data } of jobs.added.splice(0)) await jobs.do(queue, data);
  }
  const bodies = () => sent.map(({ body }) => body);
  const kept = () =>
    desk.rows('SELECT kind, to_number, status, message_sid, error_code FROM messages ORDER BY message_id');
  const consentOf = async ({ customerId }: Customer) =>
    (
      await desk.rows(
        'SELECT text_consent AS said, text_consent_source AS by, text_consent_at AS at FROM customers WHERE customer_id = $1',
        [customerId],
      )
    )[0];

  it('tell of a booking, a move and a cancellation, each once', async () => {
    const appointment = await books();
    await works();
    await moves(appointment, '2026-12-04T10:00');
    await works();
    await cancels(appointment);
    await works();
    expect(bodies()).to.deep.equal([
      'Elm Street Motors: your oil change for your 2019 Honda Civic is booked for Thursday, December 3rd at 9:30 AM. Reply STOP to get no more texts.',
      'Elm Street Motors: your oil change for your 2019 Honda Civic has been moved to Friday, December 4th at 10 AM. Reply STOP to get no more texts.',
      'Elm Street Motors: your oil change for your 2019 Honda Civic on Friday, December 4th at 10 AM is cancelled. Reply STOP to get no more texts.',
    ]);
    expect(sent.map(({ to, from }) => [to, from])).to.deep.equal(Array(3).fill([ann.phoneNumber, FROM]));
    const row = { to_number: ann.phoneNumber, status: 'queued', error_code: null };
    expect(await kept()).to.deep.equal([
      { ...row, kind: 'booked', message_sid: 'SM1' },
      { ...row, kind: 'moved', message_sid: 'SM2' },
      { ...row, kind: 'cancelled', message_sid: 'SM3' },
    ]);
  });

  it('say nothing of a confirmation', async () => {
    const { customerId, appointmentId } = await books();
    jobs.added.length = 0;
    desk.clock.advance(1);
    done(await confirm(desk.base.dataSource, change(), { customerId, appointmentId }));
    expect(jobs.added).to.deep.equal([]);
  });

  it('tell of two changes in a row only the last', async () => {
    const appointment = await books();
    await moves(appointment, '2026-12-04T10:00');
    await moves(appointment, '2026-12-04T11:00');
    await works();
    expect(bodies().map((body) => / (is booked|has been moved) .* at ([^.]+)\./.exec(body)?.slice(1))).to.deep.equal([
      ['has been moved', '11 AM'],
    ]);
  });

  for (const [what, textConsent] of [
    ['said no', false],
    ['never said yes', null],
  ] as const)
    it(`are not sent to who ${what}`, async () => {
      await books(undefined, await desk.customer({ textConsent }));
      expect([jobs.added, sent]).to.deep.equal([[], []]);
    });

  it('are not sent to a number that is not on the allow-list', async () => {
    const bob = await desk.customer();
    texts = aServer([bob.phoneNumber]);
    texts.start();
    await books();
    await books('2026-12-03T11:00', bob);
    await works();
    expect(sent.map(({ to }) => to)).to.deep.equal([bob.phoneNumber]);
  });

  it('are not sent any more after STOP, not even those that wait, and are again after START', async () => {
    const appointment = await books();
    desk.clock.advance(1_000);
    await consents().stopped(ann.phoneNumber, 'sms');
    await works();
    await moves(appointment, '2026-12-04T10:00');
    expect([jobs.added, sent]).to.deep.equal([[], []]);
    await consents().started(ann.phoneNumber, 'sms');
    await moves(appointment, '2026-12-04T11:00');
    await works();
    expect(bodies().length).to.equal(1);
  });

  it('are sent once, also when two servers take the same job or one takes it again', async () => {
    await books();
    const [job] = jobs.added.splice(0);
    if (!job) throw new Error('expected a job, got none');
    await Promise.all([jobs.do(TEXT, job.data), jobs.do(TEXT, job.data)]);
    await jobs.do(TEXT, job.data);
    expect(bodies().length).to.equal(1);
  });

  describe('that the carrier refuses', () => {
    it('because the recipient said STOP to it (21610) are never tried again, for nobody with that number', async () => {
      const husband = await desk.customer({ phoneNumber: ann.phoneNumber });
      refusals = ['21610'];
      const appointment = await books();
      desk.clock.advance(1_000);
      await works();
      expect(await kept()).to.deep.equal([
        { kind: 'booked', to_number: ann.phoneNumber, status: 'failed', message_sid: null, error_code: '21610' },
      ]);
      const stopped = { said: false, by: 'carrier', at: new Date(desk.clock.now()) };
      expect([await consentOf(ann), await consentOf(husband)]).to.deep.equal([stopped, stopped]);
      await moves(appointment, '2026-12-04T10:00');
      expect([jobs.added, sent]).to.deep.equal([[], []]);
    });

    for (const code of ['21211', '21614'])
      it(`because the number gets no texts (${code}) are not tried again, nor is any other to that number`, async () => {
        refusals = [code];
        const appointment = await books();
        await works();
        await moves(appointment, '2026-12-04T10:00');
        await works();
        expect(sent).to.deep.equal([]);
        expect((await kept()).map(({ status, error_code }) => [status, error_code])).to.deep.equal([['failed', code]]);
        expect(await consentOf(ann)).to.include({ said: true });
      });

    it('because there were too many (429) are sent again, later and later, and then given up', async () => {
      refusals = ['20429', '20429'];
      await books();
      await works();
      expect([jobs.added.map(({ afterSeconds }) => afterSeconds), await kept()]).to.deep.equal([[5], []]);
      await works();
      expect(jobs.added.map(({ afterSeconds }) => afterSeconds)).to.deep.equal([10]);
      await works();
      expect([bodies().length, jobs.added]).to.deep.equal([1, []]);
      refusals = Array(6).fill('20429');
      await books('2026-12-03T11:00', await desk.customer());
      while (jobs.added.length > 0) await works();
      expect([bodies().length, (await kept()).map(({ status }) => status).sort()]).to.deep.equal([
        1,
        ['failed', 'queued'],
      ]);
    });

    it('without a word (no answer came) are not sent twice: nobody knows whether they were taken', async () => {
      refusals = ['timeout'];
      await books();
      await works();
      expect([jobs.added, (await kept()).map(({ error_code }) => error_code)]).to.deep.equal([[], ['timeout']]);
    });
  });

  describe('of which the carrier tells', () => {
    const post = (path: '/twilio/text-status' | '/twilio/sms', query: string, fields: Record<string, string>) => {
      const { base, clock } = desk;
      const routes = createTextRoutes({
        db: base.dataSource,
        shopName: 'Elm & Sons',
        help: loadTextWords().help,
        consents: consents(),
        signed: createSigned({ config: { TWILIO_AUTH_TOKEN: undefined }, publicUrl: () => 'http://localhost' }),
        clock,
        log: silentLog,
      });
      const body = new URLSearchParams(fields).toString();
      return routes[path]?.({ method: 'POST', path, query, headers: {}, body } as never);
    };
    const query = () => sent.at(-1)?.statusUrl.split('?')[1] ?? '';
    const tells = (status: string, more = {}) =>
      post('/twilio/text-status', query(), { MessageSid: 'SM1', MessageStatus: status, ...more });
    const status = async () => (await kept())[0];

    it('are as far as the furthest word of it, in whatever order and however often it comes', async () => {
      await books();
      await works();
      const seen: unknown[] = [];
      for (const word of ['sent', 'queued', 'sent', 'delivered', 'sent', 'failed', 'delivered', 'nonsense']) {
        expect((await tells(word))?.status).to.equal(204);
        seen.push((await status())?.status);
      }
      expect(seen).to.deep.equal([
        'sent',
        'sent',
        'sent',
        'delivered',
        'delivered',
        'delivered',
        'delivered',
        'delivered',
      ]);
    });

    it('keep the reason where they did not arrive, and then no more are sent to a number that gets none', async () => {
      const appointment = await books();
      await works();
      await tells('undelivered', { ErrorCode: '21614' });
      await tells('sent');
      expect(await status()).to.include({ status: 'undelivered', error_code: '21614' });
      await moves(appointment, '2026-12-04T10:00');
      await works();
      expect(bodies().length).to.equal(1);
    });

    it('are not set back when the answer to our request comes after its callbacks', async () => {
      await books();
      overtakes = async () => tells('delivered');
      await works();
      expect(await status()).to.include({ status: 'delivered', message_sid: 'SM1' });
    });

    it('are left alone by word of what is no text of ours', async () => {
      await books();
      await works();
      for (const other of ['', 'message=nonsense', `message=${desk.base.newId()}`])
        expect(await post('/twilio/text-status', other, { MessageSid: 'SM9', MessageStatus: 'failed' })).to.deep.equal({
          status: 204,
        });
      expect(await status()).to.include({ status: 'queued', message_sid: 'SM1' });
    });

    it('are stopped and started for everybody with the number by every word for it, with time and source', async () => {
      const husband = await desk.customer({ phoneNumber: ann.phoneNumber });
      const other = await desk.customer();
      const before = await consentOf(other);
      const write = (fields: Record<string, string>) =>
        post('/twilio/sms', '', { From: ann.phoneNumber, MessageSid: 'SM5', ...fields });
      for (const fields of [
        ...['STOP', 'stopall', ' Unsubscribe ', 'END', 'quit.', 'Cancel'].map((Body) => ({ Body })),
        // The carrier looks after these words itself and says which one it understood.
        { Body: 'arrêt', OptOutType: 'STOP' },
      ]) {
        desk.clock.advance(1_000);
        await write(fields);
        const stopped = { said: false, by: 'sms', at: new Date(desk.clock.now()) };
        expect([await consentOf(ann), await consentOf(husband)]).to.deep.equal([stopped, stopped]);
        desk.clock.advance(1_000);
        await write({ Body: 'Start' });
        const started = { said: true, by: 'sms', at: new Date(desk.clock.now()) };
        expect([await consentOf(ann), await consentOf(husband)]).to.deep.equal([started, started]);
      }
      expect(await consentOf(other)).to.deep.equal(before);
    });

    it('are explained to who asks for help, and nothing is changed by that or by anything else', async () => {
      const before = await consentOf(ann);
      const write = async (Body: string) => (await post('/twilio/sms', '', { From: ann.phoneNumber, Body }))?.body;
      expect(await write(' Info ')).to.equal(
        '<?xml version="1.0" encoding="UTF-8"?><Response><Message>Elm &amp; Sons: we text you about your service appointments. Reply STOP to get no more texts, START to get them again.</Message></Response>',
      );
      expect(await write('see you tomorrow')).to.equal('<?xml version="1.0" encoding="UTF-8"?><Response/>');
      expect(await consentOf(ann)).to.deep.equal(before);
    });
  });
});
